"""The local page, running, for whatever test asks for it; and a browser before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from in_browser import Visit, axe_script, started
from local_page import Running
from playwright.sync_api import Browser, Page, sync_playwright

from letterkit.guided.details import VARIABLE


@pytest.fixture
def running() -> Iterator[Running]:
    """A server that ends with the test."""
    one = Running()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    """A server for all tests of a module that change nothing in it."""
    one = Running()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each has a window of its own."""
    with sync_playwright() as player:
        one = started(player)
        yield one
        one.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that looks for what keeps people out."""
    return axe_script()


@pytest.fixture
def details(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a person's own details are kept: nothing is there yet."""
    file = tmp_path / "details.yaml"
    monkeypatch.setenv(VARIABLE, str(file))
    return file


@pytest.fixture
def visits(browser: Browser, running: Running, details: Path) -> Iterator[Callable[..., Visit]]:
    """Makes windows, each a person of its own; none may complain, or ask outside."""
    begun: list[Visit] = []

    def begin(**look: Any) -> Visit:
        begun.append(Visit(browser, running.run, **look))
        return begun[-1]

    yield begin
    for visit in begun:
        visit.end()
    assert not running.told


@pytest.fixture
def visit(visits: Callable[..., Visit]) -> Visit:
    """One person's window."""
    return visits()


@pytest.fixture
def page(visit: Visit) -> Page:
    """The Draft page, entered by the address that was printed."""
    return visit.enter()
