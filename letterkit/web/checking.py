"""Check: a letter from anywhere, its marked words, and a copy with comments.

A letter that a page sends has no place on this disk: its name is words to call it by, and the
review that is used here looks for nothing beside it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify, request

from letterkit.annotate import annotate
from letterkit.completeness.of_letter import KINDS, Kind
from letterkit.errors import Fault, InputError, UsageError
from letterkit.profiles import DEFAULT_PROFILE
from letterkit.reports.text_report import summary_line
from letterkit.reports.visible import visible, visible_name
from letterkit.review import Asked, Reviewed, review_words_alone
from letterkit.web.saying_issues import (
    counted_by_script,
    issue_told,
    known_sources,
    paragraphs_told,
)

_PASTED = "your letter"
_LONGEST_NAME = 120
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

routes = Blueprint("checking", __name__)


@routes.post("/api/check")
def check() -> Response:
    """Say what the check says of the letter that was sent, paragraph by paragraph."""
    return jsonify(_told(_reviewed(request.get_data(cache=False))))


@routes.post("/api/check/annotated")
def annotated() -> Response:
    """Send the letter back as a Word file with a comment on the words of each issue."""
    content = request.get_data(cache=False)
    seen = _reviewed(content)
    copy = annotate(content, seen.name, seen.manuscript, seen.report, known_sources())
    answer = Response(copy.content, content_type=_WORD)
    answer.headers["Content-Disposition"] = 'attachment; filename="letter-with-comments.docx"'
    answer.headers["X-Comments"] = str(copy.comments)
    answer.headers["X-Signature-Lost"] = "yes" if copy.was_signed else "no"
    return answer


def _reviewed(content: bytes) -> Reviewed:
    """Review what was sent, as its headers ask. Raises LetterkitError."""
    profile = request.headers.get("X-Profile", "") or DEFAULT_PROFILE
    name = called(request.headers.get("X-File-Name", ""))
    seen = review_words_alone(content, name, Asked(profile, kind=_kind()))
    if not seen.report.text.strip():  # “no issues” would sound as if somebody had looked
        raise InputError(Fault("There are no words in it.", "Take another file, or paste them."))
    return seen


def _kind() -> Kind | None:
    """Return what the page says the text is; None leaves that to its shape."""
    asked = request.headers.get("X-Kind", "")
    kind = next((kind for kind in KINDS if kind == asked), None)
    if asked and kind is None:
        raise UsageError(Fault("That is no kind of text.", f"There is: {', '.join(KINDS)}."))
    return kind


def called(sent: str) -> str:
    """Return what a file is called, of the name that a page sent: no folder, nothing hidden.

    >>> called("..%2F..%2Fetc%2Fpasswd")
    'passwd'
    """
    last = unquote(sent, errors="replace").replace("\\", "/").rsplit("/", 1)[-1]
    return visible_name(last).strip()[-_LONGEST_NAME:] or _PASTED


def _told(seen: Reviewed) -> dict[str, Any]:
    report = seen.report
    place = counted_by_script(report.text)
    return {
        "name": seen.name,
        "kind": seen.guessed or request.headers["X-Kind"],
        "guessed": seen.guessed is not None,
        "paragraphs": paragraphs_told(report),
        "issues": [
            issue_told(issue, place) | {"words": visible(issue.text), "place": issue.where}
            for issue in report.issues
        ],
        "excused": [
            {
                "text": visible(report.text[excused.start : excused.end]),
                "because": excused.because,
                "cue": visible(excused.cue),
            }
            for excused in report.excused
        ],
        "summary": summary_line([report]),
    }
