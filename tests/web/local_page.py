"""A real server on a real socket, asked byte by byte."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from letterkit.web.idle import Idle
from letterkit.web.safety import CSRF_HEADER, HOST
from letterkit.web.server import LocalServer

ROOM = 30  # seconds: far more than anything takes


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Running:
    """A server that runs in this process; ``told`` is what it would say on the terminal."""

    def __init__(self, idle: Idle | None = None, patience: float = 30) -> None:
        self.told: list[str] = []
        self.idle = idle or Idle(600)
        self.server = LocalServer(0, self.idle, self.told.append, patience)
        self.run = self.server.run
        self._thread = threading.Thread(target=self.server.serve)
        self._thread.start()

    def stop(self) -> None:
        if self.is_up:
            self.server.stop()
        self.wait()

    def wait(self) -> None:
        self._thread.join(ROOM)
        assert not self._thread.is_alive()

    @property
    def is_up(self) -> bool:
        return self._thread.is_alive()

    def page(self, method: str = "POST") -> dict[str, str]:
        """What a browser that shows the page sends."""
        head = {
            "Host": self.run.host,
            "Cookie": f"{self.run.cookie}={self.run.token}",
            "Sec-Fetch-Site": "same-origin",
        }
        if method == "POST":
            head |= {"Origin": self.run.origin, CSRF_HEADER: self.run.csrf}
        return head

    def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        head: Mapping[str, str | None] | None = None,
        to: str = HOST,
    ) -> Answer:
        """Ask as the page does, with the headers in ``head`` in place of its own; None: without."""
        sent = {"Content-Length": str(len(body)), **self.page(method), **(head or {})}
        lines = [f"{method} {target} HTTP/1.1", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in sent.items() if value is not None]
        return self.say(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body, to)

    def say(self, data: bytes, to: str = HOST) -> Answer:
        """Send these bytes, and return the answer."""
        with self.line(to) as line:
            line.sendall(data)
            return heard(line)

    def line(self, to: str = HOST) -> socket.socket:
        return socket.create_connection((to, self.run.port), ROOM)


def heard(line: socket.socket) -> Answer:
    """Everything up to the end of the connection, as an answer."""
    data = b""
    while piece := line.recv(65536):
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(entry.split(": ", 1) for entry in lines)
    return Answer(int(first.split()[1]), headers, body)
