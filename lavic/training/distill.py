"""Stage 1, visual knowledge self-distillation (LaViC section 3.1).

The language model is frozen; LoRA on the tower and the projector learns to make it reproduce a description of the
picture from the five [CLS] tokens alone. The loss is on the description's tokens only.

`tiny` is a tower and a language model that never met. Three passes bring them together: the tower learns to tell
traits apart (`lavic.training.traits`); the projector is set by regression on the descriptions' words; LoRA on the
language model learns to read its vectors, over states that are computed once. The paper's own pass, end to end, comes
last where a recipe has one. Descriptions are those of rendered products, written from their specifications
(`catalog.studio stock`).
"""

from __future__ import annotations

import collections
import logging
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import ImageOps
from torch import Tensor
from torch.nn import functional as F

from lavic.config import Preprocessing, fingerprint
from lavic.eye import cls_states
from lavic.modeling import VISION, Loaded, load_model
from lavic.prompt import Prompter, Tokens, collate
from lavic.scoring import Language
from lavic.training.adapters import LANGUAGE_MODEL, PROJECTOR, TOWER, attach, cast, recompute, save, trainable
from lavic.training.data import Described, read_descriptions, split
from lavic.training.loop import Run, fit
from lavic.training.parallel import this_device
from lavic.training.record import record, sha256_of
from lavic.training.schedule import Lora, Schedule
from lavic.training.traits import learn_traits
from lavic.views import five_views

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DistillConfig:
    data: Path
    """Folder with descriptions.jsonl and pictures/."""
    out: Path
    """Where the adapter (`vision/`), the log and the checkpoints go."""
    traits: Schedule
    projector: Schedule
    tower: Schedule
    lora: Lora
    model: str = "tiny"
    held: float = 0.06
    """Share of the rows kept for validation."""
    bf16: bool = True
    gradient_checkpointing: bool = False
    limit: int = 0
    """First rows only; 0 for all."""


def distill(config: DistillConfig) -> dict[str, Any]:
    """Runs stage 1 and returns its figures. Resumes where a killed run stood."""
    loaded = load_model(config.model, None, "none", device=this_device(), parts=())
    rows = read_descriptions(config.data)[: config.limit or None]
    training, held = split(rows, config.held, config.tower.seed)
    log.info("stage 1: %d pictures to train on, %d to validate", len(training), len(held))
    told = config.data / "descriptions.jsonl"
    identity = fingerprint(loaded.eye, sha256_of(told), [row.id for row in rows], config.lora, config.held, config.bf16)
    if config.bf16:
        cast(loaded.model, torch.bfloat16)
    tiny = config.model == "tiny"
    wrapped = attach(loaded.model, VISION, config.lora, from_nothing=tiny)
    if config.gradient_checkpointing:
        recompute(loaded.model)
    stage = Stage(loaded, wrapped)
    figures: dict[str, Any] = {"rows": len(training), "validation_rows": len(held)}

    def keep(_: float) -> None:
        save(wrapped, config.out / VISION, config.model)

    def parts(*names: str) -> dict[str, torch.nn.Parameter]:
        return {name: value for name, value in trainable(wrapped).items() if any(part in name for part in names)}

    if config.traits.epochs and any(row.traits for row in training):
        figures["traits"] = learn_traits(
            stage.tower,
            parts(TOWER),
            training,
            held,
            stage.preprocessing,
            lambda tuned, count: Run(tuned, count, config.traits, config.out / "traits", identity),
        )
        identity = fingerprint(identity, config.traits)
    if config.projector.epochs:
        states = frozen_states(stage.tower, rows, stage.preprocessing, config.out / f"states-{identity}.pt")
        if tiny:
            _calibrate(loaded, states, training)
        # A calibrated projector stands still until the language model can read it.
        mine = parts(LANGUAGE_MODEL if tiny else PROJECTOR)
        run = Run(mine, len(training), config.projector, config.out / "projector", identity)
        figures["projector"] = stage.fit_projector(run, training, held, states, keep)
    if config.tower.epochs:
        # The tower starts from the projector that stands, so a run after another projector is another run.
        started_from = fingerprint(identity, config.projector)
        run = Run(trainable(wrapped), len(training), config.tower, config.out / "tower", started_from)
        figures["tower"] = stage.fit_tower(run, training, held, keep)
    record(config.out, config.model, "distill", config, [told], figures)
    return figures


def answer_loss(language: Language, sequences: Sequence[Tokens], vectors: Tensor | None) -> Tensor:
    """Mean over rows of the mean negative log-likelihood of the tokens that are scored.

    vectors: (B, n, H). Averaging within a row first makes one batch of 4 equal 4 batches of 1.
    """
    ids, mask, weights = collate(sequences, language.prompter.pad_id)
    hidden = language.hidden(language.embed(ids, vectors), mask, use_cache=False).last_hidden_state
    targets, places = ids[:, 1:].to(hidden.device), weights[:, 1:].to(hidden.device) > 0
    logits = language.model.lm_head(hidden[:, :-1][places]).float()
    losses = F.cross_entropy(logits, targets[places], reduction="none")
    rows = places.nonzero()[:, 0]
    sums = torch.zeros(len(ids), device=hidden.device).index_add(0, rows, losses)
    return (sums / places.sum(-1)).mean()


def _calibrate(loaded: Loaded, states: dict[str, Tensor], rows: Sequence[Described]) -> None:
    model = loaded.model
    words = model.model.language_model.get_input_embeddings().weight
    prompter = Prompter(loaded.tokenizer, loaded.config, model.config.image_token_index)
    seen = torch.stack([states[row.id] for row in rows]).float()
    calibrate(model.model.multi_modal_projector, seen, word_targets(prompter, words, rows), float(words.float().std()))


@torch.inference_mode()
def _compute_states(tower: Any, rows: Sequence[Described], how: Preprocessing) -> dict[str, Tensor]:
    states: dict[str, Tensor] = {}
    for start in range(0, len(rows), 8):
        part = rows[start : start + 8]
        views = torch.stack([five_views(row.open(), how) for row in part])
        states |= dict(zip([row.id for row in part], cls_states(tower, views).cpu(), strict=True))
    return states


def frozen_states(tower: Any, rows: Sequence[Described], how: Preprocessing, path: Path) -> dict[str, Tensor]:
    """(5, D) states of each picture by id, computed once and kept at `path`."""
    if path.is_file():
        return torch.load(path, weights_only=True)
    states = {name: state.clone() for name, state in _compute_states(tower, rows, how).items()}
    log.info("computed the states of %d pictures", len(states))
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(states, path)
    return states


@torch.no_grad()
def word_targets(prompter: Prompter, words: Tensor, rows: Sequence[Described]) -> Tensor:
    """(N, H): for each picture, the mean embedding of the words of its descriptions, rare ones weighing more (idf).

    words: (V, H), the language model's input embeddings.
    """
    counts = [collections.Counter(t for text in row.descriptions for t in prompter.plain(text)) for row in rows]
    rows_with = collections.Counter(token for count in counts for token in count)
    targets = []
    for row, count in zip(rows, counts, strict=True):
        often = torch.tensor([min(1.0, n / len(row.descriptions)) for n in count.values()])
        weights = often * torch.tensor([math.log(len(rows) / rows_with[token]) for token in count])
        targets.append((words[list(count)].float().cpu() * weights[:, None]).sum(0) / weights.sum().clamp(min=1e-6))
    return torch.stack(targets)


@torch.no_grad()
def calibrate(projector: Any, states: Tensor, targets: Tensor, spread: float, ridge: float = 0.1) -> None:
    """Starts an untrained projector where words are: its vectors regress on `targets`, in closed form.

    states: (N, 5, D) float32; targets: (N, H). The first layer standardises its inputs, since a tower's states share
    a mean much longer than their differences; the second is the ridge solution, scaled so that the vectors spread
    by `spread`, as word embeddings do. Trained from a random start instead, the language model learns the descriptions'
    wording and ignores the vectors (docs/EXPERIMENTS.md).
    """
    first, second = projector.linear_1, projector.linear_2
    inputs = states.flatten(0, 1)
    weight = torch.randn(first.weight.shape, generator=torch.Generator().manual_seed(0)) / inputs.shape[-1] ** 0.5
    weight = weight / inputs.std(0).clamp(min=1e-3)
    first.weight.copy_(weight)
    first.bias.copy_(-weight @ inputs.mean(0))
    hidden = torch.cat([projector.act(inputs @ weight.T - weight @ inputs.mean(0)), torch.ones(len(inputs), 1)], dim=1)
    wanted = (targets - targets.mean(0)).repeat_interleave(states.shape[1], dim=0)
    gram = hidden.T @ hidden
    solution = torch.linalg.solve(gram + ridge * gram.diag().mean() * torch.eye(len(gram)), hidden.T @ wanted)
    solution *= spread / (hidden @ solution).std()
    second.weight.copy_(solution[:-1].T)
    second.bias.copy_(solution[-1])


class Stage:
    """The parts that both passes of stage 1 use."""

    def __init__(self, loaded: Loaded, wrapped: Any) -> None:
        model = loaded.model
        self.wrapped = wrapped
        self.tower = model.model.vision_tower
        self.preprocessing = loaded.config.preprocessing
        self.language = Language(model, Prompter(loaded.tokenizer, loaded.config, model.config.image_token_index))

    def _answers(self, rows: Sequence[Described], rng: random.Random) -> list[Tokens]:
        return [self.language.prompter.description(rng.choice(row.descriptions)) for row in rows]

    def _views(self, rows: Sequence[Described], rng: random.Random | None) -> Tensor:
        """(B, 5, 3, S, S); mirrored at random in training, which changes no trait that a person would name."""
        pictures = (row.open() for row in rows)
        mirrored = (ImageOps.mirror(p) if rng and rng.random() < 0.5 else p for p in pictures)
        return torch.stack([five_views(picture, self.preprocessing) for picture in mirrored])

    def _validation(self, held: Sequence[Described], states: Callable[[int, int], Tensor]) -> float:
        """Mean loss over the held-out rows, one fixed description each; NaN where there is none."""
        self.wrapped.eval()
        total = 0.0
        with torch.inference_mode():
            for start in range(0, len(held), 8):
                part = held[start : start + 8]
                answers = [self.language.prompter.description(row.descriptions[0]) for row in part]
                vectors = self.language.project(states(start, start + len(part)))
                total += float(answer_loss(self.language, answers, vectors)) * len(part)
        return total / len(held) if held else math.nan

    def fit_projector(
        self,
        run: Run,
        rows: list[Described],
        held: list[Described],
        states: dict[str, Tensor],
        keep: Callable[[float], None],
    ) -> dict[str, int | float]:
        """All but the tower, over its stored states."""

        def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
            self.wrapped.train()
            part = [rows[i] for i in chosen]
            vectors = self.language.project(torch.stack([states[row.id] for row in part]))
            return answer_loss(self.language, self._answers(part, rng), vectors)

        def validate() -> float:
            return self._validation(held, lambda a, b: torch.stack([states[row.id] for row in held[a:b]]))

        return fit(run, loss, validate, keep)

    def fit_tower(
        self, run: Run, rows: list[Described], held: list[Described], keep: Callable[[float], None]
    ) -> dict[str, int | float]:
        """The paper's stage 1: tower and projector, end to end."""

        def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
            self.wrapped.train()
            part = [rows[i] for i in chosen]
            vectors = self.language.project(cls_states(self.tower, self._views(part, rng)))
            return answer_loss(self.language, self._answers(part, rng), vectors)

        def validate() -> float:
            return self._validation(held, lambda a, b: cls_states(self.tower, self._views(held[a:b], None)))

        return fit(run, loss, validate, keep)
