"""A page from elsewhere, in the browser that shows ours: with its cookie, and without a way in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from local_page import Running
from playwright.sync_api import Browser, Page

_TRIES = """async (ours) => {
  const said = {};
  const tries = {
    "read a page": ["/", {}],
    "read what is remembered": ["/api/details", {}],
    "post as a form would": ["/api/check", {method: "POST", mode: "no-cors", body: "x"}],
    "post as a script would": ["/api/check", {method: "POST", body: "x"}],
    "post with a guessed word": ["/api/check",
      {method: "POST", body: "x", headers: {"X-Letterkit-Token": "0".repeat(64)}}],
    "load a script": ["/assets/dom.js", {mode: "no-cors"}],
  };
  for (const [name, [path, given]] of Object.entries(tries)) {
    try {
      const answer = await fetch(ours + path, {credentials: "include", ...given});
      said[name] = `answered ${answer.status}`;
    } catch { said[name] = "refused"; }
  }
  const element = (kind, set) => new Promise((done) => {
    const one = Object.assign(document.createElement(kind), set);
    one.onload = () => done("loaded");
    one.onerror = () => done("refused");
    document.body.append(one);
  });
  said["show a picture"] = await element("img", {src: ours + "/assets/icon.svg"});
  said["run a script"] = await element("script", {src: ours + "/assets/dom.js"});
  return said;
}"""


class _Stranger(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><body>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A server at another port of this machine, which a browser takes for the same site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Stranger)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def entered(browser: Browser, running: Running) -> Iterator[Page]:
    """A window that has been let in, and goes elsewhere."""
    with browser.new_context() as window:
        page = window.new_page()
        page.goto(running.run.address)
        assert page.url == f"{running.run.origin}/"
        assert [cookie["name"] for cookie in window.cookies()] == [running.run.cookie]
        yield page


def test_a_page_at_another_port_is_answered_nothing(
    entered: Page, running: Running, elsewhere: str
) -> None:
    entered.goto(elsewhere)
    said = entered.evaluate(_TRIES, running.run.origin)
    assert len(said) == 8
    assert set(said.values()) == {"refused"}, said


def test_a_page_at_another_port_cannot_frame_ours(
    entered: Page, running: Running, elsewhere: str
) -> None:
    entered.goto(elsewhere)
    with entered.expect_response(f"{running.run.origin}/") as answer:
        entered.evaluate(
            "(ours) => { const frame = document.createElement('iframe');"
            " frame.src = ours; document.body.append(frame); }",
            f"{running.run.origin}/",
        )
    assert answer.value.status == 403


def test_the_token_is_in_no_address_that_a_person_sees(entered: Page, running: Running) -> None:
    for path in ("/", "/check", "/learn"):
        entered.goto(running.run.origin + path)
        seen = entered.evaluate("[location.href, document.referrer, document.cookie].join(' ')")
        assert running.run.token not in seen
        assert running.run.token not in entered.content()
