"""Issues as people and programs read them."""

from __future__ import annotations
