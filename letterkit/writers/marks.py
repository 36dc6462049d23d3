"""The words that a writer adds to a letter."""

from __future__ import annotations

DRAFT_MARK = "DRAFT: NOT FOR SENDING"
