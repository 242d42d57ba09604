"""The figure of HitRatio against tokens says what the report says."""

from __future__ import annotations

import pytest
from PIL import Image

from benchmarks.tokens import draw, points


@pytest.fixture
def report():
    def figures(mean: float) -> dict:
        return {"n": 7, "HitRatio@1": mean, "ci95": {"HitRatio@1": [mean - 0.1, mean + 0.2]}}

    arms = {name: figures(mean) for name, mean in {"order": 0.2, "text": 0.3, "one": 0.5, "lavic": 0.6}.items()}
    for arm in arms.values():
        arm["by_tag"] = {"visual": figures(arm["HitRatio@1"] / 2)}
    return {"n": 40, "arms": arms}


def test_points_are_in_the_order_of_tokens(report):
    assert [mean for mean, _, _ in points(report, None)] == [0.3, 0.5, 0.6]
    assert points(report, "visual")[2] == pytest.approx((0.3, 0.2, 0.5))


def test_a_picture_is_drawn(report, tmp_path):
    draw(report, tmp_path / "tokens.png")
    with Image.open(tmp_path / "tokens.png") as picture:
        assert picture.width > 800 and len(set(picture.convert("RGB").getdata())) > 20
