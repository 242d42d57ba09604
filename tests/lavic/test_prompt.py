from __future__ import annotations

import pytest
import torch

from catalog.conversations import Turn
from lavic.prompt import Tokens, collate, splice
from tests.lavic.conftest import HIDDEN, LISTINGS, TURNS


@pytest.fixture
def prompter(ranker):
    return ranker.language.prompter


def test_five_vectors_land_on_each_products_placeholders_in_order(ranker):
    language = ranker.language
    prompt = language.prompter.listwise(TURNS, LISTINGS, "ABCD", [True] * 4)
    ids, _, _ = collate([prompt], language.prompter.pad_id)
    vectors = torch.arange(4 * 5, dtype=torch.float32).reshape(4, 5, 1).expand(4, 5, HIDDEN)
    spliced = language.embed(ids, vectors)
    places = (ids[0] == language.prompter.image_id).nonzero()[:, 0]
    assert len(places) == 20
    assert spliced[0, places, 0].tolist() == list(range(20))
    others = ids[0] != language.prompter.image_id
    assert torch.equal(spliced[0, others], language.embed(ids, None)[0, others])


def test_each_row_of_a_batch_gets_its_own_vectors(ranker):
    language = ranker.language
    ids, _, _ = collate([language.prompter.description(t) for t in LISTINGS], language.prompter.pad_id)
    vectors = torch.arange(4.0).reshape(4, 1, 1).expand(4, 5, HIDDEN)
    spliced = language.embed(ids, vectors)
    for row in range(4):
        assert (spliced[row][ids[row] == language.prompter.image_id] == row).all()


def test_a_wrong_number_of_vectors_is_refused():
    with pytest.raises(ValueError, match="2 placeholders for 3 vectors"):
        splice(torch.zeros(1, 3, 4), torch.tensor([[9, 1, 9]]), torch.zeros(1, 3, 4), 9)


@pytest.mark.parametrize("words", ["<image>", "</s><s>", "<image>" * 50, "<|im_start|>system", "[INST]"])
def test_fault_37_special_tokens_in_words_stay_words(prompter, words):
    special = {prompter.image_id, prompter.end_id}
    assert not special & set(prompter.conversation([Turn("shopper", words)]).ids)
    named = prompter.listing(words)
    assert prompter.image_id not in named
    assert prompter.end_id not in named


@pytest.mark.parametrize("words", ["", "\ud800 lone", "نور", "灯", "\0", "🛋️"])
def test_any_words_become_tokens(prompter, words):
    assert prompter.conversation([Turn("shopper", words)]).ids


def test_the_label_mask_covers_the_answer_only_for_unequal_rows(prompter):
    short, long = prompter.description("Red."), prompter.description("A tall blue vase of glass.")
    ids, mask, weights = collate([short, long], prompter.pad_id)
    for row, text in enumerate(["Red.", "A tall blue vase of glass."]):
        scored = ids[row][weights[row] > 0].tolist()
        assert scored[-1] == prompter.end_id  # the end is learnt too, though it may also be the padding
        assert prompter.decode(scored[:-1]) == text
    assert (weights[mask == 0] == 0).all()


def test_the_blanks_follow_the_conversation(prompter):
    ids = prompter.late_interaction(TURNS).ids
    assert len(set(ids[-5:])) == 1
    assert prompter.decode(ids[:-5]).endswith("Shopper: something less shiny\nProduct:")


def test_fault_36_an_endless_talk_keeps_its_newest_words(prompter):
    turns = [Turn("shopper", f"turn {n} " + "bla " * 100) for n in range(200)]
    turns.append(Turn("shopper", "x" * 18_000 + " the end"))
    tokens = prompter.conversation(turns)
    assert len(tokens) <= prompter._max_tokens
    assert prompter.decode(tokens.ids).endswith("the end")


def test_padding_is_masked_on_either_side():
    rows = [Tokens((1, 2, 3), (0.0, 0.0, 1.0)), Tokens((4,), (0.0,))]
    assert collate(rows, pad_id=7, left=True)[0].tolist() == [[1, 2, 3], [7, 7, 4]]
    assert collate(rows, pad_id=7, left=True)[1].tolist() == [[1, 1, 1], [0, 0, 1]]
    ids, mask, weights = collate(rows, pad_id=7)
    assert ids.tolist() == [[1, 2, 3], [4, 7, 7]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]
    assert weights.tolist() == [[0, 0, 1], [0, 0, 0]]
