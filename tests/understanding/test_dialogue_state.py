"""What a conversation asks for so far."""

from understanding.dialogue_state import MAX_SEARCHES, DialogueState, track
from understanding.money.budget import Budget


def test_what_is_searched_where_only_limits_were_said():
    assert track(["under 50", "rated 4 and up"]).texts == ("rated 4 and up",)
    assert track(["hello", "", "thanks"]) == DialogueState()
    assert track([]).texts == ()


def test_the_newest_turns_count_and_older_limits_stay():
    so_far = track(["a lamp under 50", *(f"idea {n}" for n in range(200))])
    assert so_far.searches == tuple(f"idea {n}" for n in range(200 - MAX_SEARCHES, 200))
    assert so_far.budget == Budget(None, 50)
