"""What a message says: its language and spelling, what it is for, kinds, looks, money, sizes, refusals, references. No
search engine in it."""
