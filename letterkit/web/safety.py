"""Who is let in: only the page that this run opened, on this machine, in one browser.

The address that a run prints holds its token. Opening it sets the one cookie and leads to a plain
address, so that the token stands in no address bar. After that a request must come

- to this host by its number and port: a name that a stranger lets point here is refused,
- with the cookie of this run: another program, user or run of this machine has none,
- from this page: Origin and Sec-Fetch-Site, which no page can forge, say where it was made,
- and, where it does anything, with the word that only a page of this run was told.

All of it is judged by the head of a request, before a byte of its body is kept.

What this cannot do: browsers tell hosts apart by name, not by port, and would show the cookie to a
server at another port of this machine that is opened in the same browser. Such a server could then
ask in the page's name, and would find nothing of a patient: between two requests nothing is kept.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from letterkit.readers import MAX_BYTES

HOST = "127.0.0.1"
CSRF_HEADER = "X-Letterkit-Token"
MAX_JSON = 1_000_000
_TAKE_A_FILE = ("/api/check", "/api/check/annotated")
_NO_USE = ("GET", "/api/alive")  # a page that is only open is not in use

# On every answer, refusals too. Nothing that a letter holds can run, load, send or frame anything.
HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with “no-referrer” a browser may not say its Origin to us
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(),"
        " payment=(), publickey-credentials-get=()"
    ),
}


class Refusal(NamedTuple):
    """Why a request is not answered, in words for a person, and the way out."""

    status: int
    what: str
    todo: str


class Asking(NamedTuple):
    """The head of a request: all that it takes to judge it.

    ``header`` gives the value of a header by its name, and an empty string where there is none.
    """

    method: str
    target: str  # as it was sent: “/check”
    path: str
    header: Callable[[str], str]


_ENTER_AGAIN = "Open the address that the terminal printed: copy it into the address bar."
_NOT_FROM_HERE = Refusal(403, "This did not come from the letterkit page.", _ENTER_AGAIN)
_NOT_ENTERED = Refusal(403, "This page belongs to the person who started letterkit.", _ENTER_AGAIN)
_NOT_THIS_HOST = Refusal(421, "letterkit does not answer at this address.", _ENTER_AGAIN)
_NOT_DONE = Refusal(405, "That cannot be done here.", "Go back to the page.")
_NO_LENGTH = Refusal(400, "The page sent something that has no length.", "Load the page again.")


class Run:
    """One run of the server: its token, and what is derived from it."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self.port = port
        self.token = token or secrets.token_urlsafe(32)
        self.csrf = hmac.new(self.token.encode(), b"page", "sha256").hexdigest()
        # Under this a page keeps work through a reload: it is in no cookie and on no disk.
        self.page_key = base64.b64encode(secrets.token_bytes(32)).decode()
        self.host = f"{HOST}:{port}"
        self.origin = f"http://{self.host}"
        self.cookie = f"letterkit-{port}"  # the ports of a host share their cookies
        self._tickets: dict[str, float] = {}  # until when each one lets somebody in
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """Return the address that lets a person in, as often as it is opened."""
        return f"{self.origin}/enter?token={self.token}"

    def address_for_once(self, seconds: float = 120) -> str:
        """Return an address that works once, and soon: others can read what a browser starts with.

        ``seconds`` is how long a browser may take to open it.
        """
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._tickets[ticket] = time.monotonic() + seconds
        return f"{self.origin}/enter?token={ticket}"

    def lets_in(self, token: str) -> bool:
        """Return whether ``token`` is this run's, or a ticket that is still good, and now used."""
        if same(token, self.token):
            return True
        with self._lock:
            ticket = next((held for held in self._tickets if same(token, held)), None)
            return ticket is not None and self._tickets.pop(ticket) > time.monotonic()

    def refusal(self, asking: Asking) -> Refusal | None:
        """Return why this request is not answered; None where it is."""
        return (
            self._wrong_place(asking)
            or self._wrong_sender(asking)
            or self._not_entered(asking)
            or self._not_told_the_word(asking)
            or _too_large(asking)
        )

    def _wrong_place(self, asking: Asking) -> Refusal | None:
        if asking.header("Host") != self.host or not asking.target.startswith("/"):
            return _NOT_THIS_HOST
        return None if asking.method in ("GET", "POST") else _NOT_DONE

    def _wrong_sender(self, asking: Asking) -> Refusal | None:
        """Return why this is from elsewhere: a browser names the page that made a request."""
        origin, site = asking.header("Origin"), asking.header("Sec-Fetch-Site")
        posts = asking.method == "POST"
        if origin != self.origin and (origin or posts):
            return _NOT_FROM_HERE
        known = ("", "same-origin") if posts else ("", "same-origin", "none")
        return None if site in known else _NOT_FROM_HERE

    def _not_entered(self, asking: Asking) -> Refusal | None:
        if (asking.method, asking.path) == ("GET", "/enter"):
            return None
        cookies = (pair.strip().partition("=") for pair in asking.header("Cookie").split(";"))
        entered = any(name == self.cookie and same(held, self.token) for name, _, held in cookies)
        return None if entered else _NOT_ENTERED

    def _not_told_the_word(self, asking: Asking) -> Refusal | None:
        if asking.method != "POST" or same(asking.header(CSRF_HEADER), self.csrf):
            return None
        return _NOT_FROM_HERE._replace(todo="Load the page again, and repeat what you did.")


def same(one: str, other: str) -> bool:
    """Return whether two secrets are the same, in a time that tells nothing of either."""
    return secrets.compare_digest(one.encode(errors="replace"), other.encode())


def is_use(method: str, path: str) -> bool:
    """Return whether a request shows that somebody is working with the page."""
    return (method, path) != _NO_USE


def most_bytes(asking: Asking) -> int:
    """Return how large a body may be."""
    if asking.method != "POST":
        return 0
    return MAX_BYTES if asking.path in _TAKE_A_FILE else MAX_JSON


def too_large(most: int) -> Refusal:
    """Return what is said of a body that is larger than ``most`` bytes."""
    if not most:
        return _NO_LENGTH._replace(what="The page sent something where nothing is taken.")
    size = f"{most // 1_000_000} MB"
    return Refusal(413, f"This is larger than {size}.", "Take a smaller file, or a part of it.")


def _too_large(asking: Asking) -> Refusal | None:
    length = asking.header("Content-Length") or "0"
    if not (length.isascii() and length.isdigit()):
        return _NO_LENGTH
    most = most_bytes(asking)
    return too_large(most) if len(length) > 18 or int(length) > most else None
