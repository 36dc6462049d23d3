"""Each promise of the local page, attacked: a real server, and what strangers try on it."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from local_page import ROOM, Running

from letterkit.readers import MAX_BYTES
from letterkit.web import checking, refusing
from letterkit.web.idle import Idle, seconds_passed
from letterkit.web.safety import HEADERS, MAX_JSON, Run, is_use, same

LETTER = b"Dear Dr. Cole,\n\nMs. Wrenfield must come off Plavix before the epidural.\n"
PATIENT = "Wrenfield"
EXAMPLES = Path(__file__).parents[2] / "examples"


# -- Who is let in


def test_the_address_of_a_run_sets_its_one_cookie_and_leaves_the_address_bar(
    shared: Running,
) -> None:
    address = shared.run.address.removeprefix(shared.run.origin)
    answer = shared.ask("GET", address, head={"Cookie": None, "Sec-Fetch-Site": "none"})
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert answer.headers["Set-Cookie"] == (
        f"letterkit-{shared.run.port}={shared.run.token}; HttpOnly; Path=/; SameSite=Strict"
    )
    assert shared.ask("GET", "/").status == 200


@pytest.mark.parametrize("token", ["", "wrong", "%C3%A9" * 43, "%FF", "%00", "A" * 9_000])
def test_another_token_opens_nothing(shared: Running, token: str) -> None:
    answer = shared.ask("GET", f"/enter?token={token}")
    assert answer.status == 403
    assert "Set-Cookie" not in answer.headers


def test_the_address_that_a_browser_is_started_with_works_once(running: Running) -> None:
    address = running.run.address_for_once().removeprefix(running.run.origin)
    assert running.run.token not in address
    assert running.ask("GET", address, head={"Cookie": None}).status == 303
    again = running.ask("GET", address, head={"Cookie": None})
    assert again.status == 403
    assert "terminal" in again.text


def test_the_address_that_a_browser_is_started_with_does_not_work_for_long(
    running: Running,
) -> None:
    late = running.run.address_for_once(seconds=0).removeprefix(running.run.origin)
    assert running.ask("GET", late, head={"Cookie": None}).status == 403


def test_every_run_has_a_token_of_its_own_and_the_word_of_a_page_does_not_tell_it() -> None:
    runs = [Run(8000) for _ in range(50)]
    assert len({run.token for run in runs}) == len({run.csrf for run in runs}) == 50
    assert all(len(run.token) >= 43 and run.token not in run.csrf for run in runs)
    assert Run(8000, "a").csrf == Run(9000, "a").csrf != Run(8000, "b").csrf


def test_secrets_are_compared_whatever_is_sent() -> None:
    assert same("abc", "abc")
    assert not any(same(sent, "abc") for sent in ("", "ab", "abcd", "\udcff", "é", "\0"))


# -- What else must be right of a request. “None” leaves a header out.

_WRONG_PLACE: list[tuple[str, dict[str, str | None], int]] = [
    ("another host", {"Host": "evil.example"}, 421),
    ("a name that was made to point here", {"Host": "rebound.evil.example:{port}"}, 421),
    ("the host's own name", {"Host": "localhost:{port}"}, 421),
    ("the host without its port", {"Host": "127.0.0.1"}, 421),
    ("another port", {"Host": "127.0.0.1:1"}, 421),
    ("two hosts", {"Host": "127.0.0.1:{port}, evil.example"}, 421),
    ("no host", {"Host": None}, 421),
]  # fmt: skip
_WRONG_SENDER: list[tuple[str, dict[str, str | None], int]] = [
    ("no cookie", {"Cookie": None}, 403),
    ("the cookie of another port", {"Cookie": "letterkit-1={token}"}, 403),
    ("the cookie of another run", {"Cookie": "letterkit-{port}=" + "A" * 43}, 403),
    ("the token in a cookie of another name", {"Cookie": "token={token}; x{token}"}, 403),
    ("a cookie in another alphabet", {"Cookie": "letterkit-{port}=é"}, 403),
    ("a page of another site", {"Sec-Fetch-Site": "cross-site"}, 403),
    ("a page at another port", {"Sec-Fetch-Site": "same-site"}, 403),
    ("a foreign origin", {"Origin": "http://evil.example"}, 403),
    ("an origin that hides", {"Origin": "null"}, 403),
    ("the origin of another port", {"Origin": "http://127.0.0.1:1"}, 403),
    ("an origin with https", {"Origin": "https://127.0.0.1:{port}"}, 403),
]  # fmt: skip
_WRONG_POST: list[tuple[str, dict[str, str | None], int]] = [
    ("no origin", {"Origin": None}, 403),
    ("no word of the page", {"X-Letterkit-Token": None}, 403),
    ("the word of another run", {"X-Letterkit-Token": "0" * 64}, 403),
    ("the token as the word", {"X-Letterkit-Token": "{token}"}, 403),
    ("a typed address", {"Sec-Fetch-Site": "none"}, 403),
]


def _filled(head: dict[str, str | None], run: Run) -> dict[str, str | None]:
    return {
        name: value and value.replace("{port}", str(run.port)).replace("{token}", run.token)
        for name, value in head.items()
    }


@pytest.mark.parametrize(
    ("head", "status"),
    [row[1:] for row in [*_WRONG_PLACE, *_WRONG_SENDER, *_WRONG_POST]],
    ids=[row[0] for row in [*_WRONG_PLACE, *_WRONG_SENDER, *_WRONG_POST]],
)
def test_a_post_is_refused_with(shared: Running, head: dict[str, str | None], status: int) -> None:
    assert shared.ask("POST", "/api/check", LETTER).status == 200
    answer = shared.ask("POST", "/api/check", LETTER, _filled(head, shared.run))
    assert answer.status == status
    assert PATIENT not in answer.text
    assert set(answer.json) == {"what", "todo"}


@pytest.mark.parametrize("target", ["/", "/check", "/learn", "/assets/app.css", "/api/alive"])
@pytest.mark.parametrize(
    ("head", "status"),
    [row[1:] for row in [*_WRONG_PLACE, *_WRONG_SENDER]],
    ids=[row[0] for row in [*_WRONG_PLACE, *_WRONG_SENDER]],
)
def test_a_page_is_refused_with(
    shared: Running, target: str, head: dict[str, str | None], status: int
) -> None:
    assert shared.ask("GET", target).status == 200
    answer = shared.ask("GET", target, head=_filled(head, shared.run))
    assert answer.status == status
    assert shared.run.csrf not in answer.text


def test_a_cookie_that_another_port_has_put_beside_it_locks_nobody_out(shared: Running) -> None:
    name, token = shared.run.cookie, shared.run.token
    for cookies in (f"a=b; {name}=x; {name}={token}", f"{name}={token}; {name}=x"):
        assert shared.ask("GET", "/", head={"Cookie": cookies}).status == 200


def test_who_has_no_cookie_is_told_calmly_what_to_open(shared: Running) -> None:
    answer = shared.ask("GET", "/", head={"Cookie": None})
    assert "Open the address that the terminal printed" in answer.text
    assert answer.headers["Content-Type"].startswith("text/html")


def answered(running: Running) -> dict[str, set[str]]:
    """Every address that the page answers, with its methods."""
    found: dict[str, set[str]] = {}
    for rule in running.server.app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update(rule.methods or ())
    return found


def test_every_post_is_guarded_also_one_that_is_added_tomorrow(shared: Running) -> None:
    posts = [path for path, methods in answered(shared).items() if "POST" in methods]
    assert "/api/check" in posts
    for target in posts:
        for head in ({"Cookie": None}, {"Origin": None}, {"X-Letterkit-Token": None}):
            assert shared.ask("POST", target, b"{}", head).status == 403, target


def test_what_is_only_asked_for_changes_nothing(shared: Running) -> None:
    """A GET can be made by any picture on any page: these answer, and none of them does a thing."""
    known = {
        "/", "/check", "/learn", "/learn/<profile>", "/assets/<name>",
        "/api/alive", "/api/details", "/enter",
    }  # fmt: skip
    assert {path for path, methods in answered(shared).items() if "GET" in methods} <= known
    for path, methods in answered(shared).items():
        assert methods <= {"GET", "HEAD", "POST"}
        if "GET" not in methods:
            assert shared.ask("GET", path).status == 405


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "X"])
def test_other_methods_are_refused(shared: Running, method: str) -> None:
    assert shared.ask(method, "/", head=shared.page()).status == 405


def test_another_site_is_never_told_that_it_may_ask(shared: Running) -> None:
    head = {
        "Origin": "http://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-letterkit-token",
    }
    answer = shared.ask("OPTIONS", "/api/check", head=head)
    assert answer.status in (403, 405)
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("dest", ["iframe", "frame", "embed", "object", "image", "script"])
def test_no_other_site_can_show_the_page_or_load_of_it(shared: Running, dest: str) -> None:
    head = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": dest, "Sec-Fetch-Mode": "no-cors"}
    answer = shared.ask("GET", "/", head=head)
    assert answer.status == 403
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_address_with_a_host_in_it_is_refused(shared: Running) -> None:
    assert shared.ask("GET", "http://evil.example/").status == 421
    assert shared.ask("GET", f"http://{shared.run.host}/").status == 421


# -- What every answer carries

_ANSWERS: dict[str, tuple[str, str, dict[str, str | None]]] = {
    "a page": ("GET", "/", {}),
    "the rules": ("GET", "/learn", {}),
    "an asset": ("GET", "/assets/app.css", {}),
    "an entry": ("GET", "/enter?token=x", {}),
    "no such page": ("GET", "/nowhere", {}),
    "a stranger": ("GET", "/", {"Cookie": None}),
    "another host": ("GET", "/", {"Host": "evil.example"}),
    "a refused method": ("DELETE", "/", {}),
    "a check": ("POST", "/api/check", {}),
    "a copy": ("POST", "/api/check/annotated", {}),
    "a refused post": ("POST", "/api/check", {"Origin": None}),
    "an unread letter": ("POST", "/api/check", {"X-Profile": "nobody"}),
    "a length that is none": ("POST", "/api/check", {"Content-Length": "x"}),
    "too large a head": ("GET", "/", {"X-Long": "x" * 20_000}),
    "a body in parts of another kind": ("POST", "/api/check", {"Transfer-Encoding": "gzip"}),
}


@pytest.mark.parametrize("name", _ANSWERS)
def test_every_answer_carries_the_strict_headers(shared: Running, name: str) -> None:
    method, target, head = _ANSWERS[name]
    body = LETTER if method == "POST" and "Content-Length" not in head else b""
    answer = shared.ask(method, target, body, head)
    assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS
    assert not {"Server", "Via", "X-Powered-By"} & set(answer.headers)


def test_the_policy_lets_nothing_run_that_is_not_ours(shared: Running) -> None:
    policy = shared.ask("GET", "/").headers["Content-Security-Policy"].split("; ")
    assert {
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'none'",
        "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'",
    } <= set(policy)  # fmt: skip
    assert not re.search(r"unsafe|\*|https?:|blob:", " ".join(policy))


@pytest.mark.parametrize("target", ["/", "/check", "/learn"])
def test_no_page_holds_a_script_or_a_style_of_its_own_or_anything_from_elsewhere(
    shared: Running, target: str
) -> None:
    page = shared.ask("GET", target).text
    assert not re.search(r"<script(?![^>]*\bsrc=\"/assets/)", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    loaded = re.findall(r"<(?:script|link|img|iframe|source)[^>]*?(?:src|href)=\"([^\"]*)\"", page)
    assert all(address.startswith(("/assets/", "data:")) for address in loaded)


# -- How much is taken


def _chunked(head: dict[str, str], size: int) -> bytes:
    lines = ["POST /api/sketch HTTP/1.1", "Transfer-Encoding: chunked", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in head.items()]
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + piece * (size // 0x10000 + 1) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("target", "size"), [("/api/alive", MAX_JSON + 1), ("/api/check", MAX_BYTES + 1)]
)
def test_what_is_too_large_is_refused_in_plain_words(
    shared: Running, target: str, size: int
) -> None:
    answer = shared.ask("POST", target, b"x" * size)
    assert answer.status == 413
    assert "larger than" in answer.json["what"]


def test_a_body_that_does_not_say_its_length_is_measured_as_it_comes(shared: Running) -> None:
    answer = shared.say(_chunked(shared.page(), MAX_JSON))
    assert answer.status == 413
    assert "1 MB" in answer.json["what"]


def test_what_says_that_it_is_too_large_is_refused_before_it_is_sent(shared: Running) -> None:
    head = shared.page() | {"Content-Length": str(MAX_BYTES + 1), "Expect": "100-continue"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    answer = shared.say(f"POST /api/check HTTP/1.1\r\n{lines}\r\n".encode())
    assert answer.status == 413


def test_of_a_body_that_goes_on_no_more_is_kept_than_is_taken(running: Running) -> None:
    endless = _chunked(running.page(), 30_000_000)[:-100]
    tracemalloc.start()
    try:
        with running.line() as line:
            line.sendall(endless)
            assert running.ask("GET", "/").status == 200
            kept = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert kept < 10 * MAX_JSON


def test_a_form_is_never_taken_apart(shared: Running) -> None:
    """A large file in a form would go to a disk before anybody looks at it."""
    kind = shared.server.app.request_class
    form = {"field": "words"}
    assert not kind.from_values("/", method="POST", data=form).form


@pytest.mark.parametrize("length", ["1e3", "-1", "99999999999999999999999", "0x10", "1, 1"])
def test_a_length_that_is_none_is_refused(shared: Running, length: str) -> None:
    answer = shared.ask("POST", "/api/check", b"", {"Content-Length": length})
    assert answer.status in (400, 413)


def test_of_a_stranger_s_body_nothing_is_kept(running: Running) -> None:
    """Ten strangers send 14 MB each: what is kept of it would be seen."""
    piece = b"x" * 1_000_000
    head = f"POST /api/check HTTP/1.1\r\nHost: {running.run.host}\r\nContent-Length: 15000000\r\n"
    tracemalloc.start()
    try:
        lines = [running.line() for _ in range(10)]
        for line in lines:
            line.sendall(head.encode() + b"\r\n")
            for _ in range(14):
                line.sendall(piece)
        assert running.ask("GET", "/").status == 200
        kept = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
        for line in lines:
            line.close()
    assert kept < 10_000_000


def test_a_refused_body_is_heard_out_so_that_the_page_hears_why(shared: Running) -> None:
    head = {"Cookie": None}
    assert shared.ask("POST", "/api/check", b"x" * 10_000_000, head).status == 403


def test_who_waits_to_be_told_to_send_is_told_no(shared: Running) -> None:
    head = {"Cookie": None, "Expect": "100-continue", "Content-Length": "1000"}
    assert shared.ask("POST", "/api/check", b"", head).status == 403


def test_what_stands_behind_a_refused_request_is_not_taken_for_another(shared: Running) -> None:
    smuggled = f"GET /enter?token={shared.run.token} HTTP/1.1\r\nHost: {shared.run.host}\r\n\r\n"
    head = {"Cookie": None}
    answer = shared.ask("POST", "/api/check", smuggled.encode(), head)
    assert answer.status == 403
    assert b"HTTP/1.1" not in answer.body


def test_slow_clients_are_hung_up_on_and_nobody_waits_for_them() -> None:
    running = Running(patience=1)
    try:
        head = running.page() | {"Content-Length": "1000"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        with running.line() as silent, running.line() as trickling:
            silent.sendall(b"POST /api/check HTTP/1.1\r\n")
            trickling.sendall(f"POST /api/check HTTP/1.1\r\n{lines}\r\n".encode())
            assert running.ask("POST", "/api/check", LETTER).status == 200
            end = time.monotonic() + ROOM
            trickling.settimeout(0.05)
            said = b""
            while not said and time.monotonic() < end:
                trickling.sendall(b"x")
                try:
                    said = trickling.recv(4096)
                except TimeoutError:
                    continue
            assert b" 408 " in said.splitlines()[0]
            assert silent.recv(4096) == b""
    finally:
        running.stop()


def test_a_request_that_is_none_is_answered_in_plain_words(shared: Running) -> None:
    for data in (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET /\r\n\r\n", b"Wrenfield\r\n\r\n"):
        answer = shared.say(data)
        assert answer.status in (400, 421)
        assert PATIENT not in answer.text
    broken = f"GET / HTTP/1.1\r\nHost: {shared.run.host}\r\nX-File-Name: {PATIENT}\n x\r\n\r\n"
    answer = shared.say(broken.encode())
    assert answer.status == 400
    assert PATIENT not in answer.text


# -- Files and their names


@pytest.mark.parametrize(
    "name",
    [
        "../app.py", "..%2fapp.py", "%2e%2e/app.py", "..%5capp.py", "....//app.py", "/etc/passwd",
        "%2fetc%2fpasswd", "app.css%00.js", "app.css/", ".", "..", "", "APP.CSS", "app.css%20",
    ],
)  # fmt: skip
def test_an_asset_is_one_of_the_folder_and_no_path(shared: Running, name: str) -> None:
    answer = shared.ask("GET", f"/assets/{name}")
    assert answer.status == 404
    assert "import" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "a%0d%0aSet-Cookie:%20x=1", "%0aX-Evil:%201", "<img src=x onerror=alert(1)>",
        "%3Cscript%3Ealert(1)%3C/script%3E.txt", "..%2F..%2F..%2Fetc%2Fpasswd", "C:%5Cx%5Cy.txt",
        "%00", "%E2%80%AEtxt.exe", "%FF%FE", "x" * 5_000, "/", "%2F",
    ],
)  # fmt: skip
def test_a_file_name_is_only_what_a_letter_is_called(shared: Running, name: str) -> None:
    for target in ("/api/check", "/api/check/annotated"):
        answer = shared.ask("POST", target, LETTER, {"X-File-Name": name})
        assert answer.status == 200
        assert not {"Set-Cookie", "X-Evil"} & set(answer.headers)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if target == "/api/check":
            assert answer.headers["Content-Type"] == "application/json"
            called = answer.json["name"]
            assert 0 < len(called) <= 120
            assert called.isprintable()
            assert not set("/\\") & set(called)
        else:
            assert answer.headers["Content-Disposition"].endswith('"letter-with-comments.docx"')


def test_nothing_on_the_disk_is_looked_for_because_of_a_file_name(
    shared: Running, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("here")
    allowing = "allow:\n  - rule: RX01\n    sentence: x\n    reason: y\n    initials: A\n"
    (folder / "letter.letterkit.yaml").write_text(allowing, "utf-8")
    (folder / "letter.txt").write_bytes(LETTER)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(os.path, "lexists", lambda name: pytest.fail(f"looked for {name}"))
    with opened_files() as opened:
        for name in ("letter.txt", f"{folder}/letter.txt", "letter.letterkit.yaml"):
            answer = shared.ask("POST", "/api/check", LETTER, {"X-File-Name": name})
            assert "RX01" in {issue["rule"] for issue in answer.json["issues"]}
    assert not [path for path, _ in opened if str(folder) in path or "letter.txt" in path]


def test_a_picture_of_this_disk_is_not_shown_because_a_page_names_it(
    shared: Running, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A case file may name a signature beside it; what a page opens lies beside nothing."""
    picture = tmp_path_factory.mktemp("private") / "hale.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    case = (EXAMPLES / "anticoagulant-before-procedure" / "case.yaml").read_text("utf-8")
    assert "practitioner:\n" in case
    named = case.replace("practitioner:\n", f"practitioner:\n  signature: {picture}\n")
    with opened_files() as opened:
        answers = shared.ask("POST", "/api/open", named.encode()).json["answers"]
        assert answers["practitioner"]["signature"] == str(picture)
        said = json.dumps({"answers": answers, "today": "2026-03-11"}).encode()
        for target in ("sketch", "file/docx", "file/bundle", "message"):
            assert shared.ask("POST", f"/api/{target}", said).status == 200
    assert opened
    assert not [path for path, _ in opened if str(picture.parent) in path]


@pytest.mark.parametrize("value", [None, 7, 1e400, True, [None], {"text": 1}, [[[False]]]])
@pytest.mark.parametrize("target", ["sketch", "file/docx", "file/case", "message"])
def test_answers_that_are_no_words_are_refused(shared: Running, target: str, value: object) -> None:
    said = {"answers": {"patient": value, "reported": [value]}, "today": "2026-03-11"}
    answer = shared.ask("POST", f"/api/{target}", json.dumps(said).encode())
    assert answer.status == 422
    assert answer.json["faults"]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"[" * 100_000, b'{"answers": 1}', b"\xff\xfe", b"null", b"1" * 9_999],
)
def test_what_is_no_json_is_refused(shared: Running, body: bytes) -> None:
    for target in ("form", "sketch", "file/docx", "message", "moment", "details"):
        answer = shared.ask("POST", f"/api/{target}", body)
        assert answer.status == 422, target
        assert answer.json["faults"]


_LISTENERS: list[list[tuple[str, int]]] = []


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _LISTENERS:
        path, _, flags = arguments
        for opened in _LISTENERS:
            opened.append((str(path), int(str(flags))))


sys.addaudithook(_listen)


@contextmanager
def opened_files() -> Iterator[list[tuple[str, int]]]:
    """What this process opens in the meantime: every path, with the flags it is opened with."""
    opened: list[tuple[str, int]] = []
    _LISTENERS.append(opened)
    try:
        yield opened
    finally:
        _LISTENERS.remove(opened)


def test_nothing_is_written_to_a_disk(shared: Running) -> None:
    case = EXAMPLES / "anticoagulant-before-procedure" / "case.yaml"
    answers = shared.ask("POST", "/api/open", case.read_bytes()).json["answers"]
    said = json.dumps({"answers": answers, "today": "2026-03-11"}).encode()
    large = (b"You must come off Plavix now. " * 10 + b"\n\n") * 600
    with opened_files() as opened:
        (here := open(os.devnull, "rb")).close()  # noqa: PTH123, SIM115 the listener listens
        assert here
        assert shared.ask("POST", "/api/check", b"\0" * MAX_BYTES).status == 422
        assert shared.ask("POST", "/api/check/annotated", LETTER * 20).status == 200
        assert len(shared.ask("POST", "/api/check", large).body) > 1_048_576  # sent out by parts
        assert shared.ask("POST", "/api/check", LETTER).status == 200
        form = {"Content-Type": "multipart/form-data; boundary=x"}
        file = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        body = file + b"y" * 5_000_000 + b"\r\n--x--\r\n"
        shared.ask("POST", "/api/check", body, form)
        shared.say(_chunked(shared.page(), MAX_JSON))
        assert shared.ask("GET", "/learn").status == 200
        for target in ("sketch", "file/docx", "file/txt", "file/bundle", "file/case", "message"):
            assert shared.ask("POST", f"/api/{target}", said).status == 200
    assert opened
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    assert not [p for p, flags in opened if flags & writing and "__pycache__" not in p]


# -- What is said of what goes wrong


def test_a_fault_tells_its_kind_and_place_and_no_word_of_a_letter(
    running: Running, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(content: bytes, *rest: object) -> None:
        raise RuntimeError(f"cannot read {content.decode()}")

    monkeypatch.setattr(checking, "review_words_alone", broken)
    answer = running.ask("POST", "/api/check", LETTER, {"X-File-Name": f"{PATIENT}.txt"})
    assert answer.status == 500
    assert set(answer.json) == {"what", "todo"}
    assert len(running.told) == 1
    assert re.search(r"RuntimeError at test_safety\.py:\d+ < checking\.py:\d+", running.told[0])
    captured = capfd.readouterr()
    everything = answer.text + str(answer.headers) + "".join([*running.told, *captured])
    assert PATIENT not in everything
    assert "Plavix" not in everything
    assert "Traceback" not in everything
    assert not captured.err


def test_a_fault_in_telling_of_a_fault_tells_no_more(
    running: Running, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*rest: object, **more: object) -> None:
        raise RuntimeError(PATIENT)

    monkeypatch.setattr(checking, "review_words_alone", broken)
    monkeypatch.setattr(refusing, "jsonify", broken)
    answer = running.ask("POST", "/api/check", LETTER)
    assert answer.status == 500
    assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS
    captured = capfd.readouterr()
    assert PATIENT not in answer.text + "".join([*running.told, *captured])
    assert not captured.err


def test_no_page_repeats_what_was_asked_for(shared: Running) -> None:
    for target in (f"/{PATIENT}", f"/?name={PATIENT}", f"/learn/{PATIENT}", f"/assets/{PATIENT}"):
        answer = shared.ask("GET", target)
        assert PATIENT not in answer.text + str(answer.headers)
    assert PATIENT not in shared.ask("GET", "/%3Cscript%3E" + PATIENT).text


def test_ordinary_work_says_nothing_on_the_terminal(
    running: Running, capfd: pytest.CaptureFixture[str]
) -> None:
    running.ask("POST", "/api/check", LETTER, {"X-File-Name": f"{PATIENT}.txt"})
    running.ask("GET", f"/{PATIENT}")
    running.ask("POST", "/api/check", b"\x89PNG")
    with running.line() as line:
        line.sendall(b"POST /api/check HTTP/1.1\r\nContent-Length: 10\r\n\r\nx")
    assert running.ask("GET", "/").status == 200
    assert running.told == []
    assert capfd.readouterr() == ("", "")


# -- Where it listens


def _other_addresses() -> list[str]:
    """Other addresses of this machine; 127.0.0.2 is one wherever Linux is."""
    found = {"127.0.0.2"}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
        try:
            route.connect(("192.0.2.1", 9))  # sends nothing, and tells the address it would send as
            found.add(route.getsockname()[0])
        except OSError:
            pass
    return sorted(found - {"127.0.0.1", "0.0.0.0"})


@pytest.mark.parametrize("address", _other_addresses())
def test_it_cannot_be_reached_at_another_address_of_the_machine(
    shared: Running, address: str
) -> None:
    with pytest.raises(OSError):  # noqa: PT011 refused or unreachable, as the system says it
        socket.create_connection((address, shared.run.port), 5).close()


# -- Two at once, and the end


def test_two_clients_do_not_mix(shared: Running) -> None:
    def checked(number: int) -> None:
        words = f"Ms. Client{number} must come off Plavix {number} times. " * (number + 1)
        answer = shared.ask(
            "POST", "/api/check", words.encode(), {"X-File-Name": f"letter{number}.txt"}
        )
        assert answer.json["name"] == f"letter{number}.txt"
        said = "".join(piece["text"] for piece in answer.json["paragraphs"][0])
        assert said == words.rstrip()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(checked, range(40)))


def test_it_stops_when_nobody_used_it_for_as_long_as_was_announced() -> None:
    now = [0.0]
    running = Running(Idle(4, lambda: now[0]))  # looks every second
    try:
        now[0] = 3.0
        assert running.ask("GET", "/api/alive").json == {"idle_seconds": 3, "stops_after": 4}
        assert running.ask("POST", "/api/alive").json["idle_seconds"] == 0
        now[0] = 6.0
        assert running.ask("GET", "/api/alive").json["idle_seconds"] == 3
        for target in ("/", "/enter?token=x"):  # a stranger: no use
            assert running.ask("GET", target, head={"Cookie": None}).status == 403
        assert running.ask("GET", "/api/alive").json["idle_seconds"] == 3
        assert running.is_up
    finally:
        now[0] = 7.0
        running.wait()
    with pytest.raises(ConnectionRefusedError):
        running.line()


def test_the_time_through_which_a_machine_sleeps_is_idle_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)  # which counts them
    monkeypatch.setattr(time, "clock_gettime", {7: 5.0}.__getitem__)
    assert seconds_passed() == 5.0


def test_only_a_look_whether_it_is_there_is_no_use() -> None:
    assert not is_use("GET", "/api/alive")
    assert is_use("POST", "/api/alive")
    assert is_use("GET", "/assets/app.css")


def test_a_port_can_be_used_again_at_once(running: Running) -> None:
    running.ask("GET", "/")
    running.stop()
    with socket.create_server(("127.0.0.1", running.run.port)):
        pass


def test_an_unfinished_answer_of_a_client_that_left_is_let_go(running: Running) -> None:
    for _ in range(3):
        with running.line() as line:
            head = "".join(f"{name}: {value}\r\n" for name, value in running.page("GET").items())
            line.sendall(f"GET /learn HTTP/1.1\r\n{head}\r\n".encode())
    assert running.ask("GET", "/").status == 200
