"""A wish within a long post, by the shipped encoder and classifier; the stories here are not learnt from."""

from __future__ import annotations

import pytest

from understanding import intent
from understanding.asides.classifier import MAX_SENTENCES, sentences_of
from understanding.reading import LearntReader

STORY = "We finally got the keys last week and I have been eating noodles off a cardboard box ever since. "
SHY = "I never know how to put these things, and my cousin says I overthink everything. "
THANKS = " Thanks so much to whoever reads this, you are stars! Off to bed now, it has been a day."


@pytest.mark.parametrize(
    "wish",
    [
        "I want a round mirror in brass.",
        "A mug, deep blue, under 30.",
        "Have you got a rug that goes with grey?",
        "a wall clock, nothing shiny.",
        "It should be a tall vase. No flowers on it please. I can spend 60.",
        "P0258.",
    ],
)
def test_a_post_is_read_as_its_wish(reader: LearntReader, wish: str) -> None:
    """Whatever was told around it: the same limits, the same act, and the model reads no more than the wish."""
    alone, within = reader.read(wish), reader.read(f"{STORY}{SHY}{wish}{THANKS}")
    for part in ("kind", "named", "budget", "sizes", "refused", "sort"):
        assert getattr(within, part) == getattr(alone, part)
    assert "noodles" not in within.text and "stars" not in within.text


@pytest.mark.parametrize(
    "message",
    [
        "thanks, that was lovely. now a rug",
        "My mother is turning seventy next week. A necklace?",
        "Nothing. None of this is any use.",
    ],
)
def test_a_short_message_is_left_as_it_is(reader: LearntReader, message: str) -> None:
    assert reader.read(message).text == message


def test_what_is_said_for_whom_and_where_stays(reader: LearntReader) -> None:
    bears = "It is for my mother, who only wears silver. A necklace or a bracelet. The clasp must be easy to open."
    assert reader.read(f"{STORY}{bears}{THANKS}").text.startswith(bears)


def test_a_post_that_is_nothing_but_a_story_stays_whole(reader: LearntReader) -> None:
    assert reader.read(f"{STORY}{THANKS}").text == " ".join(f"{STORY}{THANKS}".split())


def test_a_parcel_that_never_came_is_no_aside(reader: LearntReader) -> None:
    told = "I ordered a vase from you on the third of May and paid at once. It has not arrived. Where is my parcel? "
    assert reader.read(f"{told}{THANKS}").kind == intent.SERVICE


def test_a_run_on_sentence_is_told_apart_by_its_clauses() -> None:
    text = "so " + "word " * 14 + ", and i want a red vase, but my sister " + "word " * 14
    assert sentences_of(text)[1] == "and i want a red vase"
    assert len(sentences_of("one. " * 300)) == MAX_SENTENCES
