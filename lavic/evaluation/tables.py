"""The report of `lavic evaluate` as a person reads it. Pure text: report in, lines out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lavic.evaluation.registry import ENCODER
from lavic.evaluation.report import HIT

TAGS = ("visual", "textual", "both", "negation", "unseen")
"""Shown where rows have them and nobody asked for others."""
METRICS = {"HitRatio@3": "@3", "HitRatio@5": "@5", "MRR@10": "MRR@10", "NDCG@10": "NDCG@10", "ValidRatio": "ValidRatio"}
"""What stands behind HitRatio@1 and its interval, and the head of its column."""
ABSENT = "-"
_WIDTH = 10
"""Least width of a column in characters."""


def table(report: dict[str, Any], tags: Sequence[str] | None = None) -> str:
    """All arms, then each by tag, by the answer's place and by the shopper's turns, then the pairs.

    `tags`: None for those of TAGS.
    """
    labels = _labels(list(report["arms"]))
    arms = {labels[name]: arm for name, arm in report["arms"].items()}
    known = next(iter(arms.values()))["by_tag"]
    shown = [tag for tag in TAGS if tag in known] if tags is None else [tag for tag in tags if tag in known]
    parts = [_heading(report), _whole(arms)]
    if shown:
        parts.append(_grouped(f"{HIT} by tag", arms, "by_tag", shown))
    places = list(next(iter(arms.values()))["by_position"])
    parts.append(_grouped(f"{HIT} by the answer's place in retrieval's order", arms, "by_position", places))
    if len(lengths := list(next(iter(arms.values()))["by_turns"])) > 1:
        parts.append(_grouped(f"{HIT} by the shopper's turns", arms, "by_turns", lengths))
    if report["paired"]:
        parts.append(_paired(report["paired"], labels))
    if notes := _notes(arms):
        parts.append(notes)
    return "\n\n".join(parts)


def _labels(names: Sequence[str]) -> dict[str, str]:
    """What stands in the table for each arm: of a hub id or folder its last part, if no two are then alike."""
    short = {n: f"{ENCODER}{n.rstrip('/').rpartition('/')[2].removeprefix(ENCODER)}" for n in names if "/" in n}
    labels = {name: short.get(name, name) for name in names}
    return labels if len(set(labels.values())) == len(names) else {name: name for name in names}


def _heading(report: dict[str, Any]) -> str:
    leaks = f"{report['leaking_rows']} leaking{' and left out' * report['leaks_dropped']}"
    return (
        f"n {report['n']}, ceiling {report['ceiling']:.3f} with up to {report['candidates']} candidates, "
        f"{report['clusters']} clusters of shared answers, {leaks}; procedure {report['procedure']}"
    )


def _whole(arms: dict[str, dict[str, Any]]) -> str:
    rows = [["arm", f"{HIT} [95 %]", *METRICS.values(), "s/row"]]
    for name, arm in arms.items():
        figures = [f"{arm[metric]:.3f}" if metric in arm else ABSENT for metric in METRICS]
        rows.append([name, _with_interval(arm), *figures, f"{arm['seconds_per_conversation']:.3f}"])
    return _aligned(rows)


def _grouped(title: str, arms: dict[str, dict[str, Any]], key: str, names: Sequence[str]) -> str:
    """A column per group, its count and its ceiling above the arms."""
    first = next(iter(arms.values()))[key]
    rows = [["", *names], ["n", *(str(first[name]["n"]) for name in names)]]
    rows.append(["ceiling", *(f"{first[name]['ceiling']:.3f}" for name in names)])
    rows += [[arm, *(_with_interval(found[key][name], 2) for name in names)] for arm, found in arms.items()]
    return f"{title}\n{_aligned(rows)}"


def _paired(pairs: dict[str, dict[str, Any]], labels: dict[str, str]) -> str:
    rows = [["", "difference [95 %]", "p"]]
    for name, pair in pairs.items():
        low, high = pair["ci95"]
        for arm, label in labels.items():
            name = name.replace(arm, label)
        rows.append([name, f"{pair['difference']:+.3f} [{low:+.3f}, {high:+.3f}]", f"{pair['p']:.4f}"])
    return f"{HIT}, arm against arm (p of each pair by itself)\n{_aligned(rows)}"


def _notes(arms: dict[str, dict[str, Any]]) -> str:
    lines = []
    for name, arm in arms.items():
        if arm.get("same_top") is not None:
            lines.append(f"{name}: same top item in all of {arm['shuffles']} shuffles in {arm['same_top']:.3f} of rows")
        if refused := arm.get("refused_on_top"):
            low, high = refused["ci95"]
            share = f"{refused['share']:.3f} [{low:.3f}, {high:.3f}]"
            lines.append(f"{name}: what was refused is on top in {share} of {refused['n']} rows that refuse something")
        if failures := arm.get("failures"):
            reasons = ", ".join(f"{count} x {reason}" for reason, count in failures.items())
            lines.append(f"{name}: no reply to {sum(failures.values())} rows, counted as invalid ({reasons})")
    return "\n".join(lines)


def _with_interval(figures: dict[str, Any], digits: int = 3) -> str:
    low, high = figures["ci95"][HIT]
    return f"{figures[HIT]:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(_WIDTH, *(len(row[column]) for row in rows)) for column in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return "\n".join(lines)
