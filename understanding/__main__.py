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
    from understanding.asides.training import measure_asides, train_asides
    from understanding.kinds import nearest, uses
    from understanding.training import measure, train, write_words

    encoder = TextEncoder()
    if options.command == "train":
        write_words()
        nearest.write_vectors(encoder.encode, encoder.name)
        uses.write_vectors(encoder.encode, encoder.name)
        found = train(encoder.encode, encoder.name), train_asides(encoder.encode, encoder.name)
    else:
        found = measure(ActClassifier.shipped(), encoder.encode), measure_asides(encoder.encode)
    print(json.dumps(dict(zip(("acts", "asides"), found, strict=True))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
