"""letterkit serve: what it says, how it ends, and what it cannot do."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from letterkit.cli import serve

ROOM = 60  # seconds: far more than anything takes
COMMAND = (sys.executable, "-m", "letterkit", "serve")


@contextmanager
def started(*options: str, cwd: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of its own, and the address that it prints."""
    with subprocess.Popen(
        [*COMMAND, "--no-browser", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
    ) as server:
        try:
            assert server.stdout
            assert select.select([server.stdout], [], [], ROOM)[0], "prints nothing"
            first = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+/enter\?token=\S{43}$", first.strip())
            assert address, first
            yield server, address[0]
        finally:
            server.kill()


def rest_of(server: subprocess.Popen[str]) -> tuple[str, str]:
    """What it says until it ends."""
    assert server.stdout
    assert server.stderr
    server.wait(ROOM)
    return server.stdout.read(), server.stderr.read()


def status_of(address: str, cookie: str = "") -> int:
    request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
    opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=ROOM) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object, **more: object) -> None:
        return None


def test_it_prints_its_address_at_once_and_stops_with_ctrl_c(tmp_path: Path) -> None:
    with started(cwd=tmp_path) as (server, address):
        assert status_of(address) == 303
        server.send_signal(signal.SIGINT)
        said, complaints = rest_of(server)
        assert server.returncode == 130
        assert "Stop with Ctrl-C" in said
        assert "not used for 60 minutes" in said
        assert complaints == "letterkit: stopped.\n"
        port = int(address.split(":")[2].split("/")[0])
        with socket.create_server(("127.0.0.1", port)):  # it is free again
            pass
    assert list(tmp_path.iterdir()) == []


def test_it_stops_by_itself_and_a_page_that_is_only_open_does_not_keep_it(tmp_path: Path) -> None:
    with started("--idle", "0.05", cwd=tmp_path) as (server, address):
        base = address.split("/enter")[0]
        cookie = f"letterkit-{base.rsplit(':', 1)[1]}={address.rsplit('=', 1)[1]}"
        end = time.monotonic() + ROOM
        while server.poll() is None and time.monotonic() < end:
            try:
                assert status_of(f"{base}/api/alive", cookie) == 200
            except (urllib.error.URLError, OSError):
                break  # it has stopped in the meantime
            time.sleep(0.2)
        said, complaints = rest_of(server)
        assert (server.returncode, complaints) == (0, "")
        assert said.endswith("letterkit has stopped: the page was not used for 0.05 minutes.\n")


def test_a_port_that_is_taken_is_said_in_plain_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [*COMMAND, "--no-browser", "--port", port],
            capture_output=True, text=True, cwd=tmp_path, check=False, timeout=ROOM,
        )  # fmt: skip
    assert result.returncode == 2
    assert result.stderr.startswith(f"letterkit: port {port} cannot be used")
    assert "Leave --port out" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("library", ["flask", "waitress", "werkzeug"])
def test_without_its_libraries_it_tells_how_to_install_them(library: str, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.modules[{library!r}] = None; sys.argv = ['letterkit', 'serve'];"
        "from letterkit.cli import main; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, cwd=tmp_path, check=False, timeout=ROOM,
    )  # fmt: skip
    assert result.returncode == 2
    assert "python3 -m pip install 'flask>=3.1' 'waitress>=3.0.1'" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_browser_is_started_with_an_address_that_works_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []

    class Server:
        class run:  # noqa: N801 it stands in for an attribute
            address = "http://127.0.0.1:1/enter?token=for-ever"

            @staticmethod
            def address_for_once() -> str:
                return "http://127.0.0.1:1/enter?token=once"

        @staticmethod
        def serve() -> None:
            end = time.monotonic() + ROOM
            while not opened and time.monotonic() < end:
                time.sleep(0.01)

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(serve, "_server", lambda port, minutes: Server)
    monkeypatch.setattr("webbrowser.open", opened.append)
    serve.command.main([], standalone_mode=False)
    assert opened == ["http://127.0.0.1:1/enter?token=once"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_no_browser_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser for the terminal would take the terminal that prints the address."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not serve.has_screen()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert serve.has_screen()


@pytest.mark.parametrize("options", [("--port", "70000"), ("--idle", "0"), ("--idle", "x")])
def test_what_cannot_be_asked_for_is_refused(options: Sequence[str], tmp_path: Path) -> None:
    result = subprocess.run(
        [*COMMAND, *options],
        capture_output=True, text=True, cwd=tmp_path, check=False, timeout=ROOM,
    )  # fmt: skip
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert os.listdir(tmp_path) == []  # noqa: PTH208
