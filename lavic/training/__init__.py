"""Both training stages of LaViC. Serving imports nothing from here."""
