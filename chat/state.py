"""What one shopper has said and been shown so far. Kept on the server, never read back from a browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from catalog.conversations import ASSISTANT, SHOPPER, Turn
from catalog.listing.size import Size, relative_size
from catalog.schema import Product
from chat.binding import WishedLook, wished_looks
from chat.items import Item, Than
from chat.photo import Photo
from chat.sets import Together, must_match, shares_budget
from chat.shown import Shown, changes_subject, fits_words, searched
from chat.taste import MAX_KEPT, Opinion, opinion
from understanding.dialogue_state import MAX_SEARCHES, NOTHING_WANTED, DialogueState
from understanding.intent import CHOICE, REQUEST
from understanding.looks.comparatives import Comparative, find_comparatives, is_overruled, without_comparatives
from understanding.message import ParsedMessage
from understanding.references import BEST_RATED, CHEAPEST, LAST, NOWHERE, Pointer
from understanding.sizes.requested import compared_size
from understanding.subject import is_for_another
from understanding.text.content_words import content_words

MAX_TURNS = 40
"""Turns kept, both sides counted. Older ones go; the constraints that they set stay."""
NAMED = 2
"""Products of an answer that the model is told of: it reads every earlier turn again for every candidate."""
MAX_SHOWN = 200
"""Identifiers kept of products already shown."""
MAX_HIDDEN = 50
"""Products kept of which less is wanted."""
MAX_BEFORE = 3
"""Answers that can be gone back to by words."""


_LIKE_IT = re.compile(r"\b(?:like|similar to|same as) (?:it|this|that)\b", re.IGNORECASE)
_WHICH = re.compile(r"\bwhich\b", re.IGNORECASE)


@dataclass(frozen=True)
class Comparison:
    """More or less of a look, measured by a product that was shown: "darker" than this one."""

    comparative: Comparative
    reference: Product


@dataclass(frozen=True)
class State:
    turns: tuple[Turn, ...] = ()
    on_subject: int = 0
    """How many of the newest turns are about the kind of thing that is asked for now."""
    wanted: DialogueState = NOTHING_WANTED
    shown: tuple[str, ...] = ()
    """Identifiers, oldest first."""
    last: tuple[Shown, ...] = ()
    """The newest answer, in its order."""
    focus: int | None = None
    """Index in `last` of the product that was last spoken of: what "it" is."""
    like: str = ""
    """Identifier of the shown product that the newest request builds on."""
    comparisons: tuple[Comparison, ...] = ()
    """What answers should have more of than what was shown, one of each axis."""
    skipped: tuple[str, ...] = ()
    """Identifiers of what was shown and others were asked for."""
    before: State | None = None
    """How it stood when the answer before the newest was given; no further back than `MAX_BEFORE`."""
    asked: bool = False
    """Whether a clarifying question was asked already: there is at most one."""
    than: Than | None = None
    """What the newest "cheaper" or "dearer" compared with."""
    together: Together | None = None
    """The things of which each answer shows some, chosen to go together."""
    photo: Photo | None = None
    """The shopper's own, which answers should look like, until it is taken off; it was looked at."""

    opinions: tuple[Opinion, ...] = ()
    """Every "more" and "less like this", oldest first."""

    def constraints(self) -> dict[str, object]:
        """As `chat --json` has them."""
        degrees = [one.comparative.words for one in self.comparisons]
        return {**self.wanted.constraints(), **({"degrees": degrees} if degrees else {})}

    def lifted(self, name: str, value: str) -> State:
        """Without one thing that holds, as `web.panels.limits` names it. Unknown names change nothing."""
        if name == "photo":
            return replace(self, photo=None)
        if name == "degree":
            return replace(self, comparisons=tuple(one for one in self.comparisons if one.comparative.words != value))
        return replace(self, wanted=self.wanted.lifted(name, value))

    def update(self, said: ParsedMessage) -> State:
        """The shopper said something that asks for products. No picture shows a price, so the model is told the
        rest: the words without prices and ratings, or the whole text where it is about these alone.

        What points at a shown product rejects it, or asks for more like it and never for that one again; "cheaper" and
        "dearer" are relative to it or to the whole answer."""
        if is_for_another(said.text) and self.wanted.kinds and not said.named.kinds and not said.pointer:
            left = self.wanted.left(said)
            return replace(self, wanted=left, comparisons=(), together=None, like="", on_subject=0).update(said)
        said = self._sorting(said)
        at = self.pointed(said.pointer)
        model = self.last[at] if at is not None else None
        if said.rejected and model is not None:
            rest = self.less_like(model.product)
            more = said.search or said.budget or said.rating_min is not None or said.cheaper or said.dearer
            return rest.update(replace(said, rejected=False, pointer=NOWHERE)) if more else rest
        own = bool(said.budget)
        than = self._than(said, model.product if model else None)
        said = replace(said, budget=said.budget or (than.budget if than else said.budget))
        said = replace(said, sizes=said.sizes or self._sized(said, model))
        if model is not None and not said.than_pointed:
            kind = model.product.kind
            if kind and not said.named.kinds:
                said = replace(said, named=replace(said.named, kinds=(kind,), wider=True))
        else:
            model = None
            said = self._of_the_one_spoken_of(said)
        compared = bool(said.budget) and not own
        anew = changes_subject(said, self.wanted.kinds)
        comparisons = self._comparisons(said, model, anew)
        said = replace(said, search=searched(said, model, looks=bool(comparisons)))
        wanted = self.wanted.update(replace(said, kind=REQUEST))
        return replace(
            self._with(SHOPPER, said.search or said.text, anew=anew),
            wanted=replace(wanted, compared=True) if compared else wanted,
            comparisons=comparisons,
            like=model.product.id if model else "",
            than=than or self.than,
            skipped=(),
            together=self._together(said, wanted),
        )

    def _of_the_one_spoken_of(self, said: ParsedMessage) -> ParsedMessage:
        """Where nothing but one product was spoken of, "cheaper" and "anything like it" mean its kind."""
        kinds = {one.product.kind for one in self.last}
        compares = said.cheaper or said.dearer or compared_size(said.search) or _LIKE_IT.search(said.text)
        if self.wanted.kinds or said.named.kinds or not compares or len(kinds) != 1 or "" in kinds:
            return said
        return replace(said, named=replace(said.named, kinds=tuple(kinds), wider=True))

    def without_comparison(self, before: State | None, relaxed: bool) -> State:
        """Where nothing was cheaper than what was shown, that limit goes again: it would empty what comes next."""
        if not (relaxed and before and self.wanted.compared and self.than and self.than.made(self.wanted.budget)):
            return self
        return replace(self, wanted=replace(self.wanted, budget=before.wanted.budget, compared=False))

    def _together(self, said: ParsedMessage, wanted: DialogueState) -> Together | None:
        """While the kinds stay, what was asked for together stays so."""
        things = tuple(kept for some in said.named.apart if (kept := tuple(k for k in some if k in wanted.kinds)))
        if len(things) > 1:
            return Together(things, shares_budget(said.text), must_match(said.text))
        if self.together is None or set(wanted.kinds) != {kind for some in self.together.things for kind in some}:
            return None
        return replace(self.together, matching=self.together.matching or must_match(said.text))

    def _sorting(self, said: ParsedMessage) -> ParsedMessage:
        """A superlative that points at what was shown is no order; where nothing was, it points at nothing."""
        if not (said.sort and said.pointer.most):
            return said
        if self.last and not self.wanted.sort:
            return replace(said, sort=None)
        start, end = said.pointer.span
        rest = " ".join(f"{said.search[:start]} {said.search[end:]}".split())
        return replace(said, pointer=NOWHERE, search=rest)

    def _comparisons(self, said: ParsedMessage, model: Shown | None, anew: bool) -> tuple[Comparison, ...]:
        """The comparatives that hold after `said`: its own, beside `model`, the product last spoken of or the first
        shown; and those from before, unless it says how that very look is to be."""
        if anew or not self.last:
            return ()
        product = (model or self.last[self.focus or 0]).product
        if said.named.kinds and product.kind not in said.named.kinds:
            return ()
        own = [Comparison(comparative, product) for comparative in find_comparatives(said.search)]
        words = content_words(without_comparatives(said.search))
        before = () if model else [one for one in self.comparisons if not is_overruled(one.comparative, words)]
        return tuple({one.comparative.axis: one for one in (*before, *own)}.values())

    def _sized(self, said: ParsedMessage, model: Shown | None) -> tuple[Size, ...]:
        """What "taller" asks for beside the product that is meant or was last spoken of or, where none was, the first
        shown whose listing says a size."""
        meant = model or (self.last[self.focus] if self.focus is not None else None)
        word, kinds = compared_size(said.search), said.named.kinds
        products = [shown.product for shown in ((meant,) if meant else self.last)]
        listings = (f"{one.title} {one.description}" for one in products if not kinds or one.kind in kinds)
        found = filter(None, (relative_size(word, listing) for listing in listings))
        return tuple(islice(found, 1))

    def _than(self, said: ParsedMessage, model: Product | None) -> Than | None:
        """What "cheaper" and "dearer" compare with where `said` gives no price: the product that is meant, that was
        spoken of last, or that was shown first."""
        if said.budget or not (said.cheaper or said.dearer):
            return None
        priced = [model] if model else [one.product for one in self._from_focus()]
        had = next((one for one in priced if one.price is not None), None)
        if had is None or had.price is None or (said.cheaper and had.price <= 0):
            return None
        price, dearer = had.price, not said.cheaper
        return Than(round(price + (0.01 if dearer else -0.01), 2), had.title, price, dearer)

    def _from_focus(self) -> tuple[Shown, ...]:
        """The newest answer, that of which was spoken last before all others."""
        at = self.focus or 0
        return (*self.last[at : at + 1], *self.last[:at], *self.last[at + 1 :])

    @property
    def turns_on_subject(self) -> tuple[Turn, ...]:
        """What a ranking is to read: what was said of lamps tells nothing about vases."""
        return self.turns[len(self.turns) - self.on_subject :]

    @property
    def wishes(self) -> tuple[str, ...]:
        """The newest searches, two at most, about what is asked for now."""
        said = (turn.text for turn in self.turns_on_subject if turn.role == SHOPPER)
        return tuple(text for text in said if text in self.wanted.searches)[-2:]

    @property
    def looks(self) -> tuple[WishedLook, ...]:
        """What is wished of the looks of what is asked for now."""
        wanted = self.wanted
        return wished_looks(wanted.searches[-wanted.on_subject :] if wanted.on_subject else ())

    def pointed(self, pointer: Pointer) -> int | None:
        """Index in `last` of the product that the words mean; None where they mean none, or more than one."""
        if pointer.place:
            at = len(self.last) - 1 if pointer.place == LAST else pointer.place - 1
            return at if 0 <= at < len(self.last) else None
        if pointer.most:
            return self._leading(pointer.most)
        words = re.findall(r"[^\W_]+", pointer.words)
        fits = [at for at, shown in enumerate(self.last) if words and fits_words(words, shown)]
        return fits[0] if len(fits) == 1 else None

    def _leading(self, most: str) -> int | None:
        """Index in `last` of the cheapest, dearest or best rated; None where nothing shown lists that."""

        def value(at: int) -> float | None:
            product = self.last[at].product
            return product.rating if most == BEST_RATED else product.price

        known = [at for at in range(len(self.last)) if value(at) is not None]
        sign = 1 if most == CHEAPEST else -1
        return min(known, key=lambda at: sign * (value(at) or 0.0), default=None)

    def spoken_of(self, said: ParsedMessage) -> int | None:
        """Index in `last` of the product that a question is about: the one meant or, where none is, the last one
        spoken of, or the first."""
        if said.pointer:
            return self.pointed(said.pointer)
        if said.variant and said.variant.name:
            return self._called(said.variant.name)
        return self.focus if self.focus is not None else (0 if self.last else None)

    def _called(self, name: str) -> int | None:
        """Index in `last` of the product of that name or kind, rather of the one last spoken of: "the wren"."""
        words = content_words(name)
        fits = [at for at, shown in enumerate(self.last) if words and fits_words(words, shown)]
        return self.focus if self.focus in fits else next(iter(fits), None)

    def intent(self, said: ParsedMessage) -> str:
        """`said.kind`, where "I like the brass one" is a choice if exactly one brass one is shown, and "how tall is the
        oak lamp?" a question if one such lamp is."""
        if said.variant and said.variant.name and self.spoken_of(said) is None:
            return REQUEST  # "do you have the bag in black?", after lamps
        if said.sort and said.pointer.most and not self.last and said.kind == CHOICE and not _WHICH.search(said.text):
            return REQUEST  # "the cheapest one, please", where none was shown
        lost = said.pointer.words and self.pointed(said.pointer) is None
        if lost and (said.kind == CHOICE or said.pointer.thing):
            return REQUEST
        return said.kind

    def more_like(self, product: Product, seen: str) -> State:
        """More like it is asked for, of its kind, and not that one again."""
        words = f"More like {product.title}. {seen}".strip()
        wanted = replace(
            self.wanted,
            searches=(*self.wanted.searches, words)[-MAX_SEARCHES:],
            newest=words,
            kinds=(product.kind,) if product.kind else self.wanted.kinds,
        )
        other = bool(product.kind and self.wanted.kinds and product.kind not in self.wanted.kinds)
        said = self._with(SHOPPER, words, anew=other)
        return replace(
            said, wanted=wanted, comparisons=(), like=product.id, opinions=self._opinions(product, liked=True)
        )

    def less_like(self, product: Product) -> State:
        """It is never shown again, and the model is told; the search, which understands no refusal, is not."""
        hidden_ids = dict.fromkeys((*self.wanted.hidden_ids, product.id))
        wanted = replace(self.wanted, hidden_ids=tuple(hidden_ids)[-MAX_HIDDEN:])
        words = f"Nothing like {product.title}."
        if not wanted.texts and not self.photo:  # there is nothing to search by yet
            wanted = replace(wanted, newest=product.kind or product.title)
        said = self._with(SHOPPER, words)
        return replace(said, wanted=wanted, like="", opinions=self._opinions(product, liked=False))

    def _opinions(self, product: Product, *, liked: bool) -> tuple[Opinion, ...]:
        shown = (one.product.id for one in self.last)
        return (*self.opinions, opinion(self.turns, shown, product.id, liked))[-MAX_KEPT:]

    def others(self) -> State:
        """Others are asked for: the same wish, and nothing again that was shown."""
        skipped = dict.fromkeys((*self.skipped, *(shown.product.id for shown in self.last)))
        return replace(self._with(SHOPPER, "Others, please."), skipped=tuple(skipped)[-MAX_SHOWN:], like="")

    def speaking_of(self, kinds: tuple[str, ...]) -> State:
        """After a question about these kinds of the shop: what is asked for next is one of them."""
        if not kinds or not set(kinds).isdisjoint(self.wanted.kinds):
            return self
        return replace(self, wanted=self.wanted.about(kinds), comparisons=(), on_subject=0)

    def looking_at(self, at: int) -> State:
        return replace(self, focus=at)

    def answered(self, products: Sequence[Product], seen: Sequence[str] = (), before: State | None = None) -> State:
        """What the model should know of an answer is the products that it named, not its small talk. `before`: how it
        stood before this turn."""
        named = "; ".join(product.title[:80] for product in products[:NAMED])
        sights = [*seen, *[""] * (len(products) - len(seen))]
        return replace(
            self._with(ASSISTANT, f"I showed: {named}." if named else "I found nothing."),
            shown=(*self.shown, *(product.id for product in products))[-MAX_SHOWN:],
            last=tuple(Shown(*both) for both in zip(products, sights, strict=True)) or self.last,
            focus=None,
            before=before._cut(MAX_BEFORE - 1) if before and before.last else self.before,
        )

    def further(self, items: Sequence[Item]) -> State:
        """More of the newest answer was shown, below it: "the seventh one" is among these."""
        more = tuple(Shown(item.product, item.seen) for item in items)
        ids = (one.product.id for one in more)
        return replace(self, shown=(*self.shown, *ids)[-MAX_SHOWN:], last=(*self.last, *more))

    def _cut(self, depth: int) -> State:
        """With no more than so many states before it."""
        return replace(self, before=self.before._cut(depth - 1) if self.before and depth > 0 else None)

    def _with(self, role: str, text: str, *, anew: bool = False) -> State:
        """With one more turn; `anew`: it changes the subject."""
        turns = (*self.turns, Turn(role, text))[-MAX_TURNS:]
        return replace(self, turns=turns, on_subject=1 if anew else min(self.on_subject + 1, len(turns)))


NOTHING_SAID = State()
