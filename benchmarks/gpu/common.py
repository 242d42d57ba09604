"""What the measurements share: which model, on what machine, by which command."""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from benchmarks.figures import emit
from catalog.command_line import add_options, made, option
from lavic.bench import device_name
from lavic.shapes import MISTRAL_7B, VOCABULARY, random_model

SEED = 0
LIBRARIES = ("torch", "transformers", "peft", "bitsandbytes", "accelerate")
Measurement = Callable[[bool, Path], None]
"""(tiny, a folder for what must be written): prints its figures by `emit`."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    tiny: bool = option(False, "a toy of the same make, in seconds on a CPU")
    scratch: Path | None = option(None, "for weights and checkpoints, some 20 GB (the system's own)")


def run(script: str, measure: Measurement, arguments: list[str] | None = None) -> int:
    """The command line of a measurement: the machine and the versions first, then its figures."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.gpu.{script}", description=measure.__doc__)
    add_options(parser, Measured)
    options = made(Measured, parser.parse_args(arguments))
    emit(
        "setting",
        None,
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        device=device_name(torch.device("cuda" if torch.cuda.is_available() else "cpu")),
        versions={name: importlib.metadata.version(name) for name in LIBRARIES},
        command=" ".join([f"python -m benchmarks.gpu.{script}", *(["--tiny"] if options.tiny else [])]),
    )
    torch.manual_seed(SEED)
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        measure(options.tiny, Path(scratch))
    return 0


def shape(tiny: bool, scratch: Path) -> str:
    """What `random_model` builds: the 7B, or a folder with the config of a CLIP and a Mistral of two layers each."""
    if not tiny:
        return MISTRAL_7B
    from transformers import CLIPVisionConfig, LlavaNextConfig, MistralConfig

    vision = CLIPVisionConfig(
        hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2, image_size=28, patch_size=14
    )
    text = MistralConfig(
        vocab_size=VOCABULARY + 8,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=4096,
    )
    folder = scratch / "shape"
    LlavaNextConfig(
        vision_config=vision, text_config=text, image_token_index=VOCABULARY, image_grid_pinpoints=[[56, 56]]
    ).save_pretrained(folder)
    return str(folder)


def saved_model(tiny: bool, scratch: Path) -> str:
    """A folder of random weights and a tokenizer, to be loaded in several ways; bf16 where there is a GPU."""
    loaded = random_model(shape(tiny, scratch), "none", seed=SEED)
    loaded.model.save_pretrained(scratch / "model")
    loaded.tokenizer.save_pretrained(scratch / "model")
    return str(scratch / "model")


def main(script: str, measure: Measurement) -> None:
    sys.exit(run(script, measure))
