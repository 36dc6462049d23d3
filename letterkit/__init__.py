"""letterkit: a manual therapist's letter to a physician, drafted and kept inside the scope.

from letterkit import check_text, draft, load_case, write_letter

report = check_text(text)                       # report.issues, report.excused
letter = draft(load_case("case.yaml"))          # a CheckedLetter
write_letter(letter, "letter.docx")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from letterkit.case_file import load_case
    from letterkit.errors import InputError, LetterkitError, UsageError, WriteError
    from letterkit.issue import Excused, Issue, Report
    from letterkit.letter import Letter
    from letterkit.scope import CheckedLetter, check_letter, check_text
    from letterkit.workflow import draft
    from letterkit.writers import write_letter

__version__ = "0.1.0"

# A name is imported when it is first used, so that checking a text loads no more than the check.
_HOMES = {
    "CheckedLetter": "letterkit.scope",
    "Excused": "letterkit.issue",
    "InputError": "letterkit.errors",
    "Issue": "letterkit.issue",
    "Letter": "letterkit.letter",
    "LetterkitError": "letterkit.errors",
    "Report": "letterkit.issue",
    "UsageError": "letterkit.errors",
    "WriteError": "letterkit.errors",
    "check_letter": "letterkit.scope",
    "check_text": "letterkit.scope",
    "draft": "letterkit.workflow",
    "load_case": "letterkit.case_file",
    "write_letter": "letterkit.writers",
}

__all__ = [
    "CheckedLetter", "Excused", "InputError", "Issue", "Letter", "LetterkitError", "Report",
    "UsageError", "WriteError", "check_letter", "check_text", "draft", "load_case", "write_letter",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'letterkit' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
