"""What the model thinks a product's surface is like: probabilities of colour, material, finish and pattern.

The listing says what the thing is; the model is asked how the sentence "A wardrobe in" goes on after the product's five
tokens, among the words of a closed grammar (finish, relief, colour, material, pattern, each of them or none). That is a
tree of tokens: it is walked breadth first, branches of little probability are dropped, and what is left is summed for
each word. So every word has a probability of its own, however many sentences say it. Leaves out which of the words are
said (`lavic.captioning.captioner`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from lavic.prompt import Prompter
from lavic.scoring import Language

SLOTS = ("finish", "relief", "color", "patent", "material", "pattern")
"""In the order in which English says them."""
COLORS = (
    "white", "cream", "beige", "tan", "brown", "black", "charcoal", "grey", "red", "burgundy", "terracotta", "orange",
    "mustard", "yellow", "olive", "sage green", "forest green", "teal", "sky blue", "cobalt blue", "navy", "lavender",
    "plum", "blush pink", "hot pink", "green", "blue", "pink", "purple",
)  # fmt: skip
"""Of stage 1's descriptions: those of renders, then the four basic ones that photographs add."""
MATERIALS = (
    "ceramic", "porcelain", "glass", "brass", "chrome", "steel", "copper", "gold", "silver", "rose gold",
    "painted metal", "oak", "walnut", "painted wood", "rattan", "linen", "cotton", "wool", "velvet", "silk", "straw",
    "leather", "marble", "terrazzo", "concrete", "acetate", "acrylic", "paper", "wax", "soap", "lacquer", "pearl",
)  # fmt: skip
FINISHES = ("glossy", "matte", "satin", "polished", "brushed", "clear", "tinted", "frosted", "shimmering", "lustrous")
RELIEFS = ("ribbed", "hammered", "woven", "veined", "tortoiseshell")
PATTERNS = {
    "striped": "{} stripes", "checked": "{a} check", "dotted": "{} dots", "floral": "{a} floral print",
    "speckled": "{} speckles", "marbled": "{} marbling",
}  # fmt: skip
LEAST = 0.02
"""Branches of less probability, of those that the grammar allows, are dropped."""
GRAMMAR = (SLOTS, COLORS, MATERIALS, FINISHES, RELIEFS, PATTERNS, LEAST)
"""All that probabilities depend on beside the model."""
Values = tuple[str, ...]
"""A word or "" for each of SLOTS."""
_Item = tuple[Values, int, tuple[int, ...]]
"""What is said once the word at hand is whole, the slot of that word, and its tokens that are still to come."""


@dataclass(frozen=True)
class Surface:
    """By slot and word, probabilities of what is said, none ("") included. What was dropped, or is no phrase of the
    grammar, is missing from the sum of 1."""

    words: Mapping[str, Mapping[str, float]]
    within: float
    """Of the model's own way to go on after "A wardrobe in", the share that the grammar has."""

    def share(self, slot: str) -> float:
        """Of what names anything in that slot."""
        return sum(probability for word, probability in self.words[slot].items() if word)


class Branch:
    """The phrases that begin with the same tokens. Children are made when they are first asked for, and kept."""

    def __init__(self, grammar: Grammar, items: Sequence[_Item]) -> None:
        self._grammar, self._items = grammar, items
        self._children: dict[int, Branch] | None = None

    @property
    def whole(self) -> Values | None:
        """What a phrase that may end here says."""
        return next((values for values, _, rest in self._items if not rest and any(values)), None)

    @property
    def children(self) -> dict[int, Branch]:
        if self._children is None:
            groups: dict[int, list[_Item]] = defaultdict(list)
            for values, slot, rest in self._items:
                if rest:
                    groups[rest[0]].append((values, slot, rest[1:]))
                    continue
                for later in range(slot + 1, len(SLOTS)):
                    for word, tokens in self._grammar.words[later]:
                        said = (*values[:later], word, *values[later + 1 :])
                        groups[tokens[0]].append((said, later, tokens[1:]))
            self._children = {token: Branch(self._grammar, items) for token, items in groups.items()}
        return self._children


class Grammar:
    """The closed list of phrases as a tree of one tokenizer's tokens."""

    def __init__(self, prompter: Prompter) -> None:
        tails = [
            (name, f"with {form.format(color, a=_article(color))}")
            for name, form in PATTERNS.items()
            for color in COLORS
        ]
        spoken = {
            "finish": FINISHES, "relief": RELIEFS, "color": COLORS, "patent": ("patent",), "material": MATERIALS,
        }  # fmt: skip
        plain = [[(word, word) for word in spoken[slot]] for slot in SLOTS[:-1]] + [tails]
        self.words = [[(word, prompter.plain(f" {text}")) for word, text in slot] for slot in plain]
        self.root = Branch(self, [(("",) * len(SLOTS), -1, ())])
        ends = [prompter.plain(f"brass{mark}")[-1] for mark in (".", ",")]
        self.ends = torch.tensor([*ends, prompter.end_id])
        """What follows a phrase that is over."""


def _article(color: str) -> str:
    return f"{'an' if color[0] in 'aeiou' else 'a'} {color}"


@dataclass
class _Sum:
    """Of one product, in the making."""

    root: float = 0.0
    words: dict[str, dict[str, float]] = field(default_factory=lambda: {slot: defaultdict(float) for slot in SLOTS})

    def add(self, values: Values, probability: float) -> None:
        for slot, word in zip(SLOTS, values, strict=True):
            self.words[slot][word] += probability

    def surface(self) -> Surface:
        return Surface({slot: dict(words) for slot, words in self.words.items()}, self.root)


@torch.inference_mode()
def surfaces(language: Language, grammar: Grammar, states: Tensor | None, openings: Sequence[str]) -> list[Surface]:
    """B openings ("A wardrobe in"), and (B, 5, D) states or None, to what the model thinks of each."""
    prompts = [_prompt(language.prompter, opening, states is not None) for opening in openings]
    width = max(map(len, prompts))
    ids = torch.tensor([[language.prompter.pad_id] * (width - len(row)) + row for row in prompts])
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in prompts])
    embeddings = language.embed(ids, None if states is None else language.project(states))
    read = language.hidden(embeddings, mask, use_cache=True)
    cache, last = read.past_key_values, read.last_hidden_state[:, -1]
    sums = [_Sum() for _ in prompts]
    front = [(row, grammar.root, 0.0) for row in range(len(prompts))]
    while front:
        steps = list(_steps(language, grammar, last, front, sums))
        if not steps:
            break
        parents = torch.tensor([parent for parent, *_ in steps])
        cache.batch_select_indices(parents.to(language.device))
        mask = torch.cat([mask[parents], torch.ones(len(steps), 1, dtype=mask.dtype)], 1)
        embeddings = language.embed(torch.tensor([[token] for _, token, *_ in steps]), None)
        read = language.hidden(embeddings, mask, past_key_values=cache, use_cache=True)
        last = read.last_hidden_state[:, -1]
        front = [(row, branch, log) for _, _, row, branch, log in steps]
    return [total.surface() for total in sums]


def _prompt(prompter: Prompter, opening: str, has_image: bool) -> list[int]:
    question = prompter.description() if has_image else prompter.description(images=0)
    return [*question.ids, *prompter.plain(opening)]


def _steps(
    language: Language,
    grammar: Grammar,
    last: Tensor,
    front: Sequence[tuple[int, Branch, float]],
    sums: Sequence[_Sum],
) -> Iterator[tuple[int, int, int, Branch, float]]:
    """(place in the front, token, product, branch, log-probability) of what is worth a pass; ends go to `sums`."""
    logs = torch.nn.functional.linear(last.float(), language.model.lm_head.weight.float()).log_softmax(-1).cpu()
    for place, (row, branch, before) in enumerate(front):
        tokens = torch.tensor(list(branch.children))
        allowed = logs[place, tokens] if len(tokens) else torch.zeros(0)
        if branch is grammar.root:
            sums[row].root = float(allowed.exp().sum())
            before = -math.log(max(sums[row].root, 1e-30))
        elif branch.whole is not None:
            sums[row].add(branch.whole, math.exp(before + float(logs[place, grammar.ends].logsumexp(0))))
        for at in (allowed + before >= math.log(LEAST)).nonzero()[:, 0].tolist():
            token = int(tokens[at])
            yield place, token, row, branch.children[token], before + float(allowed[at])
