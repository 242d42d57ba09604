"""What a message says: spelling, language, what it is for, the kinds of things it asks for. No search engine in it."""
