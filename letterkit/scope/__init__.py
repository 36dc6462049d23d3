"""The scope check: who asserts what, and may a therapist assert it?"""

from __future__ import annotations

from letterkit.scope.engine import check_letter, check_text

__all__ = ["check_letter", "check_text"]
