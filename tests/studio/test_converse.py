"""Conversations: the answers are all and only what fits, and visual ones need the picture."""

from __future__ import annotations

import re

import pytest

from catalog.conversations import ASSISTANT, SHOPPER
from studio import converse, families, judges, pool, talk, wishes
from studio.grammar import size_phrase
from studio.kinds import KINDS
from studio.listing import mentioned, stock
from studio.plan import is_unseen, lightness, sample_plan
from studio.spec import Spec, Surface
from studio.truth import color_word

SPECS = sample_plan()
POOL = list(zip(SPECS, stock(SPECS, seed=1), strict=True))
TOLD = {product.id: mentioned(product, spec) for spec, product in POOL}


def remembered(make) -> tuple[list, dict[str, talk.Script]]:
    """The rows that `make` yields, and the scripts behind them by what was said."""
    scripts: dict[str, talk.Script] = {}
    make_row = converse._row

    def remember(script, *rest):
        row = make_row(script, *rest)
        if row is not None:
            scripts.setdefault(row.context, script)
        return row

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(converse, "_row", remember)
        return list(make()), scripts


@pytest.fixture(scope="module")
def spoken():
    """Conversations, and the scripts behind them."""
    rows, scripts = remembered(lambda: converse.conversations(POOL, 400, seed=5))
    return rows, [scripts[row.context] for row in rows]


def tag(row, prefix: str) -> list[str]:
    return [t.removeprefix(prefix) for t in row.tags if t.startswith(prefix)]


def test_answers_are_all_and_only_what_fits(spoken):
    for script in spoken[1]:
        fits = []
        for spec, product in POOL:
            if spec.kind != script.kind.name:
                continue
            answers = [wish.judge(spec, product) for wish in script.wishes]
            assert False in answers or None not in answers, "a doubtful product"
            if False not in answers:
                fits.append(product.id)
        assert fits == [product.id for _, product in script.fits]
        assert 1 <= len(fits) <= 4
        assert script.target[1].id in fits


def test_no_wish_is_idle(spoken):
    for script in spoken[1]:
        items = [item for item in POOL if item[0].kind == script.kind.name]
        for left_out in script.wishes:
            rest = [w for w in script.wishes if w is not left_out]
            more = [i for i in items if wishes.verdict(rest, *i) is not False]
            assert len(more) > len(script.fits)


def test_visual_rows_need_what_no_answers_text_tells(spoken):
    assert {row.tags[0] for row in spoken[0]} == {"visual", "textual", "both"}
    for row, script in zip(*spoken, strict=True):
        assert row.gt_items == tuple(product.id for _, product in script.fits)
        for _, product in script.fits:
            seen = [w for w in script.wishes if w.visual and not w.told_by(TOLD[product.id])]
            assert bool(seen) == (row.tags[0] != "textual")
            assert (len(seen) == len(script.wishes)) == (row.tags[0] == "visual")


def test_shares(spoken):
    rows = spoken[0]
    share = {t: sum(row.tags[0] == t for row in rows) / len(rows) for t in converse.SHARES}
    assert share == pytest.approx(converse.SHARES, abs=0.07)
    assert 0.12 < sum("negation" in row.tags for row in rows) / len(rows) < 0.25
    assert len({tag(row, "family:")[0] for row in rows}) >= 40 and len(families.FAMILIES) >= 40


def test_what_is_darker_than_the_shown_is_dark_and_all_else_is_not(spoken):
    shades = [s for s in spoken[1] if s.family.last.startswith("compared") and s.wishes[-1].value == "dark"]
    assert shades
    for script in shades:
        rest = [i for i in POOL if i[0].kind == script.kind.name and wishes.verdict(script.wishes[:-1], *i)]
        darker = [i for i in rest if lightness(i[0].main.color) < lightness(script.miss[0].main.color)]
        assert darker == script.fits


def test_the_second_of_three_is_compared_with(spoken):
    seen = [(row, s) for row, s in zip(*spoken, strict=True) if s.family.name == "like the second"]
    assert seen
    for row, script in seen:
        assert len(set(row.context_items)) == 3 and row.context_items[1] == script.miss[1].id
        assert {spec.silhouette for spec, _ in script.fits} == {script.miss[0].silhouette}
        assert script.wishes[-1].judge(*script.miss) is False


@pytest.mark.parametrize(
    ("listed", "asked"),
    [("200 ml body butter", "200 ml"), ("M, 85 to 95 cm", "size M"), ("holds 350 ml, 9 cm tall", "holds 350 ml"),
     ("45 x 45 cm", "45 x 45 cm"), ("44 cm tall", "44 cm tall"), ("one size", ""), ("a set of one", "")],
)  # fmt: skip
def test_sizes_are_asked_for_without_what_a_listing_adds(listed, asked):
    assert size_phrase(listed) == asked


def test_candidates_are_the_whole_kind_shuffled(spoken):
    in_order = 0
    for row, script in zip(*spoken, strict=True):
        kind = [product.id for spec, product in POOL if spec.kind == script.kind.name]
        candidates = row.candidates["candidates_kind"]
        assert sorted(candidates) == sorted(kind) and set(row.gt_items) <= set(candidates)
        in_order += list(candidates) == kind
    assert in_order < len(spoken[0]) / 20


def test_tags_and_turns_are_well_formed(spoken):
    unseen = {spec.id for spec in SPECS if is_unseen(spec)}
    for row in spoken[0]:
        turns = row.turns()
        assert [t.role for t in turns[::2]] == [SHOPPER] * len(turns[::2])
        assert [t.role for t in turns[1::2]] == [ASSISTANT] * len(turns[1::2])
        assert turns[-1].role == SHOPPER and tag(row, "turns:") == [str(len(turns[::2]))]
        assert 1 <= len(turns[::2]) <= 5
        assert tag(row, "family:")[0] in {family.name for family in families.FAMILIES}
        assert tag(row, "trait:")
        assert "unseen" not in row.tags or unseen & set(row.gt_items)
        assert row.gt and not set(row.context_items) & set(row.gt_items)


def test_what_is_said_is_english(spoken):
    for row in spoken[0]:
        for text in (*(turn.text for turn in row.turns()), row.gt):
            assert "{" not in text and "  " not in text, text
            assert not re.search(r"\b(?:[Aa] (?:[aei]\w+|o(?!ne)\w+|un[^i]\w+)|[Aa]n [^aeiouh\W]\w*)", text), text
            assert not re.search(r"\b(?!value)(\w+) \1\b", text), text


def test_the_same_seed_says_the_same():
    one, two = (list(converse.conversations(POOL, 30, seed=9)) for _ in range(2))
    assert one == two != list(converse.conversations(POOL, 30, seed=10))


def test_shops_are_kept_apart():
    rows = list(converse.converse(POOL, 20, seed=1, shop=len(POOL) // 2))
    half = len(POOL) // 2
    for row in rows:
        at = int(tag(row, "shop:")[0]) * half
        shop = {product.id for _, product in POOL[at : at + half]}
        assert set(row.gt_items) <= set(row.candidates["candidates_kind"]) <= shop
    assert len(rows) == 20


def test_each_product_is_described_among_all_of_its_kind():
    rows = list(converse.described(POOL, seed=5, wordings=2))
    assert len({row.context for row in rows}) > 1.8 * len(POOL)
    for (spec, product), row in zip(POOL * 2, rows, strict=True):
        candidates = row.candidates["candidates_kind"]
        assert product.id in row.gt_items and set(row.gt_items) < set(candidates)
        assert sorted(candidates) == sorted(p.id for s, p in POOL if s.kind == spec.kind)
        assert color_word(spec.main).rpartition(" ")[-1] in row.context.lower()


def test_exercises_rank_what_plainly_fits_above_what_plainly_does_not():
    rows, scripts = remembered(lambda: converse.exercises(POOL, 300, seed=5, refusals=0.3))
    items = {product.id: (spec, product) for spec, product in POOL}
    of_any_kind = [row for row in rows if row.context not in scripts]
    assert len(rows) == 300 and 45 < len(of_any_kind) < 105, "a quarter"
    assert any(len(row.gt_items) > 4 for row in rows) and any("negation" in row.tags for row in rows)
    for row in rows:
        candidates = row.candidates["candidates_kind"]
        assert set(row.gt_items) < set(candidates), "something does not fit"
        assert not set(row.candidates.get("candidates_refused", ())) & set(row.gt_items)
        if script := scripts.get(row.context):
            assert {items[name][0].kind for name in candidates} == {script.kind.name}
            for name in candidates:
                assert wishes.verdict(script.wishes, *items[name]) is (name in row.gt_items)
    colors = {spec.main.color for spec, _ in POOL}
    words = [(row, re.sub(r"</?shopper>", "", row.context)) for row in of_any_kind if "trait:color" in row.tags]
    named = [(row, said) for row, said in words if said in colors]
    assert named, "a colour alone"
    for row, said in named:
        candidates = row.candidates["candidates_kind"]
        assert {name for name in candidates if items[name][0].main.color == said} == set(row.gt_items)


def test_what_has_the_refused_is_listed(spoken):
    for row, script in zip(*spoken, strict=True):
        listed = row.candidates.get("candidates_refused", ())
        assert bool(listed) == ("negation" in row.tags) and not set(listed) & set(row.gt_items)
        refusals = [wish for wish in script.wishes if wish.negative]
        for spec, product in POOL:
            if product.id in listed:
                assert any(wish.judge(spec, product) is False for wish in refusals)


@pytest.mark.parametrize("share", [0, 1])
def test_all_or_none_refuse_something(share):
    rows = list(converse.conversations(POOL, 12, seed=3, refusals=share))
    assert [("negation" in row.tags) for row in rows] == [bool(share)] * 12


def test_a_pool_without_near_misses_is_refused():
    with pytest.raises(pool.PoolError, match="too small"):
        list(converse.conversations(POOL[:1], 5, seed=0))
    with pytest.raises(pool.PoolError, match="too small"):
        list(converse.conversations(POOL[:1], 5, seed=0, refusals=1))
    with pytest.raises(pool.PoolError, match="too small"):
        list(converse.exercises(POOL[:1], 5, seed=0))


def lamp(main: Surface, second: Surface | None = None) -> Spec:
    return Spec("x", "table lamp", "home", "dome", main, second, 1)


def test_judges_know_doubt():
    product = POOL[0][1]
    navy_base = lamp(Surface("ceramic", "white", "matte"), Surface("painted metal", "navy", "matte"))
    blue = judges.color_among(("navy", "sky blue"), ("teal",))
    assert blue(lamp(Surface("ceramic", "navy", "matte")), product) is True
    assert blue(lamp(Surface("ceramic", "teal", "matte")), product) is None
    assert blue(navy_base, product) is None
    assert blue(lamp(Surface("ceramic", "red", "matte")), product) is False
    assert judges.is_shiny(lamp(Surface("ceramic", "red", "glossy")), product) is True
    shiny_base = lamp(Surface("ceramic", "red", "matte"), Surface("chrome", "silver", "polished"))
    assert judges.is_shiny(shiny_base, product) is None
    refusal = wishes.negated(wishes.Wish("color", "blue", blue))
    assert refusal.judge(navy_base, product) is None
    assert refusal.judge(lamp(Surface("ceramic", "red", "matte")), product) is True


def test_every_family_can_be_told():
    kind = KINDS["vase"]
    items = [item for item in POOL if item[0].kind == "vase"]
    for family in families.FAMILIES:
        low, high = family.wishes
        wish = wishes.Wish("color", "navy", judges.color_is("navy"), "whole")
        if family.last in ("price", "brand", "size", "use", "rating", "name"):
            wish = wishes.Wish(family.last, "4.5", judges.is_dark, "")
        counts = range(low, high + 1)
        scripts = [
            talk.Script(family, [wish] * n, items[0], items[:1], kind, "vase", kind, items[1], "red") for n in counts
        ]
        assert any(talk._fits(lines, script) for lines in family.scripts for script in scripts), family.name
        for lines in family.scripts:
            assert any(talk._fits(lines, script) for script in scripts), (family.name, lines)


def test_truth_and_feed_are_read_together(tmp_path):
    pool.write_rows(tmp_path / "truth.jsonl", ({**s.as_dict(), "image": f"{s.id}.webp"} for s, _ in POOL[:3]))
    pool.write_rows(tmp_path / "feed.jsonl", (p.as_dict() for _, p in POOL[:3]))
    assert pool.read_pool(tmp_path / "truth.jsonl", tmp_path / "feed.jsonl") == POOL[:3]
    pool.write_rows(tmp_path / "feed.jsonl", (p.as_dict() for _, p in POOL[:2]))
    with pytest.raises(pool.PoolError, match="run stock"):
        pool.read_pool(tmp_path / "truth.jsonl", tmp_path / "feed.jsonl")
    with pytest.raises(pool.PoolError, match="render"):
        pool.read_truth(tmp_path / "none.jsonl")
