"""letterkit serve: the local page, for as long as somebody uses it."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING

import click

from letterkit.errors import Fault, UsageError

if TYPE_CHECKING:
    from letterkit.web.server import LocalServer

_LIBRARIES = ("flask", "werkzeug", "waitress")
_NEEDS_LIBRARIES = Fault(
    "the local page needs two libraries (flask and waitress) that are not installed.",
    "Install them: python3 -m pip install 'flask>=3.1' 'waitress>=3.0.1'",
)


@click.command(
    "serve",
    epilog="""\b
Example:  letterkit serve
          letterkit serve --idle 15
          letterkit serve --no-browser --port 8321""",
)
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    default=0,
    help="Answer at this port.  [default: a free one]",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
@click.option(
    "--idle",
    "minutes",
    metavar="MINUTES",
    type=click.FloatRange(min=0, min_open=True, max=24 * 60),
    default=60,
    show_default=True,
    help="Stop when nobody has used the page for so long.",
)
def command(port: int, no_browser: bool, minutes: float) -> None:
    """Open the local page: draft a letter, check one, read about the rules.

    It answers on this machine only, and only to the address that is printed; nothing leaves the
    machine, and nothing is written to disk unless you save it. Stop it with Ctrl-C.
    """
    server = _server(port, minutes)
    click.echo(f"letterkit is open at  {server.run.address}")
    click.echo("The address is for you alone: who has it can use the page. Stop with Ctrl-C.")
    click.echo(f"Stops by itself when the page was not used for {_said(minutes)}.")
    if not no_browser and has_screen():
        _open_browser(server)
    server.serve()
    click.echo(f"letterkit has stopped: the page was not used for {_said(minutes)}.")


def _server(port: int, minutes: float) -> LocalServer:
    try:
        from letterkit.web.idle import Idle
        from letterkit.web.server import LocalServer
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise UsageError(_NEEDS_LIBRARIES) from None
    return LocalServer(port, Idle(minutes * 60), lambda words: click.echo(words, err=True))


def _open_browser(server: LocalServer) -> None:
    """Open the page with an address that works once.

    What a program is started with, other users of the machine can read for as long as it runs.
    Some browsers return only when they are closed: the server does not wait for them.
    """
    address = server.run.address_for_once()
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def has_screen() -> bool:
    """Return whether a browser would open a window, and not take the terminal for itself."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _said(minutes: float) -> str:
    return "1 minute" if minutes == 1 else f"{minutes:g} minutes"
