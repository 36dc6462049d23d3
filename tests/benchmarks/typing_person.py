"""A person who types into the local page, as the server sees it: one live check after another."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from letterkit.guided.answers import answers_in
from letterkit.yaml_source import read_yaml

TODAY = "2026-03-11"
_TYPED = "I asked him to stop Plavix today, and he said that he would call your office. "


class Person:
    """Has entered the page of a run, and keeps a connection open as a browser does."""

    def __init__(self, address: str, case: Path) -> None:
        """Enter by the address that the run has printed, with a case that is filled in."""
        parts = urlsplit(address)
        self._line = http.client.HTTPConnection(str(parts.hostname), parts.port)
        self._line.request("GET", f"{parts.path}?{parts.query}")
        entered = self._line.getresponse()
        entered.read()
        cookie = (entered.getheader("Set-Cookie") or "").partition(";")[0]
        self._line.request("GET", "/", headers={"Cookie": cookie})
        page = self._line.getresponse().read().decode()
        found = re.search(r'name="csrf-token" content="(\w+)"', page)
        assert found
        origin = f"{parts.scheme}://{parts.netloc}"
        self._head = {"Cookie": cookie, "Origin": origin, "X-Letterkit-Token": found[1]}
        self._answers: dict[str, Any] = answers_in(read_yaml(case))
        self._typed = 0

    def checks(self, times: int) -> list[float]:
        """Type on, letter by letter, and return how many milliseconds each check took."""
        taken = []
        for _ in range(times):
            self._typed += 1
            typed = (_TYPED * 2)[: self._typed % (2 * len(_TYPED))] + str(self._typed)
            said = {**self._answers, "actions": [*self._answers["actions"], typed]}
            body = json.dumps({"answers": said, "today": TODAY})
            start = time.perf_counter()
            self._line.request("POST", "/api/sketch", body, self._head)
            answer = self._line.getresponse()
            told = answer.read()
            taken.append((time.perf_counter() - start) * 1000)
            assert answer.status == 200
            assert len(told) > 1000
        return taken


@contextmanager
def running_page() -> Iterator[str]:
    """Run ``letterkit serve`` in a process of its own; gives the address that it prints."""
    command = [sys.executable, "-c", "from letterkit.cli import main; main()", "serve"]
    with subprocess.Popen(
        [*command, "--no-browser"], stdout=subprocess.PIPE, text=True, bufsize=1
    ) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()


def live_checks(address: str, case: Path, clients: int, times: int) -> list[float]:
    """Return what ``times`` live checks took, made by so many persons at once."""
    persons = [Person(address, case) for _ in range(clients)]
    shares = [times // clients + (number < times % clients) for number in range(clients)]
    with ThreadPoolExecutor(clients) as together:
        each = together.map(Person.checks, persons, shares)
        return sorted(taken for one in each for taken in one)
