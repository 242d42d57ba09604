"""What `lavic evaluate` measures: arms, metrics, and the table of both. Serving imports nothing from here."""
