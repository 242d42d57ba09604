"""axe-core over the page as shoppers meet it: WCAG 2 A and AA, contrast included, and axe's own best practices."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

AXE = Axe()


def problems(page, where: str) -> list[str]:
    """What axe-core finds, one line for each part of the page."""
    page.wait_for_timeout(500)  # a colour in the middle of a transition is no colour of the page
    found = AXE.run(page).response["violations"]
    return [
        f"{where}: {rule['impact']} {rule['id']} {part['target']}: {part['failureSummary']}"
        for rule in found
        for part in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(open_tab, width: int, scheme: str) -> None:
    tab = open_tab(width, scheme)
    page = tab.page
    found = problems(page, "start")
    tab.ask("a cushion under 70, not teal")  # one of them has no picture
    found += problems(page, "answer")
    page.locator(".shop-how summary").click()
    page.evaluate("[...document.querySelectorAll('.shop-card [data-act=compare]')].slice(0, 2).forEach(b => b.click())")
    page.locator("[data-act=save]").first.click()
    page.wait_for_function("document.querySelectorAll('#shop-compare thead th').length == 2")
    for drawer in ("compare", "saved"):
        page.locator(f"[data-drawer={drawer}]").click()
        found += problems(page, f"{drawer} open")
        page.locator(".shop-shut:visible").click()
    tab.screenshot(f"axe-{width}-{scheme}")
    page.locator(".shop-open").first.press("Enter")
    found += problems(page, "product seen large")
    assert not found, "\n".join(found)


def test_axe_would_find_something(open_tab) -> None:
    page = open_tab().page
    page.evaluate("document.querySelector('#shop-name').style.color = '#d8d4ca'")
    assert any("serious color-contrast" in line for line in problems(page, "start"))
