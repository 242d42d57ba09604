"""Money in a message: the sums, and what each of them limits."""
