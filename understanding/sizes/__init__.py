"""Sizes in a message: those that the product must have, beside those of places and people."""
