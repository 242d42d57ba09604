"""Stage 1, visual knowledge self-distillation (LaViC section 3.1).

The language model is frozen; LoRA on the tower and the projector learns to make it reproduce a description of the
picture from the five [CLS] tokens alone. The loss is on the description's tokens only.

`tiny` is a tower and a language model that never met. Four passes bring them together: the tower learns to tell
attributes apart (`lavic.training.attribute_pretraining`); the projector is set by regression on the descriptions'
words; LoRA on the language model learns to read its vectors, over states that are computed once; then the projector
alone learns to be read, in one short sentence like those that a catalog stores. The paper's own pass, end to end, comes
last where a recipe has one. Descriptions are those of rendered products, written from their specifications (`studio
stock`).
"""

from __future__ import annotations

import collections
import logging
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import ImageOps
from torch import Tensor

from lavic.config import Preprocessing, fingerprint
from lavic.errors import ModelError
from lavic.modeling import VISION, Loaded, load_model, put_adapter
from lavic.prompt import Prompter, Tokens
from lavic.training.adapters import LANGUAGE_MODEL, PROJECTOR, TOWER, attach, cast, recompute, save, trainable
from lavic.training.attribute_pretraining import pretrain_attributes
from lavic.training.data import Described, described_file, in_short, read_descriptions, split_by_product
from lavic.training.fidelity import Vectors, answer_loss, description_loss, fidelity, full_loss, measured
from lavic.training.loop import Run, curves, fit, plain_attention, write
from lavic.training.parallel import Share, this_device
from lavic.training.record import record, sha256_of
from lavic.training.schedule import Lora, Schedule
from lavic.views import five_views, stacked
from lavic.vision import cls_states

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DistillConfig:
    data: tuple[Path, ...]
    """Folders with descriptions.jsonl and pictures/, or released item2meta files that stand beside pictures/."""
    out: Path
    """Where the adapter (`vision/`), the log and the checkpoints go."""
    attribute_pretraining: Schedule
    projector: Schedule
    projector_finetuning: Schedule
    tower: Schedule
    lora: Lora
    model: str = "tiny"
    read: tuple[Path, ...] = ()
    """Further such folders for the pass over stored states alone: the tower does not learn from them, so that the
    language model learns how far to trust what it tells of pictures that it has not seen."""
    noise: float = 0.0
    """In the passes over stored states, standard deviation of what is added to each, relative to the states' own."""
    held: float = 0.06
    """Share of the rows kept for validation."""
    bf16: bool = True
    gradient_checkpointing: bool = False
    limit: int = 0
    """First rows only; 0 for all."""


def distill(config: DistillConfig) -> dict[str, Any]:
    """Runs stage 1 and returns its figures. Resumes where a killed run stood. Raises ModelError."""
    if config.projector_finetuning.epochs and not config.projector.epochs:
        raise ModelError(
            f"found --projector-finetuning-epochs {config.projector_finetuning.epochs} after --projector-epochs 0: "
            "nobody reads the projector's vectors yet; expected 0"
        )
    if not (config.projector.epochs or config.tower.epochs):
        raise ModelError("no pass would learn to describe; raise --tower-epochs or --projector-epochs above 0")
    loaded, files, rows, unseen = _load(config)
    training, held = split_by_product(rows, config.held, config.tower.seed)
    log.info("stage 1: %d pictures to train on, %d to validate", len(training), len(held))
    hashes = [sha256_of(path) for path in files]
    ids = [(row.id, row.picture.stat().st_size) for row in (*rows, *unseen)]
    kept_out = config.held, config.tower.seed
    identity = fingerprint(loaded.encoder_fingerprint, hashes, ids, config.lora, kept_out, config.noise, config.bf16)
    tiny = config.model == "tiny"
    torch.manual_seed(config.tower.seed)  # what is added starts at random
    wrapped = attach(loaded.model, VISION, config.lora, from_nothing=tiny)
    everything = trainable(wrapped)
    if config.gradient_checkpointing:
        recompute(loaded.model)
    stage = Stage(loaded, wrapped)
    figures: dict[str, Any] = {"rows": len(training), "validation_rows": len(held)}
    states: dict[str, Tensor] = {}

    def keep(_: float) -> None:
        save(wrapped, config.out / VISION, config.model)

    def parts(*names: str) -> dict[str, torch.nn.Parameter]:
        return {name: value for name, value in everything.items() if any(part in name for part in names)}

    def run(name: str, tuned: dict[str, torch.nn.Parameter], count: int, schedule: Schedule, identity: str) -> Run:
        for key, value in everything.items():
            value.requires_grad_(key in tuned)
        remedy = f"lower --{name.replace('_', '-')}-micro-batch, or add --gradient-checkpointing"
        return Run(tuned, count, schedule, config.out / name, identity, remedy=remedy)

    if config.attribute_pretraining.epochs and any(row.traits for row in training):
        figures["attribute_pretraining"] = pretrain_attributes(
            stage.tower,
            parts(TOWER),
            training,
            held,
            stage.preprocessing,
            lambda tuned, count: run("attribute_pretraining", tuned, count, config.attribute_pretraining, identity),
        )
        identity = fingerprint(identity, config.attribute_pretraining)
    readable = [*training, *unseen]
    if config.projector.epochs:
        states = frozen_states(stage.tower, [*rows, *unseen], stage.preprocessing, config.out / f"states-{identity}.pt")
        if tiny:
            _calibrate(loaded, states, readable)
        # A calibrated projector stands still until the language model can read it.
        mine = parts(LANGUAGE_MODEL if tiny else PROJECTOR)
        projecting = run("projector", mine, len(readable), config.projector, identity)
        figures["projector"] = stage.fit_projector(projecting, readable, held, states, keep, config.noise)
        # A pass starts from the projector that stands, so a run after another projector is another run.
        identity = fingerprint(identity, config.projector)
    if config.projector_finetuning.epochs:
        finetuning = run("projector_finetuning", parts(PROJECTOR), len(readable), config.projector_finetuning, identity)
        figures["projector_finetuning"] = stage.fit_projector(
            finetuning, in_short(readable), in_short(held), states, keep, config.noise
        )
        identity = fingerprint(identity, config.projector_finetuning)
    if config.tower.epochs:
        seeing = run("tower", everything, len(training), config.tower, identity)
        figures["tower"] = stage.fit_tower(seeing, training, held, keep)
        states = {}  # of the tower as it was
    if chosen := measured(held):
        wrapped.eval()
        with wrapped.disable_adapter():
            full = full_loss(loaded, stage.language, chosen)
        figures["fidelity"] = stage.fidelity(chosen, states, full)
        _draw(config.out / "curves", figures)
    record(config.out, config.model, "distill", config, files, figures)
    return figures


def validate(config: DistillConfig) -> dict[str, Any]:
    """The fidelity of the adapter in `config.out`, over the rows that training keeps out. Trains and writes nothing.

    With `held` 1 that is all rows, as of a file that was never trained on. Raises ModelError.
    """
    if not (config.out / VISION).is_dir():
        raise ModelError(f"no {VISION}/ in {config.out}; run: python -m lavic distill, without --validate-only")
    loaded, _, rows, _ = _load(config)
    _, held = split_by_product(rows, config.held, config.tower.seed)
    if not (chosen := measured(held)):
        raise ModelError(f"no row to validate on among {len(rows)}; raise --held, up to 1 for all")
    stage = Stage(loaded, loaded.model)
    full = full_loss(loaded, stage.language, chosen)
    put_adapter(loaded.model, config.out / VISION, merge=False)  # as it was trained: bf16 would round a merged one
    loaded.model.eval()
    return stage.fidelity(chosen, {}, full)


def _load(config: DistillConfig) -> tuple[Loaded, list[Path], list[Described], list[Described]]:
    """The bare model, the files of descriptions, their rows, and those that the tower does not learn from."""
    files = [described_file(data) for data in (*config.data, *config.read)]
    parts = [read_descriptions(path) for path in files]
    rows, unseen = (
        [row for part in some for row in part][: config.limit or None]
        for some in (parts[: len(config.data)], parts[len(config.data) :])
    )
    counts = collections.Counter(row.id for row in (*rows, *unseen))
    if again := {name for name, count in counts.items() if count > 1}:
        raise ModelError(f"{len(again)} pictures are described in two of the files, e.g. {min(again)}; expected one")
    loaded = load_model(config.model, None, "none", device=this_device(), parts=())
    if config.bf16:
        cast(loaded.model, torch.bfloat16)
    return loaded, files, rows, unseen


def _draw(folder: Path, figures: dict[str, Any]) -> None:
    """The perplexities, at the last step of the last pass."""
    last = figures.get("tower") or figures.get("projector_finetuning") or figures["projector"]
    with curves(folder) as curve:
        curve(last["steps"], {f"perplexity/{way}": value for way, value in figures["fidelity"]["perplexity"].items()})


def _calibrate(loaded: Loaded, states: dict[str, Tensor], rows: Sequence[Described]) -> None:
    model = loaded.model
    words = model.model.language_model.get_input_embeddings().weight
    prompter = loaded.language().prompter
    stored = torch.stack([states[row.id] for row in rows]).float()
    calibrate(
        model.model.multi_modal_projector, stored, word_targets(prompter, words, rows), float(words.float().std())
    )


@torch.inference_mode()
def _compute_states(tower: Any, rows: Sequence[Described], how: Preprocessing) -> dict[str, Tensor]:
    """(5, D) states of each picture by id, on the CPU."""
    states: dict[str, Tensor] = {}
    for start in range(0, len(rows), 16):
        part = rows[start : start + 16]
        views = stacked(lambda row: five_views(row.open(), how), part)
        states |= dict(zip([row.id for row in part], cls_states(tower, views).cpu(), strict=True))
    return states


def frozen_states(tower: Any, rows: Sequence[Described], how: Preprocessing, path: Path) -> dict[str, Tensor]:
    """(5, D) states of each picture by id, computed once and kept at `path`."""
    if path.is_file():
        return torch.load(path, weights_only=True)
    states = {name: state.clone() for name, state in _compute_states(tower, rows, how).items()}
    log.info("computed the states of %d pictures", len(states))
    if Share().first:
        write(path, states)
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
        self.wrapped = wrapped
        self.tower = loaded.model.model.vision_tower
        self.preprocessing = loaded.config.preprocessing
        self.language = loaded.language()

    def _answers(self, rows: Sequence[Described], rng: random.Random) -> list[Tokens]:
        return [self.language.prompter.description(rng.choice(row.descriptions)) for row in rows]

    def _views(self, rows: Sequence[Described], rng: random.Random | None) -> Tensor:
        """(B, 5, 3, S, S); mirrored at random in training, which changes no trait that a person would name."""
        mirrored = [rng is not None and rng.random() < 0.5 for _ in rows]

        def views(row: Described, mirror: bool) -> Tensor:
            picture = row.open()
            return five_views(ImageOps.mirror(picture) if mirror else picture, self.preprocessing)

        return stacked(lambda pair: views(*pair), zip(rows, mirrored, strict=True))

    def _projected(self, states: Mapping[str, Tensor]) -> Vectors:
        return lambda rows: self.language.project(torch.stack([states[row.id] for row in rows]))

    def _validation(self, held: Sequence[Described], vectors_of: Vectors) -> float:
        """Mean loss over the held-out rows, one fixed description each; NaN where there is none."""
        self.wrapped.eval()
        return description_loss(self.language, held, vectors_of)

    def fidelity(self, rows: Sequence[Described], states: Mapping[str, Tensor], full: float | None) -> dict[str, Any]:
        """See `lavic.training.fidelity`. Without `states` of this tower, they are computed."""
        return fidelity(self.language, rows, states or _compute_states(self.tower, rows, self.preprocessing), full)

    def fit_projector(
        self,
        run: Run,
        rows: list[Described],
        held: list[Described],
        states: dict[str, Tensor],
        keep: Callable[[float], None],
        noise: float = 0.0,
    ) -> dict[str, int | float]:
        """All but the tower, over its stored states, blurred by `noise` of their own spread."""
        spread = noise * torch.stack([states[row.id] for row in rows]).float().std((0, 1)) if noise else None

        def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
            self.wrapped.train()
            part = [rows[i] for i in chosen]
            stored = torch.stack([states[row.id] for row in part]).float()
            if spread is not None:
                stored += spread * torch.randn(
                    stored.shape, generator=torch.Generator().manual_seed(rng.getrandbits(63))
                )
            with plain_attention(self.language.model.device):
                return answer_loss(self.language, self._answers(part, rng), self.language.project(stored))

        return fit(run, loss, lambda: self._validation(held, self._projected(states)), keep)

    def fit_tower(
        self, run: Run, rows: list[Described], held: list[Described], keep: Callable[[float], None]
    ) -> dict[str, int | float]:
        """The paper's stage 1: tower and projector, end to end."""

        def vectors_of(part: Sequence[Described], rng: random.Random | None = None) -> Tensor:
            return self.language.project(cls_states(self.tower, self._views(part, rng)))

        def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
            self.wrapped.train()
            part = [rows[i] for i in chosen]
            vectors = vectors_of(part, rng)
            return answer_loss(self.language, self._answers(part, rng), vectors)

        return fit(run, loss, lambda: self._validation(held, vectors_of), keep)
