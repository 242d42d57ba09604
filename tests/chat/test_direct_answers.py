"""Answers that no search gives: comparisons, counts, advice, questions about the shop, others, and going back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from catalog.schema import Product
from catalog.store import Catalog
from chat.assistant import Assistant, Done
from chat.comparing import compared, differences
from chat.direct_answers import direct_answer
from chat.items import plural
from chat.shop import answer, sells
from chat.shown import Shown
from chat.state import State
from understanding import intent
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import ParsedMessage, parse_message
from understanding.reading import RuleReader

LAMPS = [
    Shown(
        Product("A", "Wren table lamp", "Brass. 45 cm tall.", kind="table lamp", price=60, rating=4.5), "A brass lamp."
    ),
    Shown(
        Product("B", "Otto table lamp", "Ceramic. 38 cm tall.", kind="table lamp", price=45, rating=4.1), "A blue lamp."
    ),
    Shown(Product("C", "Iver table lamp", "Oak.", kind="table lamp", price=80), "An oak lamp."),
]
STATE = State(last=tuple(LAMPS))


@pytest.fixture(scope="module")
def sample():
    with Catalog.open() as catalog:
        yield catalog.connect(), Vocabulary.of(catalog.connect())


@pytest.mark.parametrize(
    ("message", "at"),
    [
        ("compare the first two", (0, 1)),
        ("what's the difference between 1 and 3", (0, 2)),
        ("the second or the last?", (1, 2)),
        ("number two versus number three", (1, 2)),
        ("compare all three", (0, 1, 2)),
        ("how does the third compare", (2, 0)),
        ("Wren or Iver", (0, 2)),
        ("which is bigger", (0, 1)),
        ("compare the first with one under 50 dollars", (0, 1)),
    ],
)
def test_which_products_a_comparison_means(message: str, at: tuple[int, ...]) -> None:
    assert compared(message, LAMPS) == at


def test_nothing_is_compared_with_nothing() -> None:
    assert compared("compare them", LAMPS[:1]) == () and compared("compare them", []) == ()


def test_a_comparison_says_what_differs_and_no_more() -> None:
    words = differences(LAMPS[:2])
    one, other = words.split("; ", 1)
    assert "costs $60" in one and "rated 4.5" in one and "45 cm tall" in one
    assert "costs $45" in other and "rated 4.1" in other and "38 cm tall" in other
    assert "filed" not in words and "is by" not in words
    assert "“Otto table lamp” is the cheaper one and “Wren table lamp” is the better rated one." in words
    unrated = differences([LAMPS[0], LAMPS[2]])
    assert unrated.count("rated") == 1


def said(message: str, kind: str, vocabulary: Vocabulary) -> ParsedMessage:
    return replace(parse_message(message, vocabulary), kind=kind)


@pytest.mark.parametrize(
    ("message", "kind", "words"),
    [
        ("how many lamps do you have", intent.COUNT, ["30 lamps"]),
        ("how many vases are there under 30 dollars", intent.COUNT, ["vases"]),
        ("what do you sell?", intent.HELP, ["380 products", "38 kinds"]),
        ("what brands of rugs do you carry", intent.QUESTION, ["brands of rugs", "Norrvik"]),
        ("what colours do vases come in", intent.QUESTION, ["vases come in", "green ("]),
        ("what's the price range of your mirrors", intent.QUESTION, ["mirrors, from $", " to $"]),
        ("which materials are your bowls made of", intent.QUESTION, ["bowls come in", "ceramic ("]),
        ("list your categories", intent.QUESTION, ["38 kinds"]),
    ],
)
def test_questions_about_the_shop(sample, message: str, kind: str, words: list[str]) -> None:
    connection, vocabulary = sample
    found = direct_answer(STATE, said(message, kind, vocabulary), message, connection, vocabulary)
    assert found is not None and not found.at
    assert all(word in found.text for word in words), found.text


def test_a_count_is_the_catalogs(sample) -> None:
    connection, vocabulary = sample
    [count] = connection.execute("SELECT count(*) FROM products WHERE kind = 'vase' AND price <= 90").fetchone()
    message = "how many vases are there under 90"
    assert answer(message, said(message, intent.COUNT, vocabulary), connection, vocabulary) == f"{count} vases."


@pytest.mark.parametrize(
    ("thing", "sold"), [("sofa", False), ("bath tub", False), ("lamp", True), ("rug", True), ("bag", True)]
)
def test_what_is_sold_is_what_titles_are_of(sample, thing: str, sold: bool) -> None:
    """There are sofa cushions, and no sofas."""
    assert sells(thing, sample[0]) is sold


def test_which_of_these(sample) -> None:
    connection, vocabulary = sample
    found = direct_answer(
        STATE,
        said("which of these is oak?", intent.QUESTION, vocabulary),
        "which of these is oak?",
        connection,
        vocabulary,
    )
    assert found is not None and found.at == (2,) and "3rd" in found.text
    none = direct_answer(
        STATE,
        said("which of these is pink?", intent.QUESTION, vocabulary),
        "which of these is pink?",
        connection,
        vocabulary,
    )
    assert none is not None and none.text.startswith("None of these")


def test_advice_takes_the_first_and_says_why(sample) -> None:
    connection, vocabulary = sample
    advice = direct_answer(
        STATE, said("you pick one", intent.CHOICE, vocabulary), "you pick one", connection, vocabulary
    )
    assert advice is not None and advice.at == (0,)
    assert "I would take “Wren table lamp”" in advice.text and "best rated" in advice.text
    assert (
        direct_answer(State(), said("you pick", intent.CHOICE, vocabulary), "you pick", connection, vocabulary) is None
    )


class Says(RuleReader):
    """Reads by rule, but for the messages whose act a test tells."""

    def __init__(self, vocabulary: Vocabulary, acts: dict[str, str]) -> None:
        super().__init__(vocabulary)
        self._acts = acts

    def read(self, message: str, kinds: Sequence[str] = ()) -> ParsedMessage:
        found = super().read(message)
        return replace(found, kind=self._acts[message]) if message in self._acts else found


def talk(assistant: Assistant, *messages: str) -> list[dict]:
    state, records = State(), []
    for message in messages:
        [done] = [event for event in assistant.turn(state, message, k=3) if isinstance(event, Done)]
        state = done.state
        records.append(done.record)
    return records


def ids(record: dict) -> list[str]:
    return [item["id"] for item in record["items"]]


@pytest.fixture
def reading(assistant):
    found = assistant(None)
    acts = {"others please": intent.MORE, "go back": intent.BACK, "rubbish": intent.COMPLAINT, "nice": intent.SMALLTALK}
    found.reader = Says(found.vocabulary, acts)
    return found


def test_others_are_none_that_were_shown_and_of_the_same_wish(reading) -> None:
    first, others, again = talk(reading, "a cushion under 70", "others please", "others please")
    assert others["constraints"] == first["constraints"] and others["act"] == "request"
    assert not set(ids(first)) & set(ids(others))
    assert not set(ids(again)) & {*ids(first), *ids(others)}


def test_where_there_are_no_others_that_is_said(reading) -> None:
    records = talk(reading, "a cushion under 70", *["others please"] * 12)
    last = records[-1]
    assert last["items"] == [] and "That is all there is" in last["reply"]


def test_a_new_wish_may_show_again_what_was_skipped(reading) -> None:
    first, _, again = talk(reading, "a cushion", "others please", "a cushion please")
    assert set(ids(first)) & set(ids(again))


def test_going_back_shows_what_stood_there_with_its_limits(reading) -> None:
    first, second, back = talk(reading, "a cushion", "under 30", "go back")
    assert ids(back) == ids(first) and back["constraints"] == first["constraints"] != second["constraints"]
    [nowhere] = talk(reading, "go back")
    assert nowhere["items"] == [] and "nothing to go back to" in nowhere["reply"]


def test_a_complaint_is_answered_and_searches_nothing(reading) -> None:
    _, record = talk(reading, "a cushion", "rubbish")
    assert record["act"] == "complaint" and record["items"] == [] and "sorry" in record["reply"]


def test_after_a_question_about_a_kind_the_next_wish_is_of_it(assistant) -> None:
    found = assistant(None)
    found.reader = Says(found.vocabulary, {"how many cushions are there": intent.COUNT})
    count, wish = talk(found, "how many cushions are there", "in blue")
    assert count["act"] == "count" and count["items"] == []
    assert wish["constraints"]["kinds"] == ["cushion"]


@pytest.mark.parametrize(
    ("kind", "many"),
    [
        ("mug", "mugs"),
        ("wall shelf", "wall shelves"),
        ("earrings", "earrings"),
        ("glass", "glasses"),
        ("box", "boxes"),
        ("bench", "benches"),
        ("battery", "batteries"),
        ("tray", "trays"),
        ("brush", "brushes"),
    ],
)
def test_many_of_a_kind(kind: str, many: str) -> None:
    assert plural(kind) == many
