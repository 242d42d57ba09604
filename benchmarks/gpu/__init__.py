"""What to measure where an accelerator is at hand; see README.md."""
