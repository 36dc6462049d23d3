"""A few patterns compiled as the index has them, for tests of what uses them."""

from __future__ import annotations

from collections.abc import Sequence

from letterkit.scope.patterns import Patterns, in_rows
from letterkit.stored import Rows


def some_patterns(texts: Sequence[str], needed: Sequence[Sequence[Sequence[str]]] = ()) -> Patterns:
    """Return patterns by their place in ``texts``, each with the sets of pieces that it needs."""
    needed = needed or [() for _ in texts]
    sets = sorted({tuple(pieces) for of_one in needed for pieces in of_one})
    meets = {piece: [n for n, s in enumerate(sets) if piece in s] for s in sets for piece in s}
    numbers = [[sets.index(tuple(pieces)) for pieces in of_one] for of_one in needed]
    rows = Rows({str(n): text for n, text in enumerate(texts)})
    return Patterns({"texts": rows, "engine": "", "needs": numbers,
                     "pieces": in_rows(meets)})  # fmt: skip
