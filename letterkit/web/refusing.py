"""What is answered where a request cannot be: plain words, never those of a letter.

To a script as JSON, to a person who opened an address as a page.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from letterkit.errors import Fault, LetterkitError
from letterkit.web.safety import Refusal

NOT_HERE = Refusal(404, "There is no such page here.", "Go back to the page.")
_BROKEN = Refusal(
    500,
    "Something went wrong in letterkit; what you typed is still in the page.",
    "Try again. If it happens again, tell us what the terminal says: it names no patient.",
)


def refused(refusal: Refusal) -> Response:
    """Return the answer that says so."""
    if request.path.startswith("/api/"):
        answer = jsonify(what=refusal.what, todo=refusal.todo)
    else:
        answer = make_response(render_template("refused.html", refusal=refusal))
    answer.status_code = refusal.status
    return answer


def faults_told(error: LetterkitError, status: int = 422) -> Response:
    """Return what a person has to put right, each with line and column where they are known."""
    answer = jsonify(faults=[told(fault) for fault in error.faults])
    answer.status_code = status
    return answer


def told(fault: Fault) -> dict[str, object]:
    """Return a fault for a script; the name of its file is the person's own and is left out."""
    line, column = (fault.place.line, fault.place.column) if fault.place else (0, 0)
    return {"what": fault.what, "todo": fault.todo, "line": line, "column": column}


def answer_errors(app: Flask, tell: Callable[[str], None]) -> None:
    """Make ``app`` answer every error in plain words; ``tell`` is told the kind and the place."""

    def unexpected(error: Exception) -> Response:
        tell(where_it_broke(error))
        return refused(_BROKEN)

    def by_flask(error: HTTPException) -> Response:
        status = error.code or 500
        if status == 404:
            return refused(NOT_HERE)
        what = "That cannot be done here." if status < 500 else _BROKEN.what
        return refused(Refusal(status, what, "Go back to the page, and load it again."))

    app.register_error_handler(LetterkitError, faults_told)
    app.register_error_handler(HTTPException, by_flask)
    app.register_error_handler(Exception, unexpected)


def where_it_broke(error: BaseException) -> str:
    """Return the kind of an error and the lines of code it came through: never its words.

    The message of an error, the source of a line and the values of names may hold a letter's words.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:])
    )
    return f"letterkit: a request failed: {type(error).__name__} at {places or 'an unknown place'}."
