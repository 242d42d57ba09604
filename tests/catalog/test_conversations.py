"""What conversations carry beside the released schema."""

from __future__ import annotations

import json

import pytest

from catalog.conversations import Conversation, ConversationError, from_row, read, write

ROW = {
    "context": "<shopper>a lamp</shopper>",
    "candidates_live": ["a", "b"],
    "scores": {"candidates_live": [1.0, 0.25]},
}


def test_retrieval_scores_come_back_as_written(tmp_path):
    write(tmp_path / "talk.jsonl", [from_row(ROW)])
    (again,) = read(tmp_path / "talk.jsonl")
    assert again == from_row(ROW)
    assert again.scores == {"candidates_live": (1.0, 0.25)}
    assert "scores" not in Conversation("<shopper>a lamp</shopper>").as_row()


@pytest.mark.parametrize("scores", [[1.0], [1.0, 0.5, 0.2], [1.0, float("nan")], ["high", 1]])
def test_scores_that_are_not_the_candidates_are_refused(tmp_path, scores):
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps(ROW | {"scores": {"candidates_live": scores}}))
    with pytest.raises(ConversationError, match=r"talk\.jsonl, line 1"):
        list(read(path))
