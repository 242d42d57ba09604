"""How well strangers are understood: `python -m benchmarks.talk second-sample second-kitchen`.

Plays conversations that were written without knowing the code (`benchmarks/strangers/`), each with what must hold after
every message, and counts: the state right (act and limits), the first product right, the reply fitting, and all of it
right in a whole conversation. `first-...` were looked at to mend by, `second-...` were not. A file named `...-sample`
is about the shop at `catalog/sample`, any other too about the one of that name, or about the feed beside it, which is
built first. `--failures` tells each
that was wrong: whoever reads those of a set has used it up.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from catalog.command_line import add_options, argument, made, option
from catalog.store import SAMPLE, Catalog

STRANGERS = Path(__file__).with_name("strangers")
SETS = tuple(sorted(path.stem for path in STRANGERS.glob("*.jsonl")))
MEASURES = ("state", "first", "reply", "none shown", "all")
"""Of messages but the last, which is of conversations."""
SHOWN = 5
"""Products of an answer that must not be among those which a check excludes."""
DRAWS, SEED = 10_000, 0
"""Of the bootstrap over conversations."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    sets: tuple[str, ...] = argument(f"of: {', '.join(SETS)}", choices=SETS, metavar="SET")
    failures: bool = option(False, "tell each message that was answered wrongly")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.talk", description="How well strangers are understood.")
    add_options(parser, Measured)
    options = made(Measured, parser.parse_args(arguments))
    results = []
    for name in options.sets:
        conversations = [json.loads(line) for line in (STRANGERS / f"{name}.jsonl").read_text("utf-8").splitlines()]
        with tempfile.TemporaryDirectory() as folder:
            answers = list(_answers(conversations, shop_of(name, Path(folder))))
        judged = [judged_all(one, turns) for one, turns in zip(conversations, answers, strict=True)]
        results += judged
        _report(name, judged)
        if options.failures:
            _tell(conversations, answers, judged)
    if len(options.sets) > 1:
        _report("together", results)
    return 0


def shop_of(name: str, folder: Path) -> Path:
    """A built catalog: of a feed beside the conversations, or one that ships."""
    shop = name.split("-", 1)[1]
    feed = STRANGERS / f"{shop}.csv"
    if not feed.is_file():
        return SAMPLE.parents[1] / shop
    from catalog.__main__ import main as catalog

    if catalog(["build", str(feed), "--out", str(folder / "shop")]):
        raise SystemExit(f"{feed.name} could not be built")
    return folder / "shop"


def _answers(conversations: Sequence[Mapping[str, Any]], shop: Path) -> Iterator[list[dict[str, Any]]]:
    from chat.conversation import converse
    from chat.opening import open_assistant, open_catalog

    with open_catalog(shop) as catalog:
        assert isinstance(catalog, Catalog)
        assistant = open_assistant(catalog, "tiny", None, "auto")
        for conversation in conversations:
            yield converse(assistant, conversation["messages"], SHOWN)


def judged_all(conversation: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]) -> dict[str, list[bool]]:
    """For each measure whether it was right, a value for each message that is checked for it."""
    found: dict[str, list[bool]] = {measure: [] for measure in MEASURES}
    for check, turn in zip(conversation["checks"], turns, strict=True):
        for measure, right in judged(check, turn).items():
            found[measure].append(right)
    found["all"] = [all(right for values in found.values() for right in values)]
    return found


def judged(check: Mapping[str, Any], turn: Mapping[str, Any]) -> dict[str, bool]:
    """For the measures that one message is checked for, whether they are right."""
    found, ids = {}, [item["id"] for item in turn["items"]]
    if "act" in check or check.get("constraints"):
        found["state"] = not wrong_state(check, turn)
    if "first" in check or "none_of" in check:
        first = "first" not in check or (bool(ids) and ids[0] in check["first"])
        found["first"] = first and set(ids[:SHOWN]).isdisjoint(check.get("none_of", ()))
    if "reply_any" in check:
        reply = turn["reply"].lower().replace("’", "'")
        found["reply"] = any(words in reply for words in check["reply_any"])
    if check.get("no_items"):
        found["none shown"] = not ids
    return found


def wrong_state(check: Mapping[str, Any], turn: Mapping[str, Any]) -> list[str]:
    """The names of what is wrong in act and limits; only what the check names is looked at."""
    held, wanted = turn["constraints"], check.get("constraints", {})
    acts = [check["act"]] if isinstance(check.get("act"), str) else check.get("act", [turn["act"]])
    wrong = [] if turn["act"] in acts else ["act"]
    tolerance = wanted.get("price_tolerance", 0)
    for name, value in wanted.items():
        if name == "price_tolerance":
            continue
        if not _holds(name, value, held, tolerance):
            wrong.append(name)
    return wrong


def _holds(name: str, value: Any, held: Mapping[str, Any], tolerance: float) -> bool:
    match name:
        case "kinds":
            return _kinds(held.get("kinds", ())) == _kinds(value or ())
        case "kinds_any":
            return any(_kinds(held.get("kinds", ())) == _kinds(some) for some in value)
        case "price_max" | "price_min" | "rating_min":
            if value is None or name not in held:
                return value is None and name not in held
            return abs(held[name] - value) <= (abs(value) * tolerance if name != "rating_min" and tolerance else 0.011)
        case "without":
            refused = [_plain(term) for term in held.get("without", ())]
            return all(any(_singular(_plain(word)) in term for term in refused) for word in value)
        case "brands":
            return {*map(_plain, held.get("brands", ()))} == {*map(_plain, value)}
        case "sizes" | "in_stock":
            return bool(held.get(name)) == bool(value)
        case "sort":
            return held.get("sort") in (value if isinstance(value, list) else [value])
    raise ValueError(f"unknown constraint {name!r} in a check")


def _kinds(names: Sequence[str]) -> set[str]:
    """Without regard to number, and to where in the shop they are filed."""
    return {" ".join(map(_singular, _plain(re.split(r"[>/|]", name)[-1]).split())) for name in names}


def _singular(word: str) -> str:
    if re.search("(?:xes|ches|shes|sses)$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower().replace("&", " and ").replace("-", " "))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _report(name: str, judged: Sequence[Mapping[str, Sequence[bool]]]) -> None:
    """Prints one JSON line: for each measure the share that is right, n, and a 95 % interval."""
    report: dict[str, Any] = {"set": name, "conversations": len(judged)}
    rng = np.random.default_rng(SEED)
    draws = rng.integers(0, len(judged), (DRAWS, len(judged)))
    for measure in MEASURES:
        right, count = (np.array([f(one[measure]) for one in judged], float) for f in (sum, len))
        if count.sum():
            shares = right[draws].sum(axis=1) / np.maximum(count[draws].sum(axis=1), 1)
            low, high = np.quantile(shares, (0.025, 0.975))
            share = right.sum() / count.sum()
            report[measure] = {"right": round(share, 3), "n": int(count.sum()), "ci95": [round(low, 3), round(high, 3)]}
    print(json.dumps(report), flush=True)


def _tell(
    conversations: Sequence[Mapping[str, Any]],
    answers: Sequence[Sequence[Mapping[str, Any]]],
    results: Sequence[Mapping[str, Sequence[bool]]],
) -> None:
    wrong: Counter[str] = Counter()
    for conversation, turns, result in zip(conversations, answers, results, strict=True):
        if all(result["all"]):
            continue
        wrong[conversation["tag"]] += 1
        for check, turn in zip(conversation["checks"], turns, strict=True):
            if bad := [measure for measure, right in judged(check, turn).items() if not right]:
                print(f"{conversation['id']} [{conversation['tag']}] {', '.join(bad)}: {turn['message']}")
                print(f"  wrong: {wrong_state(check, turn)}; expected {json.dumps(check, ensure_ascii=False)[:300]}")
                ids = [item["id"] for item in turn["items"]]
                print(f"  {turn['act']} {turn['constraints']} {ids} {turn['reply'][:160]}")
    print(dict(wrong.most_common()))


if __name__ == "__main__":
    sys.exit(main())
