"""Trains the classifier of acts from `talk/`: sentences written by hand, filled with the words of many shops.

A fifth of the families of frames, drawn by a seed before anything was tried, is held out and only measured on. Leaves
out what is not English. `python -m understanding train`, a minute on two cores.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from understanding.acts import ACTS, WEIGHTS, ActClassifier, features
from understanding.kinds.nearest import Encode, things
from understanding.text.dictionary import frequencies
from understanding.text.spelling import SAID

TALK = Path(__file__).with_name("talk")
FRAMES, SENTENCES = TALK / "frames.jsonl", TALK / "acts.tsv"
HELD_OUT_SEED, SHARE = 7, 5
"""A fifth of the families, drawn from their sorted names."""
OFTEN = 3
"""Sentences that must have a word that shoppers often use."""
FILLINGS = 3
"""Times that each frame is filled with other words."""
STRENGTH = 10.0
"""Inverse of the regularisation: best of 3, 10 and 30."""
_SLOTS = {
    "colour": "red black navy white beige grey mustard teal cream sage\xa0green dark\xa0blue pink",
    "material": "leather oak brass wool glass cotton steel ceramic linen plastic velvet bamboo",
    "finish": "matte glossy brushed polished hammered distressed",
    "pattern": "striped floral checked spotted marbled",
    "silhouette": "round tall slim square chunky oval",
    "price": "20 45 60 120 300",
    "price2": "90 150 500",
    "n": "2 3 4",
    "size": "30\xa0cm 2\xa0m 12\xa0inches",
    "person": "my\xa0sister my\xa0boss my\xa0dad a\xa0friend",
    "room": "hallway bedroom kitchen office",
    "occasion": "wedding birthday retirement",
    "brand": "Fjord Nike Hald Mira",
    "feature": "a\xa0zip pockets a\xa0lid",
}
_RENAMED = {"colour2": "colour", "material2": "material", "pattern2": "pattern"}
_ACT_OF = {"refine": "request", "browse": "request"}


@dataclass(frozen=True)
class Example:
    text: str
    act: str
    family: str = ""


def examples(*, held_out: bool) -> list[Example]:
    """The filled sentences to learn from or, `held_out`, to measure on."""
    rng = random.Random(HELD_OUT_SEED)
    rows = [json.loads(line) for line in FRAMES.read_text(encoding="utf-8").splitlines()]
    families = sorted({row["family"] for row in rows})
    apart = set(rng.sample(families, len(families) // SHARE))
    chosen = [row for row in rows if (row["family"] in apart) == held_out and not row["family"].startswith("lang/")]
    found = [
        Example(fill(row["text"], rng), act_of(row), row["family"])
        for row in chosen
        for _ in range(1 if held_out else FILLINGS)
    ]
    if not held_out:
        own = (line.split("\t", 1) for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line)
        found += [Example(fill(text, rng), act) for act, text in own for _ in range(FILLINGS)]
    return list(dict.fromkeys(found))


def act_of(row: dict) -> str:  # type: ignore[type-arg]
    """The act of a frame as the classifier has it."""
    act, family = row["means"]["act"], row["family"]
    if act == "undo":
        return {"undo/start-over": "restart", "undo/no-to-question": "smalltalk"}.get(family, "back")
    return _ACT_OF.get(act, act)


def fill(text: str, rng: random.Random) -> str:
    """With words in the place of slots: things of all trades, so that no kind of product tells the act."""

    def word(match: re.Match[str]) -> str:
        slot = match[1]
        if slot.startswith("kind"):
            thing = rng.choice(things())
            return thing if not slot.startswith("kinds") or thing.endswith("s") else f"{thing}s"
        choices = _SLOTS.get(_RENAMED.get(slot, slot), slot).split(" ")
        return rng.choice(choices).replace("\xa0", " ")

    return re.sub(r"\{(\w+)\}", word, text)


def train(encode: Encode, encoder: str, path: Path = WEIGHTS) -> dict[str, float]:
    """Writes the weights and returns what was measured on the held-out families: share of right acts, of requests taken
    for something else, and of other acts taken for requests."""
    learnt = examples(held_out=False)
    model = LogisticRegression(C=STRENGTH, max_iter=3_000, class_weight="balanced")
    model.fit(_features(learnt, encode), [example.act for example in learnt])
    dimension = model.coef_.shape[1]
    weights, bias = np.zeros((dimension, len(ACTS)), np.float16), np.full(len(ACTS), -30.0, np.float32)
    for at, act in enumerate(model.classes_):
        weights[:, ACTS.index(act)], bias[ACTS.index(act)] = model.coef_[at], model.intercept_[at]
    np.savez_compressed(path, weights=weights, bias=bias, encoder=np.array(encoder))
    return measure(ActClassifier(weights.astype(np.float32), bias, encoder), encode)


def write_words(path: Path = SAID) -> int:
    """The words that at least `OFTEN` sentences of `talk/` have, without the misspelt ones; returns how many."""
    rows = [json.loads(line) for line in FRAMES.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows if not row["family"].startswith(("lang/", "typo/"))]
    texts += [line.split("\t", 1)[1] for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line]
    counts = Counter(
        word for text in texts for word in set(re.findall(r"(?<![{\w'])[a-z]{3,}(?![}\w'])", text.lower()))
    )
    words = sorted(word for word, count in counts.items() if count >= OFTEN and word in frequencies("en"))
    path.write_text("\n".join(words) + "\n", encoding="utf-8")
    return len(words)


def measure(classifier: ActClassifier, encode: Encode) -> dict[str, float]:
    held = examples(held_out=True)
    vectors = encode([example.text for example in held])
    pairs = [
        (example.act, max(odds, key=odds.__getitem__))
        for example, vector in zip(held, vectors, strict=True)
        for odds in [classifier.probabilities(example.text, vector)]
    ]
    requests = [said for act, said in pairs if act == "request"]
    others = [said for act, said in pairs if act != "request"]
    return {
        "n": len(pairs),
        "right": round(sum(act == said for act, said in pairs) / len(pairs), 3),
        "requests_missed": round(sum(said != "request" for said in requests) / len(requests), 3),
        "others_searched": round(sum(said == "request" for said in others) / len(others), 3),
    }


def _features(learnt: Sequence[Example], encode: Encode) -> np.ndarray:
    texts = [example.text for example in learnt]
    return features(texts, encode(texts))
