"""Feeds in the forms that shops have. `catalog.feed` is the door; this is what stands behind it.

`containers` turn bytes into rows, each a dict of the feed's own names. `families` know what a shop system means by its
names and turn such rows into rows of names that `catalog.fields` knows, with `names` (tables of names) and `variants`
(rows that are one product together); `table` is any other table, with or without `--map`. `source` opens, `encodings`
and `sniff` tell what a file is by its content, `unread` finds what was not understood.
"""
