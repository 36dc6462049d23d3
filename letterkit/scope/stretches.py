"""How far a long sentence is read, and its stretches: so many places in a row, each beginning some
places later.
"""

from __future__ import annotations

MOST_TOKENS = 200  # of a sentence; what stands behind is not read
STRETCH, APART = 12, 4  # places of a stretch, and from the beginning of one to the next


def starts_of(number: int) -> list[int]:
    """Return where the stretches begin that lie within so many places; the last ends with them."""
    last = max(number - STRETCH, 0)
    return [*range(0, last, APART), last]
