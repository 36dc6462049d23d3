"""A person before the page: a real Chromium, what it was handed, and what it complained of."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Download,
    Locator,
    Page,
    Playwright,
    expect,
)

from letterkit.web.safety import Run

NOW = "2026-03-11T20:30:00Z"  # half past four in the afternoon, where the person sits
ZONE = "America/New_York"
WIDE, NARROW = (1280, 900), (360, 740)
LETTER = "The letter as the physician will see it"
PATIENCE = 20_000  # milliseconds: a limit for a machine that is busy, not a measure
# What a browser would do besides showing the page: none of it belongs to a test.
_ARGUMENTS = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
# A refusal that the page expects and shows is no complaint, though Chromium writes it down.
_ANSWERED = re.compile(r"Failed to load resource: .* status of (?:409|422)")


def lacking(what: str) -> NoReturn:
    """Skip for want of a program; where everything must be tested, fail."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def launched_with() -> dict[str, Any]:
    """Return where Debian's Chromium is, and how it is started."""
    program = shutil.which("chromium")
    if program is None:
        lacking("Chromium (chromium) is not installed, so no page can be opened")
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses root otherwise
    return {"executable_path": program, "args": [*_ARGUMENTS, *sandbox]}


def started(player: Playwright) -> Browser:
    """Return Debian's Chromium, started."""
    expect.set_options(timeout=PATIENCE)
    return player.chromium.launch(**launched_with())


def axe_script() -> str:
    """Return axe-core, where LETTERKIT_AXE says it is."""
    named = os.environ.get("LETTERKIT_AXE", "")
    if not Path(named).is_file():
        lacking("axe-core is not there: LETTERKIT_AXE names its axe.min.js")
    return Path(named).read_text("utf-8")


class Visit:
    """One person's browser at the page of one run; nothing it does may leave this machine."""

    def __init__(self, browser: Browser, run: Run, **look: Any) -> None:
        width, height = look.pop("size", WIDE)
        self.run = run
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()  # what a test brings about on purpose
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height}, timezone_id=ZONE, locale="en-US", **look
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.clock.set_fixed_time(NOW)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=run.origin)
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("console", self._note)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("dialog", lambda dialog: dialog.accept())

    def _note(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not _ANSWERED.match(said.text):
            self.complaints.append(f"{said.type}: {said.text}")

    def enter(self, path: str = "") -> Page:
        """Return a new tab with the page; the first one comes by the address that was printed."""
        page = self.context.new_page()
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.goto(self.run.address, wait_until="commit" if path else "load")
        if path:
            page.goto(self.run.origin + path)
        return page

    def end(self) -> None:
        """Close the browser's window, and say what it should not have done."""
        self.context.close()
        outside = [
            address
            for address in self.requests
            if not address.startswith((self.run.origin + "/", "blob:" + self.run.origin, "data:"))
        ]
        assert not outside, "something left this machine"
        left = [one for one in self.complaints if not any(part in one for part in self.expected)]
        assert not left, "the browser complained"


def draft(page: Page, situation: str = "blood thinner and has a procedure") -> Page:
    """Choose the situation, and wait for its form and its letter."""
    choice = page.get_by_role("region", name="What is it about?")
    choice.get_by_role("button", name=situation).click()
    expect(letter(page).get_by_text("Sincerely,")).to_be_visible()
    return page


def letter(page: Page) -> Locator:
    """The letter beside the form."""
    return page.get_by_role("region", name=LETTER)


def group(page: Page, name: str) -> Locator:
    """One entry of a list; several are numbered: “What did the patient tell you? 2”."""
    return page.get_by_role("group", name=name, exact=True)


def box(place: Page | Locator, label: str) -> Locator:
    """What one types into, by its label."""
    return place.get_by_role("textbox", name=label, exact=True)


def type_into(place: Page | Locator, label: str, words: str, *, by_key: bool = False) -> Locator:
    """Go to a field, type, and go on to the next one; without ``by_key`` as fast as dictation."""
    field = box(place, label)
    if not field.count():
        add(place, label)
    field.click()
    if by_key:
        field.press_sequentially(words)
    else:
        field.page.keyboard.insert_text(words)
    field.press("Tab")
    return field


def opened(page: Page, case: Path) -> Page:
    """Open a case file, and wait for its letter."""
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Open a case file").click()
    asked.value.set_files(case)
    expect(letter(page).get_by_text("Sincerely,")).to_be_visible()
    return page


def add(place: Page | Locator, label: str, word: str = "Add") -> None:
    """Ask for a question that is not shown, or with “Add another” for one more entry."""
    place.get_by_role("button", name=re.compile(f"^{word} ?: {re.escape(label)}$")).click()


def choose(place: Page | Locator, label: str, choice: str) -> None:
    """Choose from a list, by its words."""
    place.get_by_role("combobox", name=label, exact=True).select_option(label=choice)


def handed(page: Page, button: str) -> Download:
    """Press a button that hands over a file, and return it."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=button, exact=True).click()
    return coming.value


def bytes_of(download: Download) -> bytes:
    """What the file holds."""
    return Path(download.path()).read_bytes()


def underlined(field: Locator) -> list[str]:
    """The words that are underlined in a field: a layer of the same words lies behind it."""
    marks = field.locator("xpath=preceding-sibling::*").locator(".mark")
    return marks.all_inner_texts()
