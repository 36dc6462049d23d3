"""The way in, the pages, what they are made of, and the sign that the server is still there."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template
from flask import request as asked

from letterkit.guided.questions import situations
from letterkit.resources import package_folder
from letterkit.web.idle import Idle
from letterkit.web.refusing import NOT_HERE, refused
from letterkit.web.safety import Refusal, Run

ASSETS = package_folder() / "web" / "assets"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_NOT_LET_IN = Refusal(
    403,
    "This address does not open letterkit: it is from an earlier time, or was used already.",
    "Open the address that the terminal printed: copy it into the address bar.",
)

routes = Blueprint("front", __name__)


@routes.get("/enter")
def enter() -> Response:
    """Set the cookie of this run and lead on, so that the token leaves the address bar."""
    run: Run = current_app.extensions["run"]
    if not run.lets_in(asked.args.get("token", "")):
        return refused(_NOT_LET_IN)
    answer = redirect("/", 303)
    answer.set_cookie(run.cookie, run.token, httponly=True, samesite="Strict", path="/")
    assert isinstance(answer, Response)
    return answer


@routes.get("/")
def draft() -> str:
    return render_template("draft.html", here="draft", situations=situations())


@routes.get("/check")
def check() -> str:
    return render_template("check.html", here="check")


@routes.get("/assets/<name>")
def asset(name: str) -> Response:
    """Send one of the files in the folder: its names are compared, never made into a path."""
    files = {path.name: path for path in ASSETS.iterdir() if path.suffix in _KINDS}
    if name not in files:
        return refused(NOT_HERE)
    return Response(files[name].read_bytes(), content_type=_KINDS[files[name].suffix])


@routes.get("/api/alive")
def alive() -> Response:
    """Say for how long nobody used the page, and after how long the server stops."""
    idle: Idle = current_app.extensions["idle"]
    return jsonify(idle_seconds=int(idle.seconds), stops_after=int(idle.stops_after))


@routes.post("/api/alive")
def keep_going() -> Response:
    """Answer as alive does; that it was asked counts as use."""
    return alive()
