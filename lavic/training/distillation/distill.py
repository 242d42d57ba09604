"""Stage 1, visual knowledge self-distillation (LaViC section 3.1).

The language model is frozen; LoRA on the tower and the projector learns to make it reproduce a description of the
picture from the five [CLS] tokens alone. The loss is on the description's tokens only.

`tiny` is a tower and a language model that never met. Four passes bring them together: the tower learns to tell
attributes apart (`lavic.training.distillation.attribute_pretraining`); the projector is set by regression on the
descriptions' words; LoRA on the language model learns to read its vectors, over states that are computed once; then the
projector alone learns to be read, in one short sentence like those that a catalog stores. The paper's own pass, end to
end, comes last where a recipe has one. Descriptions are those of rendered products, written from their specifications
(`studio stock`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lavic.config import fingerprint
from lavic.errors import ModelError
from lavic.modeling import VISION, WEIGHTS, Loaded, load_model, put_adapter
from lavic.training.adapters import (
    LANGUAGE_MODEL,
    PROJECTOR,
    TOWER,
    attach,
    cast,
    recompute,
    save,
    start_from,
    trainable,
)
from lavic.training.curves import curves
from lavic.training.distillation.attribute_pretraining import pretrain_attributes
from lavic.training.distillation.calibration import calibrate, word_targets
from lavic.training.distillation.data import Described, in_short
from lavic.training.distillation.fidelity import full_loss, measured
from lavic.training.distillation.parts import DistillConfig, Parts, read_parts
from lavic.training.distillation.stage import Stage, frozen_states
from lavic.training.loop import Run
from lavic.training.parallel import Share, this_device
from lavic.training.record import record, sha256_of
from lavic.training.schedule import Schedule

log = logging.getLogger(__name__)


def distill(config: DistillConfig) -> dict[str, Any]:
    """Runs stage 1 and returns its figures. Resumes where a killed run stood. Raises ModelError."""
    _require_passes(config)
    parts = read_parts(config)
    loaded = _load(config)
    log.info("stage 1: %d pictures to train on, %d to choose by", len(parts.training), len(parts.choosing))
    torch.manual_seed(config.seed)  # what is added starts at random
    wrapped = attach(loaded.model, VISION, config.lora, from_nothing=config.model == "tiny")
    if config.init_from:
        start_from(wrapped, config.init_from / VISION, config.lora)
    if config.gradient_checkpointing:
        recompute(loaded.model)
    passes = Passes(config, parts, loaded, wrapped)
    figures: dict[str, Any] = {
        "rows": len(parts.training),
        "validation_rows": len(parts.choosing),
        "fidelity_rows": len(parts.measuring),
        **passes.run(),
    }
    if chosen := measured(parts.measuring):
        wrapped.eval()
        with wrapped.disable_adapter():
            full = full_loss(loaded, passes.stage.language, chosen)
        figures["fidelity"] = passes.stage.fidelity(chosen, passes.states, full)
        _draw(config.out / "curves", figures)
    else:
        log.warning("no row is left to measure fidelity on; raise --held, or run --validate-only on another file")
    record(config.out, config.model, "distill", config, parts.files, figures)
    return figures


class Passes:
    """The passes of one training, in their order. Each starts from the best that the one before it gave."""

    def __init__(self, config: DistillConfig, parts: Parts, loaded: Loaded, wrapped: Any) -> None:
        self.config, self.parts, self.loaded, self.wrapped = config, parts, loaded, wrapped
        self.stage = Stage(loaded, wrapped)
        self.states: dict[str, Tensor] = {}
        """Of the tower as it stands, where they are computed."""
        self._tuned = trainable(wrapped)
        self._identity = self._first_identity()

    def run(self) -> dict[str, Any]:
        """Figures by pass. The adapter of the last better epoch is in `out`, that of the start where there was none."""
        config, figures = self.config, {}
        if config.attribute_pretraining.epochs and any(row.traits for row in self.parts.training):
            figures["attribute_pretraining"] = self._attribute_pretraining()
        if config.projector.epochs:
            figures["projector"] = self._projector()
        if config.projector_finetuning.epochs:
            figures["projector_finetuning"] = self._projector_finetuning()
        if config.tower.epochs:
            figures["tower"] = self._tower()
        saved = any(made["improved"] for name, made in figures.items() if name != "attribute_pretraining")
        if not saved and Share().first:
            self._save()
        return figures

    def _attribute_pretraining(self) -> dict[str, Any]:
        schedule = self.config.attribute_pretraining
        figures = pretrain_attributes(
            self.stage.tower,
            self._of(TOWER),
            self.parts.training,
            self.parts.choosing,
            self.stage.preprocessing,
            lambda tuned, count: self._pass("attribute_pretraining", tuned, count, schedule),
        )
        self._identity = fingerprint(self._identity, schedule)
        return figures

    def _projector(self) -> dict[str, Any]:
        config, tiny = self.config, self.config.model == "tiny"
        path = config.out / f"states-{self._identity}.pt"
        self.states = frozen_states(self.stage.tower, self.parts.rows(), self.stage.preprocessing, path)
        if tiny and not config.init_from:
            _calibrate(self.loaded, self.states, self._readable())
        # A calibrated projector stands still until the language model can read it.
        tuned = self._of(LANGUAGE_MODEL if tiny else PROJECTOR)
        run = self._pass("projector", tuned, len(self._readable()), config.projector)
        figures = self._over_states(run, self._readable(), self.parts.choosing)
        # A pass starts from the projector that stands, so a run after another projector is another run.
        self._identity = fingerprint(self._identity, config.projector)
        return figures

    def _projector_finetuning(self) -> dict[str, Any]:
        schedule = self.config.projector_finetuning
        run = self._pass("projector_finetuning", self._of(PROJECTOR), len(self._readable()), schedule)
        figures = self._over_states(run, in_short(self._readable()), in_short(self.parts.choosing))
        self._identity = fingerprint(self._identity, schedule)
        return figures

    def _tower(self) -> dict[str, Any]:
        training = self.parts.training
        run = self._pass("tower", self._tuned, len(training), self.config.tower)
        figures = self.stage.fit_tower(run, training, self.parts.choosing, lambda _: self._save())
        self.states = {}  # those were of the tower as it was
        return figures

    def _over_states(self, run: Run, rows: list[Described], held: list[Described]) -> dict[str, Any]:
        return self.stage.fit_projector(run, rows, held, self.states, lambda _: self._save(), self.config.noise)

    def _readable(self) -> list[Described]:
        return [*self.parts.training, *self.parts.unseen]

    def _save(self) -> None:
        save(self.wrapped, self.config.out / VISION, self.config.model)

    def _of(self, *roots: str) -> dict[str, torch.nn.Parameter]:
        return {name: value for name, value in self._tuned.items() if any(root in name for root in roots)}

    def _pass(self, name: str, tuned: dict[str, torch.nn.Parameter], count: int, schedule: Schedule) -> Run:
        for key, value in self._tuned.items():
            value.requires_grad_(key in tuned)
        remedy = f"lower --{name.replace('_', '-')}-micro-batch, or add --gradient-checkpointing"
        return Run(tuned, count, schedule, self.config.out / name, self._identity, seed=self.config.seed, remedy=remedy)

    def _first_identity(self) -> str:
        config, parts = self.config, self.parts
        hashes = [sha256_of(path) for path in parts.files]
        start = sha256_of(config.init_from / VISION / WEIGHTS) if config.init_from else ""
        uses = [
            [(row.id, row.picture.stat().st_size) for row in rows]
            for rows in (parts.training, parts.unseen, parts.choosing, parts.measuring)
        ]
        return fingerprint(
            self.loaded.encoder_fingerprint, hashes, uses, start, config.lora, config.noise, config.bf16, config.seed
        )


def validate(config: DistillConfig) -> dict[str, Any]:
    """The fidelity of the adapter in `config.out`, over the rows that no choice of training was made on. Trains and
    writes nothing.

    With `held` 1 that is all rows, as of a file that was never trained on. Raises ModelError.
    """
    if not (config.out / VISION).is_dir():
        raise ModelError(f"no {VISION}/ in {config.out}; run: python -m lavic distill, without --validate-only")
    parts = read_parts(config)
    if not (chosen := measured(parts.measuring)):
        raise ModelError(f"no row to validate on among {len(parts.rows())}; raise --held, up to 1 for all")
    loaded = _load(config)
    stage = Stage(loaded, loaded.model)
    full = full_loss(loaded, stage.language, chosen)
    put_adapter(loaded.model, config.out / VISION, merge=False)  # as it was trained: bf16 would round a merged one
    loaded.model.eval()
    return stage.fidelity(chosen, {}, full)


def _require_passes(config: DistillConfig) -> None:
    if config.projector_finetuning.epochs and not config.projector.epochs:
        raise ModelError(
            f"found --projector-finetuning-epochs {config.projector_finetuning.epochs} after --projector-epochs 0: "
            "nobody reads the projector's vectors yet; expected 0"
        )
    if not (config.projector.epochs or config.tower.epochs):
        raise ModelError("no pass would learn to describe; raise --tower-epochs or --projector-epochs above 0")


def _load(config: DistillConfig) -> Loaded:
    """The bare model."""
    loaded = load_model(config.model, None, "none", device=this_device(), parts=())
    if config.bf16:
        cast(loaded.model, torch.bfloat16)
    return loaded


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
