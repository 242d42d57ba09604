"""What a report stands on, so that its figures can be checked and repeated: model, adapters, data, lists, settings.

Names no folder of a machine. Leaves out the versions of libraries, which are pinned (requirements.txt).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from catalog.manifest import MANIFEST, file_entry
from catalog.store import Catalog
from lavic.examples import RankingExample
from lavic.modeling import LANGUAGE, VISION, WEIGHTS, adapters_folder, public_name
from lavic.rank import Ranker


def made_by(ranker: Ranker | None, model: str, adapters: str | None, quantize: str) -> dict[str, Any]:
    """The model of the arms; `{"model": None}` where no arm asked for it."""
    if ranker is None:
        return {"model": None}
    return {
        "model": public_name(model),
        "adapters": adapter_hashes(adapters_folder(model, adapters)),
        "encoder_fingerprint": ranker.fingerprint,
        "quantize": quantize,
        "scoring": ranker.scorer.name,
        "prior": ranker.prior,
    }


def adapter_hashes(folder: Path | None) -> dict[str, str]:
    """SHA-256 of the weights of each adapter that a folder holds."""
    files = {part: folder / part / WEIGHTS for part in (VISION, LANGUAGE)} if folder else {}
    return {part: file_entry(file).sha256 for part, file in files.items() if file.is_file()}


def made_from(conversations: Path, key: str, examples: Sequence[RankingExample], catalog: Catalog) -> dict[str, Any]:
    """The rows. `lists` is the hash of all candidates' ids, in their rows and order."""
    lists = json.dumps([example.ids for example in examples]).encode()
    return {
        "conversations": {"name": conversations.name, "sha256": file_entry(conversations).sha256},
        "lists": {"key": key, "sha256": hashlib.sha256(lists).hexdigest()},
        "catalog": {
            "name": "/".join(catalog.folder.parts[-2:]),
            "manifest_sha256": file_entry(catalog.folder / MANIFEST).sha256,
        },
    }
