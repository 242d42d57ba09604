"""HitRatio@1 against the tokens that a product is seen through, drawn from a report of `lavic evaluate`.

python -m lavic evaluate catalog/sample/heldout.jsonl --arms order,text,one,lavic --json benchmarks/results/heldout.json
python -m benchmarks.tokens benchmarks/results/heldout.json --out docs/tokens.png
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.command_line import add_options, argument, made, option

ARMS = (("text", "0\nlisting only"), ("one", "1\nwhole picture"), ("lavic", "5\nwhole and quarters"))
"""Arms and the tokens of each; `tiny` has no arm that reads every patch (`lavic.evaluation.full_tokens`)."""
GROUPS = ((None, "all rows", "#1F7A7C"), ("visual", "only the picture tells", "#C1653F"))


def points(report: dict[str, Any], tag: str | None) -> list[tuple[float, float, float]]:
    """HitRatio@1 and its 95 % interval of each arm of ARMS, over all rows or those with a tag."""
    arms = (report["arms"][name] if tag is None else report["arms"][name]["by_tag"][tag] for name, _ in ARMS)
    return [(arm["HitRatio@1"], *arm["ci95"]["HitRatio@1"]) for arm in arms]


def draw(report: dict[str, Any], out: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 3.8), layout="constrained")
    for (tag, label, colour), shift in zip(GROUPS, (-0.03, 0.03), strict=True):
        found = points(report, tag)
        places = [number + shift for number in range(len(found))]
        means = [mean for mean, _, _ in found]
        around = [[mean - low for mean, low, _ in found], [high - mean for mean, _, high in found]]
        n = report["n"] if tag is None else report["arms"]["lavic"]["by_tag"][tag]["n"]
        axes.errorbar(places, means, around, marker="o", capsize=4, color=colour, label=f"{label} (n = {n})")
        if "order" in report["arms"]:
            order = report["arms"]["order"] if tag is None else report["arms"]["order"]["by_tag"][tag]
            axes.axhline(order["HitRatio@1"], color=colour, linestyle=":", linewidth=1)
    axes.set_xticks(range(len(ARMS)), [name for _, name in ARMS])
    axes.set(xlabel="tokens per product", ylabel="HitRatio@1, 95 % interval", ylim=(0, 1))
    axes.annotate("dotted: retrieval's order", (0.99, 0.02), xycoords="axes fraction", ha="right", color="grey")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="center", bbox_to_anchor=(0.5, 0.25))
    figure.savefig(out, dpi=160)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    report: Path = argument("JSON of lavic evaluate with the arms text, one and lavic")
    out: Path = option(Path("docs/tokens.png"), metavar="FILE.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_options(parser, Drawn)
    options = made(Drawn, parser.parse_args())
    draw(json.loads(options.report.read_text(encoding="utf-8")), options.out)


if __name__ == "__main__":
    main()
