"""Concerns: which reported signs call for which letter, and how soon. Data in ``data/concerns``."""

from __future__ import annotations

from letterkit.concerns.library import URGENCIES, Concern, load_concern, load_library
from letterkit.concerns.noticing import Noticed, notice

__all__ = ["URGENCIES", "Concern", "Noticed", "load_concern", "load_library", "notice"]
