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

import numpy as np

from catalog import swap
from catalog.build import build


class MeanEye:
    """The mean colour of each picture, five times: enough to tell pictures apart."""

    fingerprint = "mean-colour"
    dimension = 3
    views = 5

    def states(self, images):
        means = [np.asarray(image, np.float32).mean((0, 1)) / 255 + 0.01 for image in images]
        return np.stack([np.tile(mean, (5, 1)) for mean in means]).astype(np.float16)


class MeanDescriber:
    """Says the mean colour in words of its own: "Red 0.51, green 0.33, blue 0.12, a thing."."""

    name = "mean-colour-in-words"

    def __init__(self):
        self.batches = []

    def describe(self, states):
        self.batches.append(states)
        return ["Red {:.2f}, green {:.2f}, blue {:.2f}, a thing.".format(*state[0]) for state in states]


class LengthIndexer:
    """Not an index that anybody can search: the texts themselves."""

    name = "lengths"
    dimension = 1

    def write(self, texts, path):
        path.write_text("\n".join(texts), encoding="utf-8")


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
        swap._exchange = lambda first, second: False
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
