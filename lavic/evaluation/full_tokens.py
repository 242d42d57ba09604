"""Candidates seen whole: every patch token of every picture in the paper's listwise prompt, as LLaVA-NeXT packs them.

What LaViC's five tokens are measured against: up to 2,928 tokens a product. The prompt is `lavic.scoring.listwise`',
with as many places for a candidate as its picture has vectors. For models whose projector was trained on patches,
without adapters: stage 1 moves tower and projector to [CLS] states, stage 2 the language model to five tokens. Leaves
out: any cache of vectors: by arithmetic the tower costs a twentieth of the pass that reads them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from catalog.conversations import Turn
from catalog.pictures import PictureError, open_picture
from catalog.store import Catalog
from lavic.captioning.config import require_patches
from lavic.captioning.describe import patch_vectors
from lavic.config import VIEWS
from lavic.errors import ModelError
from lavic.evaluation.arms import Answer, Arm, best_first, named
from lavic.examples import RankingExample
from lavic.modeling import Loaded, load_model
from lavic.paper import NEW_TOKENS, first_match, generate
from lavic.prompt import LABELS, Tokens, collate

Picture = Image.Image | None
"""None for a product without one, which is judged by its words."""


class FullRanker:
    """Ranks by all patch tokens. Not thread-safe."""

    def __init__(self, loaded: Loaded) -> None:
        """`loaded` without adapters. Raises ModelError where its projector does not know patches."""
        require_patches(loaded.config.name, "leave the arm full out")
        self._loaded = loaded
        self.language = loaded.language()

    @torch.inference_mode()
    def score(self, turns: Sequence[Turn], listings: Sequence[str], pictures: Sequence[Picture]) -> np.ndarray:
        """(K,) float32 log-probabilities over the labels, as `ListwiseScorer.score`, of K listings and RGB pictures.

        Raises ModelError for more candidates than labels, or more tokens than the model or its device holds.
        """
        if len(listings) > len(LABELS):
            raise ModelError(f"{len(listings)} candidates, but {len(LABELS)} labels; give fewer")
        if not listings:
            return np.zeros(0, np.float32)
        try:
            embeddings, mask = self._embedded(turns, LABELS[: len(listings)], listings, pictures)
            hidden = self.language.hidden(embeddings, mask, use_cache=False).last_hidden_state
        except torch.OutOfMemoryError as error:
            raise _out_of_memory(len(listings)) from error
        labels = torch.tensor(self.language.prompter.label_ids[: len(listings)])
        return self.language.logits(hidden[0, -1], labels).log_softmax(-1).cpu().numpy()

    @torch.inference_mode()
    def generate_id(
        self, turns: Sequence[Turn], ids: Sequence[str], listings: Sequence[str], pictures: Sequence[Picture]
    ) -> str | None:
        """The ID that is written, if it is one of `ids`, as `lavic.paper.generated_id`. Raises ModelError."""
        try:
            embeddings, mask = self._embedded(turns, ids, listings, pictures)
            (written,) = generate(self.language, embeddings, mask, NEW_TOKENS)
        except torch.OutOfMemoryError as error:
            raise _out_of_memory(len(listings)) from error
        return first_match(self.language.prompter.decode(written), ids)

    def prompt_tokens(self, turns: Sequence[Turn], listings: Sequence[str], pictures: Sequence[Picture]) -> int:
        """Tokens that one answer reads."""
        vectors = self._vectors(pictures)
        return len(self._prompt(turns, LABELS[: len(listings)], listings, pictures, [len(v) for v in vectors]))

    def _embedded(
        self, turns: Sequence[Turn], names: Sequence[str], listings: Sequence[str], pictures: Sequence[Picture]
    ) -> tuple[Tensor, Tensor]:
        """(1, T, H) embeddings with all vectors in them, and their mask (1, T)."""
        vectors = self._vectors(pictures)
        prompt = self._prompt(turns, names, listings, pictures, [len(v) for v in vectors])
        longest = self._loaded.model.config.text_config.max_position_embeddings
        if len(prompt) > longest:
            raise ModelError(
                f"{len(listings)} candidates by all patch tokens are {len(prompt)} tokens, but the model reads at most "
                f"{longest}; give fewer candidates, or leave the arm full out"
            )
        ids, mask, _ = collate([prompt], self.language.prompter.pad_id)
        return self.language.embed(ids, torch.cat(list(vectors)) if vectors else None), mask

    def _vectors(self, pictures: Sequence[Picture]) -> Sequence[Tensor]:
        """(n, H) of each picture that is there."""
        there = [picture for picture in pictures if picture is not None]
        return patch_vectors(self._loaded, there) if there else []

    def _prompt(
        self,
        turns: Sequence[Turn],
        names: Sequence[str],
        listings: Sequence[str],
        pictures: Sequence[Picture],
        counts: Sequence[int],
    ) -> Tokens:
        has_image = [picture is not None for picture in pictures]
        prompter = self.language.prompter
        return widened(prompter.listwise(turns, listings, names, has_image), prompter.image_id, counts)


def widened(prompt: Tokens, image_id: int, counts: Sequence[int]) -> Tokens:
    """The same prompt with `counts[i]` places for the i-th product that has a picture, instead of five."""
    ids: list[int] = []
    met = 0
    for token in prompt.ids:
        if token != image_id:
            ids.append(token)
            continue
        if met % VIEWS == 0:
            ids += [image_id] * counts[met // VIEWS]
        met += 1
    return Tokens.read(ids)


def full_arm(model: str, catalog: Catalog, quantize: str = "auto", procedure: str = "logits") -> Arm:
    """The arm `full` of `lavic evaluate`, over the catalog's pictures. Loads the bare model. Raises ModelError."""
    require_patches(model, "leave the arm full out")
    ranker = FullRanker(load_model(model, None, quantize, parts=()))

    def by_logits(example: RankingExample) -> Answer:
        return best_first(ranker.score(example.turns, example.listings, pictures_of(catalog, example.ids)))

    def as_the_paper(example: RankingExample) -> Answer:
        shown = example.turns, example.ids, example.listings, pictures_of(catalog, example.ids)
        return named(example, ranker.generate_id(*shown))

    return Arm(as_the_paper, ranks=False) if procedure == "paper" else Arm(by_logits)


def pictures_of(catalog: Catalog, ids: Sequence[str]) -> list[Picture]:
    """RGB pictures of products, None where one has none. Raises ModelError for a picture that cannot be decoded."""
    pictures: list[Picture] = []
    for product in (catalog.product(name) for name in ids):
        path = catalog.picture(product)
        try:
            pictures.append(open_picture(path) if path else None)
        except PictureError as error:
            raise ModelError(
                f"the picture of {product.id} {error}; see: python -m catalog check {catalog.folder}"
            ) from None
    return pictures


def _out_of_memory(candidates: int) -> ModelError:
    return ModelError(
        f"out of memory at {candidates} candidates by all patch tokens; give fewer, add --quantize nf4, "
        "or leave the arm full out"
    )
