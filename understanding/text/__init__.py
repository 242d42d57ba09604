"""A message as text: its characters, its language, its spelling, its words."""
