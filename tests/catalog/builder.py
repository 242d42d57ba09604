"""Small stand-ins for what a build takes as arguments, and a build to be killed, run as a program:

python tests/catalog/builder.py FEED OUT [STEP DONE | rename N | sleep]

kills itself (SIGKILL) when the build reports STEP at DONE, or before its N-th rename on a system that cannot
exchange folders; `sleep` prints "holding" and waits while it holds the lock.
"""

import os
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from catalog import atomic_swap
from catalog.build import build
from catalog.manifest import TextIndexFacts


class MeanEye:
    """The mean colour of each picture, five times: enough to tell pictures apart."""

    fingerprint = "mean-colour"
    dimension = 3
    views = 5

    def states(self, images):
        log("look", len(images))
        means = [np.asarray(image, np.float32).mean((0, 1)) / 255 + 0.01 for image in images]
        return np.stack([np.tile(mean, (5, 1)) for mean in means]).astype(np.float16)


class MeanDescriber:
    """Says the mean colour in words of its own: "Red 0.51, green 0.33, blue 0.12, a thing."."""

    name = "mean-colour-in-words"

    def __init__(self):
        self.batches = []

    def describe(self, states, kinds):
        self.batches.append(states)
        log("describe", len(states))
        return ["Red {:.2f}, green {:.2f}, blue {:.2f}, a thing.".format(*state[0]) for state in states]


class LengthIndexer:
    """Not an index that anybody can search: the texts themselves. A vector is the code points of its text."""

    name = "lengths"
    dimension = 128

    def embed(self, texts):
        log("embed", len(texts))
        points = [[ord(letter) for letter in text[: self.dimension]] for text in texts]
        return np.array([row + [0] * (self.dimension - len(row)) for row in points], np.float32)

    def write(self, vectors, path):
        with open(path, "w", encoding="utf-8") as file:
            for batch in vectors.batches(7):
                file.writelines("".join(chr(int(n)) for n in row if n) + "\n" for row in batch)
        return TextIndexFacts("texts")

    def stored(self, path, count, wanted):
        texts = path.read_text(encoding="utf-8").split("\n")[:-1]
        assert len(texts) == count
        embedded = np.zeros((count, self.dimension), np.float32)
        for vector, text in zip(embedded, texts, strict=True):
            vector[: len(text)] = [ord(letter) for letter in text]
        return SimpleNamespace(take=lambda rows: embedded[rows])


def log(what, count):
    """Appends to the file that LOG names, so that what a killed build did can be counted."""
    if "LOG" in os.environ:
        with open(os.environ["LOG"], "a") as file:
            print(what, count, file=file)


def tree(folder):
    """Every file under a folder, by its relative name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _die():
    os.kill(os.getpid(), signal.SIGKILL)


def _main(feed, out, *when):
    def progress(step, done, total):
        if when == ("sleep",) and step == "pictures":
            print("holding", flush=True)
            time.sleep(60)
        if when[:1] == (step,) and done >= int(when[1]):
            _die()

    if when[:1] == ("rename",):
        atomic_swap._exchange = lambda first, second: False
        rename, calls = os.rename, []

        def counted(*arguments):
            calls.append(arguments)
            if len(calls) == int(when[1]):
                _die()
            rename(*arguments)

        os.rename = counted
    parts = {"indexer": LengthIndexer(), "eye": MeanEye(), "describer": MeanDescriber()}
    build(Path(feed), Path(out), progress=progress, **parts)


if __name__ == "__main__":
    _main(*sys.argv[1:])
