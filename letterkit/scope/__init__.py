"""The scope check: who asserts what, and may a therapist assert it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from letterkit.scope.engine import check_text

if TYPE_CHECKING:
    from letterkit.scope.checked_letter import CheckedLetter, check_letter

__all__ = ["CheckedLetter", "check_letter", "check_text"]


def __getattr__(name: str) -> Any:
    if name not in ("CheckedLetter", "check_letter"):
        raise AttributeError(f"module 'letterkit.scope' has no attribute {name!r}")
    from letterkit.scope import checked_letter  # a check of plain text never needs it

    return getattr(checked_letter, name)
