"""From a feed to a catalog on disk.

`pipeline` puts the stages together: the feed into the `journal`, `encode_images`, `describe_images`, `embed_texts`, and
`version`, which writes the files. `previous` is what the version that is replaced knows already. `preview` is a dry
run; `report`, `remarks` and `progress` say what happens.
"""

from catalog.build.pipeline import build, require_product

__all__ = ["build", "require_product"]
