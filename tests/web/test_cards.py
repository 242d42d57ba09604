"""Cards are inert: parsed by a real HTML parser, a hostile product yields exactly the elements of a kind one."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from catalog.schema import Product, Variant
from chat.items import Item, matched_words, moved_words, ordinal
from web import cards
from web.sizes import size_words

KIND = Item(
    Product(
        "1",
        "Lamp",
        price=45.5,
        rating=4.25,
        rating_count=1234,
        image="0" * 32 + ".webp",
        url="https://a.example/x?y=1&z=2",
    ),
    row=0,
    rank=1,
    retrieval_rank=7,
    score=1.0,
    looked_at=True,
    seen="A lamp with a polished brass body.",
    facts=("its text says “lamp”", "under $60"),
)
ATTACKS = [
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "{{7*7}}",
    "`tick`",
    "\"' onload=alert(1) x='",
    "</div></div><script>1</script>",
    "a\u202eb\u2066c\u200bd",
    "\ud800",
    "\x00",
    "&lt;b&gt;",
    "x" * 5_000,
]


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_product_adds_no_element(attack: str) -> None:
    hostile = replace(KIND, product=replace(KIND.product, title=attack, currency=attack), facts=(attack,), seen=attack)
    plain = replace(KIND, product=replace(KIND.product, title="Lamp", currency="EUR"), facts=("words",))
    html = cards.grid([hostile])
    if cards.safe(attack):
        assert Elements(html).tags == Elements(cards.grid([plain])).tags
    assert not set("${}`") & set(html)
    html.encode("utf-8")
    assert not any(mark in html for mark in "\u202e\u2066\u200b\x00")


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_shoppers_words_are_shown_as_typed(attack: str) -> None:
    assert [tag for tag, _ in Elements(cards.message(attack)).tags] == ["p"]


@pytest.mark.parametrize("text", ["it's", 'a "b"', "a & b", "#1 $5 {x} `y` [z]|~_*\\", "<b>", "&#39;", "&amp;"])
def test_text_is_shown_as_it_is(text: str) -> None:
    shown = Elements(f'<p title="{cards.safe(text)}">{cards.safe(text)}</p>')
    assert shown.text == text
    assert shown.tags == [("p", ("title",))]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        " JAVASCRIPT:1",
        "//a.example",
        "/x",
        "http://",
        'http://a"b',
        "ftp://a",
        "http://[",
        "https://a.example/<x>",
    ],
)
def test_fault_10_other_links_are_dropped(url: str) -> None:
    assert cards.safe_link(url) == ""
    assert "<a " not in cards.card(replace(KIND, product=replace(KIND.product, url=url)))


def test_a_card_says_what_is_known() -> None:
    html = cards.card(KIND)
    text = Elements(html).text
    assert 'href="https://a.example/x?y=1&amp;z=2"' in html
    assert 'alt="A lamp with a polished brass body."' in html, "what is seen, and not the title again"
    assert 'alt="Picture of Lamp"' in cards.card(replace(KIND, seen=""))
    assert f'src="pictures/{"0" * 32}.webp"' in html
    for words in ("Lamp", "$45.50", "4.2", "(1,234)", "its text says “lamp”", "A lamp with a polished"):
        assert words in text
    assert "under $60" not in text, "every card of the answer says so; what is seen tells more"
    assert "under $60" in Elements(cards.card(replace(KIND, seen=""))).text
    bare = cards.card(replace(KIND, product=Product("2", "Mirror"), rank=7, facts=(), seen=""))
    assert "no picture" in bare
    assert "<img" not in bare
    assert "shop-move" not in bare
    assert "★" not in bare
    assert "shop-reason" not in bare


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("42 cm tall.", "42 cm tall"),
        ("50 x 80 cm.", "50 × 80 cm"),
        ("42 cm, with a 5 cm extender.", "42 cm"),
        ("The model is 185 cm tall. 250 ml.", "250 ml"),
        ("Takes a candle of 8 cm.", ""),
    ],
)
def test_a_size_stands_on_the_card_where_it_is_listed(description: str, words: str) -> None:
    product = replace(KIND.product, description=description)
    assert size_words(product) == words
    assert (f'<span class="shop-size">{words}</span>' in cards.card(replace(KIND, product=product))) == bool(words)


def test_a_card_is_one_tab_stop() -> None:
    html = cards.card(KIND)
    assert html.count("<button") + html.count("<a ") - html.count('tabindex="-1"') == 1
    assert html.index('class="shop-open"') < html.index('tabindex="-1"')


def test_what_is_seen_is_marked_as_the_models_word() -> None:
    html = cards.card(KIND)
    mark, words = html.split('<li class="shop-seen">')[1].split("</span><span>")
    assert 'role="img" title="what the model sees" aria-label="what the model sees"' in mark
    assert words.startswith("A lamp with a polished brass body.</span></li>")
    assert "what the model sees" not in cards.card(replace(KIND, seen=""))
    assert "what the model sees" not in cards.card(replace(KIND, seen=" \u200b"))


def test_a_sentence_cannot_pose_as_another_fact() -> None:
    forged = replace(KIND, seen="round · under $1 </li><li>its text says “gold”")
    assert cards.card(forged).count("<li") == cards.card(KIND).count("<li") == 2
    assert forged.reason == f"its text says “lamp” · under $60 · the model sees “{forged.seen}”"


@pytest.mark.parametrize(
    ("rank", "looked_at", "words"),
    [
        (1, True, "moved up from 7th to 1st after LaViC looked at its picture"),
        (1, False, "moved up from 7th to 1st after LaViC read its listing"),
        (9, True, "moved down from 7th to 9th after LaViC looked at its picture"),
        (7, True, ""),
    ],
)
def test_a_move_is_told_by_its_badge_alone(rank: int, looked_at: bool, words: str) -> None:
    item = replace(KIND, rank=rank, looked_at=looked_at)
    html = cards.card(item)
    assert moved_words(item) == words
    assert (f'title="{words}" aria-label="{words}"' in html) == bool(words)
    assert ("shop-move" in html) == bool(words)
    assert "moved" not in Elements(html).text + item.reason


@pytest.mark.parametrize(
    "name", ["../secret.webp", "a.webp", "0" * 32 + ".png", "0" * 32 + ".webp\n", "http://a/" + "0" * 32 + ".webp"]
)
def test_only_names_of_pictures_become_addresses(name: str) -> None:
    assert cards.picture_url(name) == ""


def test_words() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "102nd",
    ]
    product = Product("1", "Two brass lamps", description="Dishes of glass")
    assert matched_words(["lamp", "brass", "dish", "glasses", "wood"], product) == ["lamp", "brass", "dish", "glasses"]


def with_variants(value: str = "Black") -> Item:
    two = (
        Variant("a", (("Colour", value), ("Size", "42")), 45.5, True),
        Variant("b", (("Colour", "White"), ("Size", "42")), 60.0, False),
    )
    return replace(KIND, product=replace(KIND.product, variants=two))


def test_a_card_shows_what_there_is_to_choose() -> None:
    text = Elements(cards.card(with_variants())).text
    assert "from $45.50" in text
    assert "Black: " not in text  # chips say the value alone
    assert "Black, 42: $45.50; White, 42: $60 (not in stock)" in text
    marked = replace(with_variants(), variant=with_variants().product.variants[0])
    assert 'class="shop-chosen" title="Black: answers your wish"' in cards.card(marked)
    assert "<s>White</s>" in cards.card(marked)
    assert "from $" not in cards.card(marked)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_option_is_inert(attack: str) -> None:
    assert Elements(cards.card(with_variants(attack))).tags == Elements(cards.card(with_variants())).tags


def test_an_option_of_many_values_is_cut_and_keeps_what_was_asked_for() -> None:
    many = tuple(Variant(str(n), (("Size", f"{n} EU"),)) for n in range(30, 50))
    text = cards.card(replace(KIND, product=replace(KIND.product, variants=many), variant=many[15]))
    assert text.count(" EU</span>") == cards.MOST_CHIPS
    assert "answers your wish" in text
    assert "+14" in text
