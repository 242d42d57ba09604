"""Feeds in the forms that shops have. `catalog.feed` is the door; this is what stands behind it.

Containers turn bytes into rows, each a dict of the feed's own names: `delimited` (CSV, TSV), `json_lines`,
`json_document`, `parquet`, `xml_items`, `html_page`. Families know what a shop system means by its names and turn such
rows into rows of names that `catalog.fields` knows: `amazon`, `reddit_amazon`, `google_merchant`, `shopify`,
`schema_org`, `imagefolder`; `table` is any other table, with or without `--map`. `source` opens, `sniff` tells the
container by its content.
"""
