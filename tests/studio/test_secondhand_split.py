"""Who is held out: whole people, never the two biggest, and no more than are needed."""

from studio.secondhand_split import ALWAYS_TRAINING, WANTED, held_out_people


def rows(**counts: int) -> list[dict[str, object]]:
    return [{"person": person, "shown": "hanging"} for person, count in counts.items() for _ in range(count)]


def test_people_are_drawn_until_there_are_enough_photographs() -> None:
    annotations = rows(**{str(n): 40 for n in range(1, 21)}, **dict.fromkeys(ALWAYS_TRAINING, 400))
    held = held_out_people(annotations)
    assert len(held) == -(-WANTED // 40)
    assert not held & ALWAYS_TRAINING
    assert held == held_out_people(reversed(annotations))


def test_what_is_worn_does_not_count_but_its_person_is_held_out_whole() -> None:
    annotations = [{"person": "1", "shown": "worn"}, *rows(**{"1": 10, "2": 10})]
    assert held_out_people(annotations) == {"1", "2"}
