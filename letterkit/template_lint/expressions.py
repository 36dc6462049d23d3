"""What may stand inside {{ }} and {% %}, as a word processor or a habit of Jinja2 spoils it."""

from __future__ import annotations

import re
from pathlib import Path

from letterkit.case_file import field_info
from letterkit.errors import Fault, Place
from letterkit.template.library import Template, text_of
from letterkit.template_lint.spots import EXPRESSION, Placed, issue_of, line_of, place_at

_TYPED = re.compile(r""""[^"\n]*"|'[^'\n]*'|([“”„‟«»‘’‚‛])""")
_STRAIGHT = str.maketrans("“”„‟«»‘’‚‛", '""""""\'\'\'\'')
_DEFAULT = re.compile(r"([\w.]+)\s*\|\s*(?:default|d)\b")


def straightened(body: str) -> tuple[str, list[tuple[str, Place]]]:
    """Return the body with straight quotes in its expressions, and where they were not."""
    found: list[tuple[str, Place]] = []
    pieces: list[str] = []
    end = 0
    for expression in EXPRESSION.finditer(body):
        if expression[0].startswith("{#"):
            continue
        signs = [m for m in _TYPED.finditer(body, *expression.span()) if m[1]]
        found += ((sign[1], place_at("", body, sign.start())) for sign in signs)
        if signs:
            pieces += (body[end : expression.start()], expression[0].translate(_STRAIGHT))
            end = expression.end()
    return "".join([*pieces, body[end:]]), found


def comes_of(fault: Fault, curly: list[tuple[str, Place]], path: Path) -> bool:
    """Return whether a fault may be no more than what wrong quotes led to."""
    place = fault.place
    return bool(place and place.path == str(path) and place.line in {p.line for _, p in curly})


def default_issue(fault: Fault, template: Template) -> Placed | None:
    """Return the issue on ``default(…)``, which says why there is no need of it here."""
    if not fault.what.startswith("“default(…)”") or not fault.place:
        return None
    line = line_of(text_of(Path(fault.place.path)), fault.place.line)
    field = found[1] if (found := _DEFAULT.search(line)) else ""
    info = field_info(tuple(field.split("."))) if field else None
    required = (info and info.is_required()) or field in template.about.needs
    what = fault.what
    if required:
        what = f"“{field}” is in every case of this letter, so that default(…) has nothing to do."
    todo = "Take the default away." if required else fault.todo.replace("…", field or "…")
    return issue_of("default", Fault(what, todo, fault.place))
