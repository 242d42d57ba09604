"""What both stages are told to do. Plain data: the command line derives from it.

A string below a field says what its line of --help has no room for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.command_line import argument, option, section
from lavic.options import SCORING_HELP
from lavic.training.schedule import LORA_TINY, TINY, Lora, Schedule


@dataclass(frozen=True)
class DistillConfig:
    data: tuple[Path, ...] = argument(
        "folders with descriptions.jsonl and pictures/, or released item2meta files that stand beside pictures/"
    )
    out: Path = option(help="where the adapter (vision/), the log and the checkpoints go")
    attribute_pretraining: Schedule = section(TINY.attribute_pretraining, older="traits-")
    projector: Schedule = section(TINY.projector)
    projector_finetuning: Schedule = section(TINY.projector_finetuning, older="sharpen-")
    tower: Schedule = section(TINY.tower)
    lora: Lora = section(LORA_TINY)
    model: str = "tiny"
    read: tuple[Path, ...] = option((), "a folder that the tower does not learn from", metavar="DIR")
    """Further such folders for the pass over stored states alone: the tower does not learn from them, so that the
    language model learns how far to trust what it tells of pictures that it has not seen."""
    noise: float = option(0.0, "on stored states, of their own spread (0)")
    """In the passes over stored states, standard deviation of what is added to each, relative to the states' own."""
    held: float = option(0.06, "share kept for validation (0.06)")
    """Share of the groups of rows (`Described.product`) kept out of training: of these, one half chooses the epoch and
    the other is measured."""
    validation: Path | None = option(None, "rows to validate on, in place of --held", metavar="FILE")
    """Such a folder or file in place of `held`."""
    images: Path | None = option(None, "the pictures, by their names (beside the descriptions)", metavar="DIR")
    init_from: Path | None = option(None, "adapters to start from, such as those that ship", metavar="DIR")
    """Folder whose `vision/` the training starts from."""
    seed: int = option(0, "of all that training draws; it moves no row from one part to another (0)")
    split_seed: int = option(0, "of what --held keeps out (0)")
    bf16: bool = option(True, "what stands still is held in bfloat16")
    gradient_checkpointing: bool = option(False, "less memory, more time")
    limit: int = option(0, "first rows only (all)")


@dataclass(frozen=True)
class TuneConfig:
    conversations: tuple[Path, ...] = argument(metavar="CONVERSATIONS")
    catalog: tuple[Path, ...] = option(
        help="built with the same stage-1 adapter; again for each further file of conversations"
    )
    """That of each file, the synthetic queries' last, in the same order; built with the stage-1 adapter that is tuned
    upon."""
    out: Path = option()
    adapters: Path = option(help="folder with stage 1's vision/")
    schedule: Schedule = section(TINY.tune, "")
    projector_ranking: Schedule = section(TINY.projector_ranking, older="refine-")
    """Of the projector alone, afterwards; 0 epochs to leave it out."""
    lora: Lora = section(LORA_TINY)
    model: str = "tiny"
    quantize: Literal["none", "nf4"] = "none"
    key: str = "candidates_live"
    tag: str = option("", "of those lists, rows with this tag only, e.g. visual (all)")
    """Rows with this tag only, of the lists under `key`. `late_interaction` never reads the listing of a product that
    has a picture, so that a conversation about what listings say teaches it nothing unless retrieval's score stands
    beside."""
    served: str = option(
        "", "lists with retrieval's scores, which rows of any tag learn from instead (none)", metavar="KEY"
    )
    """Key of lists that retrieval gave with its scores. A row of any tag that has one with a right answer in it learns
    from that in place of the other, with the score as it counts in serving ("": none)."""
    scoring: str = option("", f"{SCORING_HELP} (the model's)", metavar="NAME")
    objective: str = option(
        "score", "id: the paper's, the right ID written as `lavic.paper` does (score)", choices=("score", "id")
    )
    candidates: int = option(10, "of a training row: one that fits and the rest that do not; 0 for all (10)")
    mask_images: float = option(0.1, "share of rows without pictures; 1: text (0.1)", older="withhold")
    """Share of the passes without image tokens, over rows whose answer stands in the listings (their tags say so;
    without any, no pass is), so that the text arm is no stranger to them; 1 trains a text-only baseline on all rows."""
    noise: float = option(0.0, "on the states in training, of their own spread (0)")
    """Standard deviation of what is added to each view's state in training, relative to the state's own: a product is
    then known by what lookalikes share, and not by heart."""
    projector_ranking_noise: float = option(0.5, "the same in the last pass (0.5)", older="refine-noise")
    held: float = option(0.06, "share kept for validation (0.06)")
    """Share of the products kept out of training; a conversation that one of them answers is for validation. Where rows
    have a `group` (a person, a family of products), the share is of the groups."""
    validation: Path | None = option(None, "rows to validate on, in place of --held", metavar="FILE")
    """A file of conversations in place of `held`, of the first catalog."""
    init_from: Path | None = option(None, "adapters to start from, such as those that ship", metavar="DIR")
    """Folder whose `language/` the training starts from."""
    seed: int = option(0, "of all that training draws; it moves no row from one part to another (0)")
    split_seed: int = option(0, "of what --held keeps out (0)")
    synthetic_queries: tuple[Path, ...] = option(
        (),
        "further conversations for the last pass alone; its --catalog comes after the others'",
        older="exercises",
        metavar="FILE",
    )
    """Files of further conversations, lists under `key`, for the last pass alone; their catalogs come last in
    `catalog`. A list there costs the candidates' vectors, so that it can be long and there can be many."""
    drop_leaks: bool = option(False, "leave out rows whose conversation names its answer")
    bf16: bool = option(True, "what stands still is held in bfloat16")
    gradient_checkpointing: bool = option(False, "less memory, more time")
    limit: int = option(0, "first rows only (all)")
