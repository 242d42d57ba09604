"""The kinds of things that a message asks for, by the shop's words, English, and nearness of meaning."""
