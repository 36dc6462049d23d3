"""The server of one run: bound to this machine, patient with nobody, ended when nobody is there.

waitress does the work. Three things are made stricter here, where its parts allow it: who sent a
request, and how large it is, is judged before its body is kept; nothing overflows into a temporary
file; and also what waitress answers by itself is said in plain words, with the headers of a page.
"""

from __future__ import annotations

import json
import logging
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask
from werkzeug.http import HTTP_STATUS_CODES

from letterkit.errors import Fault, UsageError
from letterkit.web.app import make_app
from letterkit.web.idle import Idle
from letterkit.web.safety import HEADERS, HOST, Asking, Refusal, Run, most_bytes, too_large

PATIENCE = 30.0  # seconds: a request that takes longer to arrive is not from the page
_TICK = 1.0
_IN_MEMORY = 1 << 40  # more bytes than a body has: what is kept is kept in memory
_MOST_DISCARDED = 100_000_000  # so much of a refused body is heard out, so that its page hears why
_MOST_HEAD = 16_384
_AT_ONCE = 65_536
_THREADS = 4
_CONNECTIONS = 100
_TRY_AGAIN = "Load the page again."
_SAID = {
    413: too_large(_MOST_DISCARDED),
    431: Refusal(431, "The page sent more about itself than is read.", _TRY_AGAIN),
    500: Refusal(500, "Something went wrong in letterkit.", _TRY_AGAIN),
    501: Refusal(501, "That cannot be done here.", _TRY_AGAIN),
}
_NOT_HTTP = Refusal(400, "This cannot be understood.", _TRY_AGAIN)
_TOO_SLOW = Refusal(408, "This took too long to arrive.", "Try again.")


class LocalServer:
    """A server that is bound already; ``serve`` answers until it is idle or stopped."""

    def __init__(
        self, port: int, idle: Idle, tell: Callable[[str], None], patience: float = PATIENCE
    ) -> None:
        """Bind ``port``, or a free one for 0. Raises UsageError where that cannot be."""
        self._idle = idle
        self._stopping = False
        self._ending = threading.Lock()
        _keep_quiet()
        bound = _bound(port)
        self.run = Run(bound.getsockname()[1])
        self.app = make_app(self.run, idle, tell)
        self._map: dict[int, Any] = {}
        self._server = create_server(
            self.app,
            map=self._map,
            sockets=[bound],
            ident="",
            threads=_THREADS,
            connection_limit=_CONNECTIONS,
            recv_bytes=_AT_ONCE,
            inbuf_overflow=_IN_MEMORY,
            outbuf_overflow=_IN_MEMORY,
            max_request_header_size=_MOST_HEAD,
            max_request_body_size=_MOST_DISCARDED,
            channel_timeout=max(1, int(patience)),
            cleanup_interval=max(1, int(patience / 3)),
            log_socket_errors=False,
        )
        self._server.channel_class = partial(_Channel, self.run, patience)

    def serve(self) -> None:
        """Answer until nobody has used the page for as long as was announced, or stop is called.

        The port is free again when this ends, also by Ctrl-C.
        """
        tick = min(_TICK, self._idle.stops_after / 4)
        try:
            while not (self._stopping or self._idle.is_over):
                wasyncore.loop(timeout=tick, map=self._map, count=1)
        finally:
            self.close()

    def stop(self) -> None:
        """End serve, from another thread."""
        with self._ending:
            self._stopping = True
            if self._map:
                self._server.pull_trigger()

    def close(self) -> None:
        """Give the port back."""
        self._server.task_dispatcher.shutdown(timeout=1)
        with self._ending:
            wasyncore.close_all(self._map)


def _bound(port: int) -> socket.socket:
    """Return a socket of this machine alone: no other can reach it, none can take it over."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # there, another program could listen at the same port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # the port of a run that has just ended can be used again
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
        bound.listen()
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or "there is no such port"
        what = f"port {port} cannot be used ({reason})."
        todo = "Leave --port out: a free one is found."
        raise UsageError(Fault(what, todo)) from None
    return bound


def _keep_quiet() -> None:
    """Let waitress log nothing: what it would say may hold words that a page has sent."""
    logger = logging.getLogger("waitress")
    logger.handlers = [logging.NullHandler()]
    logger.propagate = False


class _RefusedError:
    """What the parser of waitress carries to the task that answers."""

    def __init__(self, refusal: Refusal) -> None:
        self.code = refusal.status
        self.refusal = refusal


class _JudgingParser(HTTPRequestParser):  # type: ignore[misc]
    """Judges a request by its head; the body of one that is refused is heard out, and not kept."""

    completed: bool
    expect_continue: bool

    def __init__(self, run: Run, patience: float, adj: Any) -> None:
        super().__init__(adj)
        self._run = run
        self._latest = time.monotonic() + patience
        self._asking: Asking | None = None

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self.error is None and self.body_rcv is not None:
            self._judge()
        if not self.completed and time.monotonic() > self._latest:
            self._refuse(_TOO_SLOW)
            self.completed = True
        return consumed

    def _judge(self) -> None:
        if self._asking is None:
            self._asking = self._asked()
            refusal = self._run.refusal(self._asking)
            if refusal:
                self._refuse(refusal)
                return
        most = most_bytes(self._asking)
        if len(self.body_rcv) > most:  # a body that did not say its length before
            self._refuse(too_large(most))

    def _asked(self) -> Asking:
        def header(name: str) -> str:
            value: str = self.headers.get(name.upper().replace("-", "_"), "")
            return value

        return Asking(self.command, self.request_uri, self.path, header)

    def _refuse(self, refusal: Refusal) -> None:
        self.error = _RefusedError(refusal)
        if self.body_rcv is not None:
            self.body_rcv.getbuf().close()
            self.body_rcv.buf = _Nothing()
        if self.expect_continue:  # it waits to be told to send its body
            self.expect_continue = False
            self.completed = True


class _Nothing:
    """A buffer that keeps nothing."""

    def append(self, data: bytes) -> None:
        pass

    def close(self) -> None:
        pass

    def __len__(self) -> int:
        return 0


class _PlainAnswer(ErrorTask):  # type: ignore[misc]
    """What waitress answers by itself: never words of the request."""

    def execute(self) -> None:
        error = self.request.error
        refusal = getattr(error, "refusal", None) or _SAID.get(error.code, _NOT_HTTP)
        body = json.dumps({"what": refusal.what, "todo": refusal.todo}).encode()
        self.status = f"{refusal.status} {HTTP_STATUS_CODES[refusal.status]}"
        self.response_headers += [("Content-Type", "application/json"), *HEADERS.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose requests are judged as they arrive."""

    error_task_class = _PlainAnswer

    def __init__(self, run: Run, patience: float, *args: Any, **more: Any) -> None:
        self.parser_class = partial(_JudgingParser, run, patience)
        super().__init__(*args, **more)
