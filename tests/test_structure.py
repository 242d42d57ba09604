"""Imports run one way: catalog <- understanding, retrieval and lavic, these <- chat <- web <- app.py.

The three in the middle do not know each other, and of these only understanding knows English."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "catalog": set(),
    "understanding": {"catalog"},
    "retrieval": {"catalog"},
    "lavic": {"catalog"},
    "chat": {"catalog", "understanding", "retrieval", "lavic"},
    "web": {"catalog", "understanding", "retrieval", "lavic", "chat"},
    "app": {"catalog", "understanding", "retrieval", "lavic", "chat", "web"},
}
# Commands put the rooms together; nothing imports an entry point.
ENTRY_POINTS = {
    ROOT / "catalog" / "__main__.py": {"retrieval", "lavic"},
    ROOT / "understanding" / "__main__.py": {"retrieval"},
    ROOT / "retrieval" / "__main__.py": {"understanding", "chat"},
}
HEAVY = {"torch", "faiss", "gradio", "transformers", "sentence_transformers", "bpy"}
FILES = [
    p
    for room in ("catalog", "understanding", "retrieval", "lavic", "chat", "web")
    for p in sorted((ROOT / room).rglob("*.py"))
] + [ROOT / "app.py"]


def imported(path: Path, *, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else ast.walk(tree)
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_every_spelling_of_an_import_is_seen(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("from lavic import training\nimport catalog.store\n")
    assert imported(module) == {"lavic", "lavic.training", "catalog.store"}


def rooms(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path):
    room = path.relative_to(ROOT).parts[0].removesuffix(".py")
    others = (rooms(imported(path)) & set(MAY_IMPORT)) - {room}
    assert others <= MAY_IMPORT[room] | ENTRY_POINTS.get(path, set())


def test_nothing_imports_an_entry_point():
    for path in FILES:
        assert not any(name.endswith(".__main__") for name in imported(path)), path


def test_the_entry_points_are_there():
    assert all(path.is_file() for path in ENTRY_POINTS)


def test_no_search_reads_a_sentence():
    """A pattern with a word's boundary is a rule about what people write: it belongs to who reads messages, or, of
    listings, to the catalog."""
    files = [path for path in FILES if path.relative_to(ROOT).parts[0] == "retrieval"]
    assert len(files) > 10
    for path in files:
        assert r"\b" not in path.read_text(encoding="utf-8"), path


def test_what_a_listing_says_is_read_without_the_rest_of_the_catalog():
    """Both the search and who reads messages build on it."""
    files = sorted((ROOT / "catalog" / "listing").rglob("*.py"))
    assert len(files) > 5
    for path in files:
        others = {name for name in imported(path) if name.startswith("catalog") and name != "catalog.listing"}
        assert all(name.startswith("catalog.listing.") for name in others), path


@pytest.mark.parametrize("path", [p for p in FILES if "catalog" in p.parts], ids=lambda p: str(p.relative_to(ROOT)))
def test_the_catalog_knows_no_torch_faiss_or_gradio(path):
    assert not rooms(imported(path)) & HEAVY


def test_only_the_page_and_the_app_know_gradio():
    knowing = {p.relative_to(ROOT).parts[0] for p in FILES if "gradio" in rooms(imported(p))}
    assert knowing <= {"app.py", "web"}


def test_no_conversation_knows_torch_faiss_or_gradio():
    for path in (p for p in FILES if "chat" in p.relative_to(ROOT).parts):
        assert not rooms(imported(path)) & HEAVY, path


def test_serving_never_imports_training_the_studio_or_benchmarks():
    for path in FILES:
        names = imported(path)
        if "training" not in path.parts and path != ROOT / "lavic" / "__main__.py":
            assert not any(name.startswith("lavic.training") for name in names), path
        assert not rooms(names) & {"studio", "benchmarks"}, path
