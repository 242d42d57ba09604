"""A shopper's own photo: what it finds, what words do to it, how it is taken off, and files that are none."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from catalog.pictures import PictureError
from chat.photo import Eye, Photo
from chat.state import State
from retrieval.search import Retriever
from web.session import PHOTO_OFF, AppState, Session, refined, retried, turns

TEAL = {f"P{number:02d}" for number in range(36) if number % 6 == 1}
CUSHIONS = {f"P{number}" for number in range(18, 24)}


def last(steps) -> Session:
    *_, session = steps
    return session


def ids(record: dict[str, Any]) -> list[str]:
    return [item["id"] for item in record["items"]]


def ask(assistant, message: str, photo: Photo | None, state: State | None = None, k: int = 5):
    *_, done = assistant.turn(state or State(), message, photo, k=k)
    return done.state, done.record


def test_a_photo_alone_finds_what_looks_like_it(assistant, ranker, photo_of, shop) -> None:
    state, record = ask(assistant(ranker), "", photo_of("teal"))
    pictured = {id for id in TEAL if shop.product(id).image}
    assert set(ids(record)[: len(pictured)]) == pictured
    assert record["engine"] == "retrieval", "there are no words that the model could rank by"
    assert ranker.calls == []
    assert "these look most like it" in record["reply"]
    assert record["items"][0]["reason"].startswith("most like your photo")
    assert record["constraints"] == {}, "what was sent is no limit of the words"
    assert list(record["timings_ms"]) == ["see", "retrieve", "rank", "total"]
    assert state.photo is not None and state.photo.states is not None and state.photo.picture == b""


@pytest.mark.parametrize("words", ["something like this", "find the same as in my photo", "hi", "😀", "is it this?"])
def test_words_that_only_point_at_the_photo_change_nothing(assistant, photo_of, words: str) -> None:
    _, alone = ask(assistant(None), "", photo_of("olive"))
    _, pointed = ask(assistant(None), words, photo_of("olive"))
    assert ids(pointed) == ids(alone)


def test_a_kind_in_words_is_a_limit_and_the_photo_orders_within_it(assistant, photo_of) -> None:
    _, record = ask(assistant(None), "a cushion like this", photo_of("teal"), k=6)
    assert set(ids(record)) == CUSHIONS - {"P22"}, "all that have a picture"
    assert ids(record)[0] == "P19"
    assert record["constraints"]["kinds"] == ["cushion"]


@pytest.fixture
def shows_a_stool(monkeypatch) -> list[int]:
    """The catalog recognizes a stool in every photo; how often it was asked."""
    asked: list[int] = []
    monkeypatch.setattr(Retriever, "kinds_shown", lambda self, photo: asked.append(1) or ("stool",))  # type: ignore[func-returns-value]
    return asked


@pytest.mark.parametrize("words", ["", "this, but in crimson", "something like this under 90"])
def test_the_kind_that_the_photo_shows_is_a_limit_that_can_be_taken_off(
    assistant, photo_of, shop, shows_a_stool, words: str
) -> None:
    app = AppState(shop, assistant(None))
    session = last(turns(app, Session(), words, photo_of("teal")))
    assert session.state.wanted.kinds == ("stool",)
    assert {shown.product.kind for shown in session.state.last} == {"stool"}
    free = last(refined(app, session, "drop", "kind="))
    assert free.state.wanted.kinds == () and free.state.photo == photo_of("teal")
    assert len({shown.product.kind for shown in free.state.last}) > 1
    after = last(turns(app, free, "in crimson"))
    assert after.state.wanted.kinds == () and shows_a_stool == [1], "it is looked for when the photo comes, once"


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("a cushion like this", ("cushion",)),
        ("a rug that goes with this", ()),
        ("something in this colour", ()),
        ("show me something else like this", ()),
    ],
)
def test_words_that_name_another_thing_leave_none_to_the_photo(
    assistant, photo_of, shows_a_stool, words: str, kinds: tuple[str, ...]
) -> None:
    state, _ = ask(assistant(None), words, photo_of("teal"))
    assert state.wanted.kinds == kinds and shows_a_stool == []


def test_words_that_contradict_the_photo_win(assistant, ranker, photo_of) -> None:
    for message in ("this, but not teal", "the same cushion, but not teal"):
        _, record = ask(assistant(ranker), message, photo_of("teal"), k=10)
        assert not TEAL & set(ids(record))
    _, record = ask(assistant(None), "this, but in crimson", photo_of("teal"))
    seen = [item["reason"] for item in record["items"]]
    assert "crimson" in seen[0]


def test_the_photo_counts_until_it_is_taken_off(assistant, photo_of, shop) -> None:
    app = AppState(shop, assistant(None))
    first = last(turns(app, Session(), "", photo_of("teal")))
    assert 'alt="The photo that you sent"' in first.said[0].html
    assert "data:image/webp;base64," in first.said[0].html
    second = last(turns(app, first, "a cushion"))
    assert second.state.last[0].product.id == "P19"
    off = last(refined(app, second, "drop", "photo="))
    assert off.state.photo is None
    assert {shown.product.id for shown in off.state.last} <= CUSHIONS
    assert off.undone().state.photo == photo_of("teal")
    nothing_left = last(refined(app, first, "drop", "photo="))
    assert nothing_left.said[-1].text == PHOTO_OFF
    assert last(turns(app, nothing_left, "a stool")).state.wanted.searches == ("a stool",)


def test_a_photo_is_part_of_undo_edit_and_asking_again(assistant, photo_of, shop) -> None:
    app = AppState(shop, assistant(None))
    first = last(turns(app, Session(), "a stool like this", photo_of("teal")))
    assert (first.asked, first.sent) == ("a stool like this", photo_of("teal"))
    assert first.sent.states is not None, "asked again, it is not looked at again"
    assert first.undone().state.photo is None
    assert first.undone().redone() == first
    assert last(retried(app, first)).state == first.state
    alone = last(turns(app, Session(), "", photo_of("teal")))
    assert last(retried(app, alone)).state == alone.state


def test_another_photo_takes_its_place(assistant, photo_of) -> None:
    state, _ = ask(assistant(None), "a cushion", photo_of("teal"))
    state, record = ask(assistant(None), "", photo_of("salmon"), state)
    assert state.photo == photo_of("salmon") != photo_of("teal")
    assert ids(record)[0] == "P23"


class Failing:
    fingerprint = "mean-colour"

    def __init__(self, how: Any) -> None:
        self.how = how

    def states(self, images: Any) -> np.ndarray:
        if isinstance(self.how, BaseException):
            raise self.how
        return self.how


@pytest.mark.parametrize("how", [RuntimeError("CUDA out of memory"), MemoryError(), np.full((1, 5, 3), np.nan)])
def test_an_eye_that_fails_costs_the_photo_and_no_more(assistant, photo_of, how, caplog) -> None:
    failing = assistant(None, eye=Eye(lambda: Failing(how), "mean-colour"))
    state, record = ask(failing, "a cushion", photo_of("teal"))
    assert set(ids(record)) <= CUSHIONS
    assert "I could not look at your photo this time, so only your words count." in record["reply"]
    assert "CUDA" not in record["reply"]
    assert state.photo is None
    _, alone = ask(failing, "", photo_of("teal"))
    assert alone["items"] == []
    assert "in words what you are looking for" in alone["reply"]
    assert "could not be looked at" in caplog.text


def test_another_models_eye_is_never_compared(assistant, photo_of, caplog) -> None:
    stranger = assistant(None, eye=Eye(lambda: Failing(np.zeros((1, 5, 3), np.float16)), "another"))
    _, record = ask(stranger, "a cushion", photo_of("teal"))
    assert "could not look at your photo" in record["reply"]
    assert "start with the catalog's model, or rebuild the catalog" in caplog.text


def test_the_tower_is_loaded_at_the_first_photo_and_once(assistant, photo_of) -> None:
    loaded = []
    one = np.full((1, 5, 3), 0.5, np.float16)
    lazy = assistant(None, eye=Eye(lambda: loaded.append(1) or Failing(one), "mean-colour"))  # type: ignore[func-returns-value]
    state, _ = ask(lazy, "a cushion", None)
    assert loaded == []
    for color in ("teal", "olive"):
        ask(lazy, "", photo_of(color), state)
    assert loaded == [1]


def test_what_is_kept_of_a_photo() -> None:
    large = Image.effect_noise((3000, 1500), 80).convert("RGB")
    out = io.BytesIO()
    large.save(out, "JPEG", exif=b"Exif\x00\x00secret")
    photo = Photo.of(out.getvalue())
    assert Image.open(io.BytesIO(photo.thumbnail)).size == (160, 80)
    assert max(Image.open(io.BytesIO(photo.picture)).size) == 1024
    assert b"secret" not in photo.picture + photo.thumbnail
    posted = base64.b64encode(out.getvalue()).decode()
    assert Photo.posted(posted) == Photo.posted(f"data:image/jpeg;base64,{posted}") == photo


def test_a_small_file_that_is_a_huge_picture_is_refused_before_decoding() -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 10_000)).save(out, "PNG")
    with pytest.raises(PictureError, match="pixels"):
        Photo.posted(base64.b64encode(out.getvalue()).decode())


@pytest.mark.parametrize(
    "posted", ["unreadable", "data:image/png;base64,", "data:,x", "/etc/passwd", "PHN2Zy8+", "é", "QUJD" * 1000]
)
def test_what_is_no_photo_is_refused(posted: str) -> None:
    with pytest.raises(PictureError):
        Photo.posted(posted)
