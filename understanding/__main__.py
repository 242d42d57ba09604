"""`python -m understanding train`: learns what messages are for, from `talk/`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from catalog.command_line import add_options, argument, made


@dataclass(frozen=True, kw_only=True)
class Learn:
    command: Literal["train", "measure"] = argument("train: also writes the weights")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m understanding", description="What messages are for, learnt.")
    add_options(parser, Learn)
    options = made(Learn, parser.parse_args(arguments))
    from retrieval.encoder import TextEncoder
    from understanding.acts import ActClassifier
    from understanding.kinds import nearest, uses
    from understanding.training import measure, train, write_words

    encoder = TextEncoder()
    if options.command == "train":
        write_words()
        nearest.write_vectors(encoder.encode, encoder.name)
        uses.write_vectors(encoder.encode, encoder.name)
        print(json.dumps(train(encoder.encode, encoder.name)))
    else:
        print(json.dumps(measure(ActClassifier.shipped(), encoder.encode)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
