"""That no test of the page asks elsewhere, or complains, is seen to by Visit: it would notice."""

from __future__ import annotations

import pytest
from in_browser import Visit
from local_page import Running
from playwright.sync_api import Browser, Error


def test_a_request_to_another_machine_is_noticed(browser: Browser, shared: Running) -> None:
    visit = Visit(browser, shared.run)
    visit.expected = ("",)
    page = visit.enter()
    with pytest.raises(Error, match="ERR_"):
        page.goto("http://localhost:1/")
    with pytest.raises(AssertionError, match="left this machine"):
        visit.end()


@pytest.mark.parametrize(
    "script",
    [
        "fetch('http://192.0.2.1/letter').catch(() => 0)",
        "document.body.append(Object.assign(new Image(), { src: 'http://192.0.2.1/x.png' }))",
        "document.body.setAttribute('style', 'background: url(http://192.0.2.1/x.png)')",
        "document.body.innerHTML = '<b>words of a letter</b>'",
        "console.error('something is wrong')",
        "setTimeout(() => { throw new Error('something is wrong') })",
    ],
)
def test_what_the_page_may_not_do_is_refused_by_the_browser_and_noticed(
    browser: Browser, shared: Running, script: str
) -> None:
    visit = Visit(browser, shared.run)
    page = visit.enter()
    page.evaluate(f"() => {{ try {{ {script} }} catch {{}} }}")
    page.wait_for_timeout(50)
    with pytest.raises(AssertionError, match=r"left this machine|complained"):
        visit.end()
