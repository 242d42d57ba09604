"""What a sentence names, counted against the specification."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.__main__ import main
from studio.grade import NAMED, grade, named
from studio.spec import Spec, Surface

LAMP = Spec("a", "table lamp", "home", "dome", Surface("ceramic", "teal", "glossy", "plain", ""), None, 1)
RING = Spec("b", "ring", "fashion", "band", Surface("brass", "gold", "polished", "plain", ""), None, 2)


@pytest.mark.parametrize(
    ("spec", "sentence", "right"),
    [
        (LAMP, "A dome table lamp in glossy teal ceramic.", (1, 1, 1, 1, 1, 1)),
        (LAMP, "Table lamps, teal and glossy.", (1, 1, 0, 1, 1, 1)),
        (LAMP, "A teal vase in matte ceramic.", (0, 1, 1, 0, 1, 0)),
        (LAMP, "A table lamp in tealish glass.", (1, 0, 0, 0, 0, 0)),
        (LAMP, "", (0, 0, 0, 0, 0, 0)),
        (RING, "A ring in brass.", (1, 1, 1, 0, 1, 1)),
        (RING, "An earring in gold.", (0, 1, 0, 0, 0, 0)),
    ],
)
def test_words_count_as_whole_words(spec, sentence, right):
    assert tuple(named(spec, sentence).values()) == tuple(map(bool, right))


def test_a_product_without_a_sentence_counts_as_wrong():
    report = grade([LAMP, RING], {"a": "A teal ceramic table lamp."})
    assert report["n"] == 2
    assert all(report[name] == 0.5 for name in NAMED if name != "finish")
    assert report["finish"] == 0


def test_the_sentences_of_a_catalog_are_graded_where_it_stores_them(capsys, monkeypatch):
    sample = Path(__file__).parents[2] / "catalog" / "sample"
    command = ["grade", str(sample / "shop"), "--truth", str(sample / "truth.jsonl")]
    monkeypatch.setattr("sys.argv", ["studio", *command])
    assert main() == 0
    shares = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert shares["n"] == "380" and float(shares["kind"]) > 0.8
