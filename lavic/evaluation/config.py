"""What `lavic evaluate` and `lavic bench` are told to do. Plain data: the command line derives from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.command_line import argument, option, told, words
from lavic.errors import ModelError
from lavic.options import SCORING_HELP

PROCEDURES = ("lavic", "text", "paper", "full_tokens")


@dataclass(frozen=True)
class ArmConfig:
    """What the arms need beside their names; the command's options of the same names."""

    model: str = "tiny"
    adapters: str | None = None
    quantize: Literal["auto", "nf4", "none"] = "auto"
    procedure: Literal["logits", "paper"] = "logits"
    scoring: str | None = option(None, f"of text, lavic and zero: {SCORING_HELP} (the model's)", metavar="NAME")
    prior: float | None = option(None, "weight of retrieval's score (the model's)", metavar="NATS")
    endpoint: str | None = option(None, "an OpenAI-compatible API: adds the arm endpoint", metavar="URL")
    endpoint_model: str = option("", metavar="NAME")
    endpoint_key_env: str | None = option(None, "environment variable that holds its key", metavar="VAR")
    """The key itself is no option, since processes can be listed."""
    endpoint_deadline: float = option(60.0, "of one row, in s (60)", metavar="S")


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What is evaluated and told, whatever the arms."""

    conversations: Path = argument()
    catalog: Path | None = option(None, "(the sample shop)")
    key: str = "candidates_live"
    arms: str = option(
        "order,text,lavic",
        "of order, random, text, lavic, lavic_no_prior, one, full, zero, endpoint, encoder:minilm, "
        "encoder:HUB_ID_OR_DIR and those of --plugin (order,text,lavic)",
    )
    shuffles: int = option(0, "lavic again on N orders of each row (0)", metavar="N")
    limit: int = 0
    drop_leaks: bool = option(False, "leave out rows whose context names their answer")
    tags: str | None = option(None, "shown in the table (visual,textual,both,negation,unseen)", metavar="TAG,...")
    seed: int = option(0, "of the order in which candidates are shown (0)")
    seeds: int = option(1, "again with the next N - 1 seeds (1)", metavar="N")
    rows: Path | None = option(None, "a JSON line per row and arm: scores, order, answer", metavar="FILE")
    json: Path | None = option(None, metavar="OUT")


def _some(text: str) -> tuple[str, ...]:
    return words(text) or PROCEDURES


def _counts(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(count) for count in words(text))
    except ValueError:
        raise ValueError(f'expected numbers such as "10,50", found {text!r}') from None


@dataclass(frozen=True)
class BenchConfig:
    """The command's options of the same names."""

    model: str = "tiny"
    random_weights: bool = option(False, "the shape of --model without its weights")
    quantize: Literal["auto", "nf4", "none"] = "auto"
    scoring: str | None = option(None, f"of lavic and text: {SCORING_HELP} (the model's)", metavar="NAME")
    procedures: tuple[str, ...] = option(PROCEDURES, "(lavic,text,paper,full_tokens)", read=words, metavar="NAME,...")
    candidates: tuple[int, ...] = option(
        (10, 50), "how many, one row each (10,50)", read=told(_counts), metavar="N,..."
    )
    repeats: int = 7
    """Timed answers of each procedure; of the two that run the tower on every query, a third as many."""

    def __post_init__(self) -> None:
        if unknown := [name for name in self.procedures if name not in PROCEDURES]:
            raise ModelError(f"unknown procedures {unknown}; there are {', '.join(PROCEDURES)}")
        if not self.candidates or min(self.candidates) < 1 or self.repeats < 1:
            raise ModelError(f"--candidates and --repeats are at least 1, found {self.candidates} and {self.repeats}")
