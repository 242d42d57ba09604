"""How well a wish is heard within a long post: `python -m benchmarks.asides first-sample second-sample`.

Each conversation of one message that is checked for its first product is asked as it stands, and once more between two
halves of a story, drawn by a seed, that say nothing of what is wanted. None of these sentences is trained on.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.talk import SETS, SHOWN, STRANGERS, judged, shop_of
from catalog.command_line import add_options, argument, made

SEED = 7
BEFORE = (
    "I should say that I am writing on behalf of my uncle, who does not trust computers. He is eighty-one and "
    "sharper than all of us. We sat over tea this morning and he dictated what follows.",
    "so me and my mate split the rent since september and the place is a tip, his words not mine. we made a deal "
    "that each of us sorts out one thing a week, and guess whose turn it is.",
    "Good day to you all! Last Thursday I slipped on the stairs, nothing broken, but the doctor wants me at home "
    "until the tenth. So there is finally time for the things that I never get round to.",
    "We've just come back from two weeks on the coast and the house felt so sad when we opened the door, you know "
    "that feeling. The suitcases are still in the corridor. I put the kettle on and began to google, and then my "
    "sister mentioned you.",
    "ok this might get long. I had a whole message typed out and then the app closed, argh. Second try. I'm a bus "
    "driver, early shift, and by the time I'm home all the nice places have shut.",
    "Our book club meets every other Tuesday and this month it's at mine, for the first time since the baby. "
    "Everyone there is terribly elegant. I have lain awake over it, which my partner finds hilarious.",
)
AFTER = (
    "He says thank you and that he will be sitting by the phone. I told him that it does not work like that. "
    "Regards, Petra",
    "no stress if not, i can ask around at work too. cheers everyone and sorry for the novel",
    "If I don't answer at once it is because I am asleep, these pills knock me out. Bless you all for the patience.",
    "My sister sends her love, she's been a customer for ages and could not stop raving about it. Right, off to "
    "unpack!",
    "Would be amazing if somebody replied before my shift on Wednesday. I owe you a beer.",
    "I know, first-world problems. But it would make me so happy and I could sleep again.",
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    sets: tuple[str, ...] = argument(f"of: {', '.join(SETS)}", choices=SETS, metavar="SET")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.asides", description="Wishes within long posts.")
    add_options(parser, Asked)
    for name in made(Asked, parser.parse_args(arguments)).sets:
        right: dict[str, list[bool]] = {}
        for measure, found in _judged(name):
            right.setdefault(measure, []).append(found)
        figures = {measure: round(sum(found) / len(found), 3) for measure, found in sorted(right.items())}
        print(json.dumps({"set": name, "n": len(right["plain first"]), **figures}))
    return 0


def _judged(name: str) -> Iterator[tuple[str, bool]]:
    from chat.conversation import converse
    from chat.opening import open_assistant, open_catalog

    rng = random.Random(SEED)
    conversations = [json.loads(line) for line in (STRANGERS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder, open_catalog(shop_of(name, Path(folder))) as catalog:
        assistant = open_assistant(catalog, "tiny", None, "auto")
        for conversation in conversations:
            [message, *others], [check, *_] = conversation["messages"], conversation["checks"]
            if others or not isinstance(message, str) or "first" not in check:
                continue
            end = "" if message.rstrip()[-1:] in ".!?" else "."
            post = f"{rng.choice(BEFORE)} {message}{end} {rng.choice(AFTER)}"
            for way, text in (("plain", message), ("post", post)):
                [turn] = converse(assistant, [text], SHOWN)
                yield from ((f"{way} {measure}", right) for measure, right in judged(check, turn).items())


if __name__ == "__main__":
    raise SystemExit(main())
