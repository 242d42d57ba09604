"""Imports run one way: catalog <- understanding, retrieval and lavic, these <- chat <- web <- app.py."""

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
# The build command puts the rooms together; nothing imports an entry point.
ENTRY_POINTS = {
    ROOT / "catalog" / "__main__.py": {"retrieval", "lavic"},
    ROOT / "understanding" / "__main__.py": {"retrieval"},
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
