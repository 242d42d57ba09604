"""Pictures from the web into a folder: `addresses` (where it may connect), `hosts` (politeness), `download` (one
picture), `cache` (the folder), `fetcher` (all of a feed). Only `python -m catalog build --fetch` and who asks for it
imports this: a build without it opens no connection.
"""
