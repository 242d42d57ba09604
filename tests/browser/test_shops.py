"""Two shops on one page: a switch, and neither knows of the other's conversation."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
SAVED = "[data-drawer=saved] b"


@pytest.fixture(scope="module")
def server(serve):
    with serve(second=True) as address:
        yield address


@pytest.mark.parametrize("width", [1366, 390])
def test_each_shop_has_a_conversation_of_its_own(open_tab, width: int) -> None:
    tab = open_tab(width)
    page = tab.page
    assert page.locator("#shop-switch [aria-current=page]").inner_text().startswith("New things")
    tab.ask("a table lamp under 60")
    page.locator(".shop-card [data-act=save]").first.click()
    page.wait_for_function(f"document.querySelector('{SAVED}').textContent === '1'")
    page.goto(tab.address + "/")
    page.wait_for_selector("#shop-chat .bot-row")  # what was said there comes back

    page.goto(tab.address + "/old")
    page.wait_for_selector("#shop-box textarea")
    assert page.locator("#shop-switch [aria-current=page]").inner_text().startswith("Old things")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.screenshot(f"old-{width}")
    assert page.locator(".bot-row").count() == 0 and page.locator(".shop-resume").count() == 0
    assert page.locator(SAVED).text_content() == "0"
    tab.ask("a cushion")
    assert page.locator(".shop-card").count() == 5
    page.click("#shop-reset")
    page.wait_for_selector(".shop-welcome")
    page.click("#shop-switch a >> nth=0")
    page.wait_for_selector("#shop-chat .bot-row")
    assert page.locator(".user-row").first.inner_text().strip() == "a table lamp under 60"
    assert page.locator(SAVED).text_content() == "1"
