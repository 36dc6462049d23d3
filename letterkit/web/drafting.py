"""Draft: the questions of a letter, the letter as it comes, and the files that it ends in.

Nothing is kept between two requests: a page sends all that a person has said each time, so that two
pages cannot mix, and closing one leaves nothing here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, request

from letterkit.case_file import LoadedCase, read_case
from letterkit.errors import Fault, InputError, LetterkitError
from letterkit.guided.answers import answers_in, case_text, value_of
from letterkit.guided.questions import Question, ask_words, form_for, situations
from letterkit.guided.remarks import Remark
from letterkit.guided.sketch import Sketch, sketch
from letterkit.reports.visible import visible
from letterkit.scope import CheckedLetter
from letterkit.web.dates import today_of
from letterkit.web.letter_told import letter_told
from letterkit.web.refusing import faults_told
from letterkit.web.saying_issues import counted_by_script, issue_told, known_sources
from letterkit.web.sent import only_words, sent_json
from letterkit.workflow import bundle, draft
from letterkit.writers import letter_bytes
from letterkit.yaml_source import parse_yaml

_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
    ".yaml": "text/yaml; charset=utf-8",
}
_NAMES = {"docx": "letter.docx", "txt": "letter.txt", "bundle": "letter.zip", "case": "case.yaml"}
_OPENED = "the file"
_DISK = "signature"  # names a file of this disk, which no page may read

routes = Blueprint("drafting", __name__)


@routes.post("/api/form")
def form() -> Response:
    """Say what is asked for a letter."""
    groups = form_for(str(sent_json().get("letter", ""))).groups
    return jsonify(
        groups=[
            {
                "id": group.id,
                "title": group.title,
                "help": group.help,
                "questions": [_question(question) for question in group.questions],
            }
            for group in groups
        ]
    )


@routes.post("/api/sketch")
def live() -> Response:
    """Say what has become of the answers so far."""
    answers, today = _asked()
    return jsonify(_sketch_told(sketch(answers, today), answers))


@routes.post("/api/file/<kind>")
def file(kind: str) -> Response:
    """Send the letter, what goes with it, or the answers, as a file to keep."""
    answers, today = _asked()
    if kind not in _NAMES:
        raise InputError(Fault("That is no file that is made here.", "Go back to the page."))
    if kind == "case":
        return _as_file(_NAMES[kind], case_text(answers).encode())
    try:
        checked, pages = _drafted(answers, today, unsent=bool(sent_json().get("unsent")))
        if kind != "bundle":
            return _as_file(_NAMES[kind], letter_bytes(checked, Path(_NAMES[kind])))
        return _as_file(_NAMES[kind], _zipped(checked, pages))
    except LetterkitError as error:
        return faults_told(error, 409)


@routes.post("/api/message")
def message() -> Response:
    """Say the message of at most sixty words that tells what the letter tells."""
    answers, today = _asked()
    _, pages = _drafted(answers, today, unsent=bool(sent_json().get("unsent")))
    if "secure-message" not in pages:
        todo = "Use the letter, or what to say on the telephone."
        raise InputError(Fault("This letter asks for nothing, and has no message.", todo))
    return jsonify(text=pages["secure-message"].text.strip())


@routes.post("/api/open")
def open_case() -> Response:
    """Say the answers that a case file holds."""
    try:
        words = request.get_data(cache=False).decode("utf-8-sig")
    except UnicodeDecodeError:
        todo = "Open a case file that was saved here; its name ends in .yaml."
        raise InputError(Fault("This is no text that can be read.", todo)) from None
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    return jsonify(answers=answers_in(parse_yaml(plain, _OPENED)))


def _asked() -> tuple[dict[str, Any], date]:
    """Return the answers of a page, and its day: that of the person who sits before it."""
    sent = sent_json()
    answers = sent.get("answers")
    if not isinstance(answers, dict) or not only_words(answers):
        raise InputError(Fault("The page sent no answers.", "Load it again."))
    practitioner = answers.get("practitioner")
    if isinstance(practitioner, dict):
        own = {name: held for name, held in practitioner.items() if name != _DISK}
        answers = answers | {"practitioner": own}
    return answers, today_of(sent)


def _drafted(
    answers: Mapping[str, Any], today: date, *, unsent: bool
) -> tuple[CheckedLetter, dict[str, CheckedLetter]]:
    """Return the letter, as letterkit draft makes it, and the pages that go with it."""
    loaded: LoadedCase = read_case(parse_yaml(case_text(answers), "your answers"), today=today)
    checked = draft(loaded, unsent=unsent)
    return checked, bundle(loaded, checked)


def _zipped(checked: CheckedLetter, pages: Mapping[str, CheckedLetter]) -> bytes:
    """Return one file that holds the letter and its pages."""
    documents = {"letter.docx": checked, "letter.txt": checked}
    documents |= {f"{name}.txt": page for name, page in pages.items()}
    day = checked.letter.date
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as together:
        for name, document in documents.items():
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o600 << 16
            together.writestr(entry, letter_bytes(document, Path(name)))
    return content.getvalue()


def _as_file(name: str, content: bytes) -> Response:
    answer = Response(content, content_type=_TYPES[Path(name).suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _question(question: Question) -> dict[str, Any]:
    told = question._asdict()
    told["choices"] = [choice._asdict() for choice in question.choices]
    told["parts"] = [_question(part) for part in question.parts]
    return told


def _sketch_told(seen: Sketch, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "letter": letter_told(seen),
        "issues": [_remark(remark, answers) for remark in seen.remarks],
        "faults": [{**one._asdict(), "what": visible(one.what)} for one in seen.wrong],
        "needed": [one._asdict() for one in seen.needed],
        "asked": seen.asked,
        "answered": seen.answered,
        "gaps": [
            {
                "rule": one.gap.rule,
                "severity": one.gap.severity,
                "message": visible(one.gap.message),
                "advice": one.gap.advice,
                "field": one.field,
                "ask": ask_words(one.field),
            }
            for one in seen.open
        ],
        "noticed": list(_noticed(seen)),
        "emergency": seen.emergency,
        "unused": [{"field": field, "ask": ask_words(field)} for field in seen.unused],
        "ready": seen.ready,
    }


def _remark(remark: Remark, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return an issue with the answer that it means, and the better wording as it fits there."""
    value = value_of(answers, remark.field) if remark.field else ""
    place = counted_by_script(value)
    told = issue_told(remark.issue, place)
    told |= {"start": place(remark.start), "end": place(remark.end)}
    offer = remark.offer
    moves = offer is not None and offer.left is not None
    return told | {
        "words": visible(remark.issue.text),
        "field": remark.field or None,
        "ask": ask_words(remark.field),
        "offer": (offer and not moves and {"field": offer.field, "value": offer.value}) or None,
        "move": (offer and moves and offer._asdict()) or None,
    }


def _noticed(seen: Sketch) -> Iterator[dict[str, Any]]:
    names = {one.id: one.situation for one in situations()}
    sources = known_sources()
    for found in seen.noticed:
        yield {
            "urgency": found.urgency,
            "says": "; ".join(dict.fromkeys(visible(str(fact)) for fact in found.facts)),
            "list": found.concern.id,
            "title": found.concern.title,
            "letter": found.letter,
            "letter_situation": names.get(found.letter, ""),
            "own_choice": bool(found.concern.starred),
            "sources": [
                {"name": name, "says": sources[name].says, "address": sources[name].address}
                for name in found.concern.sources
                if name in sources
            ],
        }
