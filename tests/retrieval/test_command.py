"""`python -m retrieval`, with the real encoder, and the measurement of the fusion's weight."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import retrieval.__main__ as command
from catalog.conversations import Conversation, read, write
from catalog.store import Catalog
from chat.query import weigh_turns
from retrieval.errors import RetrievalError
from retrieval.query import Query
from retrieval.tune import WeightReport, recall_by_weight

ROOT = Path(__file__).parents[2]


@pytest.fixture
def conversations(tmp_path):
    asked = "<shopper>a brass lamp</shopper>"
    rows = [
        Conversation(f"{asked}<assistant>Which colour?</assistant><shopper>blue</shopper>", ("s0",)),
        Conversation("<shopper>a silk scarf in ivory</shopper>", ("s53", "nowhere"), tags=("colour",)),
        Conversation("<shopper>anything</shopper>", ()),
        Conversation("<shopper>a steel vase</shopper>", ("unknown",), candidates={"candidates_st": ("s1",)}),
    ]
    write(tmp_path / "talk.jsonl", rows)
    return tmp_path / "talk.jsonl"


def test_search_json(real_shop, capsys):
    assert command.main(["search", "a brass lamp, please", "--catalog", str(real_shop), "--k", "3", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["items"] and len(answer["items"]) == 3
    assert list(answer["items"][0]) == ["id", "title", "score", "dense_rank", "lexical_rank"]
    assert all("brass table lamp" in item["title"] for item in answer["items"])


def test_search_with_filters_and_turns(real_shop, capsys):
    arguments = ["search", "a lamp", "a vase instead", "--catalog", str(real_shop), "--price-max", "100"]
    assert command.main([*arguments, "--kind", "vase", "--in-stock"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert 0 < len(lines) <= 10 and all("vase" in line for line in lines)


def test_candidates(real_shop, conversations, tmp_path, capsys):
    out = tmp_path / "frozen.jsonl"
    arguments = ["candidates", str(conversations), "--catalog", str(real_shop), "--k", "7"]
    assert command.main([*arguments, "--key", "candidates_live", "--out", str(out)]) == 0
    before, after = list(read(conversations)), list(read(out))
    assert [row.context for row in after] == [row.context for row in before]
    assert [row.tags for row in after] == [row.tags for row in before]
    assert after[3].candidates["candidates_st"] == ("s1",)
    assert all(len(set(row.candidates["candidates_live"])) == 7 for row in after)
    for scores in (row.scores["candidates_live"] for row in after):
        assert list(scores) == sorted(scores, reverse=True) and scores[-1] >= 0 and scores[0] <= 1
    assert "s0" in after[0].candidates["candidates_live"] and "s53" in after[1].candidates["candidates_live"]


def test_candidates_of_a_row_are_of_its_own_shop(real_shop, tmp_path):
    said, out = tmp_path / "said.jsonl", tmp_path / "frozen.jsonl"
    asked = [Conversation("<shopper>a brass lamp</shopper>", tags=tags) for tags in (("shop:0",), ("shop:2",), ())]
    write(said, asked)
    arguments = ["candidates", str(said), "--catalog", str(real_shop), "--k", "50", "--shop", "20"]
    assert command.main([*arguments, "--out", str(out)]) == 0
    first, third, none = (row.candidates.get("candidates_live", ()) for row in read(out))
    with Catalog.open(real_shop) as catalog:
        assert len(first) > 0 and {catalog.row(i) for i in first} <= {*range(20)}
        assert len(third) > 0 and {catalog.row(i) for i in third} <= {*range(40, 60)}
    assert none == ()


def test_weigh(real_shop, conversations, capsys):
    assert command.main(["weigh", str(conversations), "--catalog", str(real_shop), "--k", "10"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "dense weight, recall@10 on 3 conversations"
    assert len(lines) == 12 and lines[1].startswith("0.0  0.667")
    assert sum("best" in line for line in lines) == 1


def test_recall_is_a_share_of_conversations_with_answers(retriever):
    texts = (("brass lamp", ("s0", "s1")), ("x", ()), ("vase", ("gone",)))
    rows = [(Query(weigh_turns([text])), answers) for text, answers in texts]
    report = recall_by_weight(retriever, rows, 90, (0.0, 1.0))
    assert report == WeightReport(2, 90, {0.0: 0.5, 1.0: 0.5})
    with pytest.raises(RetrievalError, match="no conversation with gt_items"):
        recall_by_weight(retriever, rows[1:2], 10)
    assert WeightReport(9, 10, {0.0: 0.1, 0.3: 0.4, 0.5: 0.4, 0.7: 0.4, 1.0: 0.2}).best == 0.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", "x", "--catalog", "no/where"], "no catalog at no/where"),
        (["candidates", "no/talk.jsonl", "--out", "x"], "no conversations at no/talk.jsonl"),
        (["weigh", "no/talk.jsonl"], "no conversations at"),
    ],
)
def test_errors_are_one_line(arguments, message, capsys):
    assert command.main(arguments) == 2
    seen = capsys.readouterr()
    assert seen.err.startswith("error: ") and message in seen.err and seen.err.count("\n") == 1 and not seen.out


@pytest.mark.parametrize("options", [["--k", "0"], ["--price-max", "nan"], ["--colour", "red"]])
def test_wrong_usage(options, capsys):
    with pytest.raises(SystemExit) as stop:
        command.main(["search", "x", *options])
    assert stop.value.code == 2
    capsys.readouterr()


def test_importing_loads_no_models():
    program = (
        "import sys, retrieval.__main__, retrieval.search, retrieval.encoder, retrieval.tune\n"
        "bad = {'torch', 'faiss', 'transformers', 'sentence_transformers', 'gradio', 'lavic'}\n"
        "print(sorted(bad & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
