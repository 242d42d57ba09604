"""Conversations in the Reddit-Amazon schema of LaViC: one JSON object per line.

A row has `context` (the turns, each in its tag), `context_items`, `gt` (the recommender's words), `gt_items`
(identifiers of the products that fit) and any number of candidate lists under keys such as `candidates_st`.
The released data marks turns with `<submission>` and `<comment>`; this project's own with `<shopper>` and
`<assistant>`. `tags`, `group` and `scores` are additions of this project; rows without them are read as having none.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHOPPER, ASSISTANT = "shopper", "assistant"
_TAGS = (SHOPPER, ASSISTANT, "submission", "comment")
_TURN = re.compile(rf"<({'|'.join(_TAGS)})>(.*?)(?:</\1>|\Z)", re.DOTALL)
_ANY_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS)})>")


class ConversationError(ValueError):
    """A conversation file or row that cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Turn:
    role: str
    """`shopper`, `assistant`, `submission` or `comment`."""
    text: str


@dataclass(frozen=True)
class Conversation:
    context: str
    gt_items: tuple[str, ...] = ()
    gt: str = ""
    context_items: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    candidates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Candidate identifiers by key, e.g. `candidates_live`."""
    scores: dict[str, tuple[float, ...]] = field(default_factory=dict)
    """Retrieval's score of each of those candidates, 0 to 1, under the same key where it is known."""
    group: str = ""
    """What is trained on, or kept out, as one: a person's rows, a family of products."""

    def turns(self) -> list[Turn]:
        return parse_turns(self.context)

    def as_row(self) -> dict[str, Any]:
        return {
            "context": self.context,
            "context_items": list(self.context_items),
            "gt": self.gt,
            "gt_items": list(self.gt_items),
            **({"tags": list(self.tags)} if self.tags else {}),
            **({"group": self.group} if self.group else {}),
            **{key: list(ids) for key, ids in self.candidates.items()},
            **({"scores": {key: list(scores) for key, scores in self.scores.items()}} if self.scores else {}),
        }


def parse_turns(context: str) -> list[Turn]:
    """The turns of a context in order. Text outside any tag counts as the shopper's."""
    turns, position = [], 0
    for match in _TURN.finditer(context):
        if loose := context[position : match.start()].strip():
            turns.append(Turn(SHOPPER, loose))
        if text := match[2].strip():
            turns.append(Turn(match[1], text))
        position = match.end()
    if loose := context[position:].strip():
        turns.append(Turn(SHOPPER, loose))
    return turns


def render_context(turns: Iterable[Turn]) -> str:
    """The inverse of `parse_turns`. A turn tag typed by a shopper is removed, so that it cannot forge a turn."""
    return "\n".join(f"<{turn.role}>{_ANY_TAG.sub(' ', turn.text).strip()}</{turn.role}>" for turn in turns)


def shopper_words(turns: Sequence[Turn]) -> list[str]:
    """What was asked for, oldest first: every turn that is not the assistant's."""
    return [turn.text for turn in turns if turn.role != ASSISTANT]


def leaks(conversation: Conversation) -> bool:
    """Whether the context names a ground-truth product, as some released rows do: who copies it is right."""
    names = "|".join(re.escape(item) for item in conversation.gt_items if item)
    return bool(names) and re.search(rf"(?<!\w)(?:{names})(?!\w)", conversation.context) is not None


def from_row(row: dict[str, Any]) -> Conversation:
    if not isinstance(row.get("context"), str):
        raise ConversationError(f"expected a text under 'context', found {type(row.get('context')).__name__}")
    return Conversation(
        context=row["context"],
        gt_items=tuple(map(str, row.get("gt_items") or ())),
        gt=str(row.get("gt") or ""),
        context_items=tuple(map(str, row.get("context_items") or ())),
        tags=tuple(map(str, row.get("tags") or ())),
        group=str(row.get("group") or ""),
        candidates={k: tuple(map(str, v)) for k, v in row.items() if k.startswith("candidates") and v},
        scores=_scores(row),
    )


def _scores(row: dict[str, Any]) -> dict[str, tuple[float, ...]]:
    found = {key: tuple(map(float, scores)) for key, scores in dict(row.get("scores") or {}).items()}
    for key, scores in found.items():
        if len(scores) != len(row.get(key) or ()) or not all(map(math.isfinite, scores)):
            raise ConversationError(f"expected a number for each of {key}, found {len(scores)} scores")
    return found


def read(path: Path) -> Iterator[Conversation]:
    """Rows of a JSON-lines file. Raises ConversationError naming the line that cannot be read."""
    try:
        with open(path, encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    if not isinstance(row, dict):
                        raise ConversationError(f"expected a JSON object, found {type(row).__name__}")
                    yield from_row(row)
                except ValueError as error:
                    raise ConversationError(f"{path.name}, line {number}: {error}") from None
    except FileNotFoundError:
        raise ConversationError(f"no conversations at {path}: expected a file of JSON lines") from None


def write(path: Path, conversations: Iterable[Conversation]) -> int:
    """Writes the rows and returns how many. The file appears whole or not at all."""
    partial, count = path.with_name(path.name + ".partial"), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(partial, "w", encoding="utf-8") as out:
        for conversation in conversations:
            out.write(json.dumps(conversation.as_row(), ensure_ascii=False) + "\n")
            count += 1
    partial.replace(path)
    return count
