"""Looks in a message: more or less of one than was shown, another one, and words that may tell one."""
