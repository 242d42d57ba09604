"""Other limits and orders in a message: ratings, stock, and what is to come first."""
