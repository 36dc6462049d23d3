"""Two names written as one medicine's, “Plavix (apixaban)”, that a table gives to different ones.

The table (``data/drug-names.yaml``) is looked up where two names stand side by side; a name that
it does not hold says nothing. Which of the two is right, only the label can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from letterkit.scope.lexicon import Term
from letterkit.scope.patterns import compiled

_WORD = r"[^\W_]+(?:'(?!s\b)[^\W_]+)*"
_DOSE = r"(?: ?\d[\d.,]{0,6} ?(?:mg|mcg|g|ml|units?|iu)\b)?"
_CALLED = r"(?:(?:the )?(?:generic|brand)(?: name)?(?: of| for)?:? )?"
_CLOSED = rf"{_DOSE} ?[)\]]"


class DrugNames:
    """The compiled table: every name, what it names, and whether it is a brand."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._medicines: dict[str, list[str]] = data["medicines"]
        self._brands: frozenset[str] = frozenset(data["brands"])
        self._makers: list[str] = data["makers"]

    @cached_property
    def _between(self) -> re.Pattern[str]:
        """What joins two names as one medicine's: a bracket or a slash, a dose before it."""
        maker = f"(?:(?:{'|'.join(map(re.escape, self._makers))})-)?"
        return re.compile(rf"{_DOSE} ?(?:(?P<bracket>[(\[]) ?{_CALLED}|/ ?){maker}")

    def disagreeing(self, words: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
        """Yield start and end of the pairs of names that do not belong together.

        ``words`` is the sentence in lower case; offsets count the one space before it, as those
        of ``terms`` do.
        """
        last = 0
        for one, other in pairwise(term for term in terms if term.kind == "drug"):
            joint = self._between.fullmatch(words, one.end - 1, other.start - 1)
            if one.start < last or not joint:
                continue
            closed = compiled(_CLOSED).match(words, other.end - 1) if joint["bracket"] else None
            if joint["bracket"] and not closed:  # “Eliquis (warfarin until May)”
                continue
            names = [self._name(words[term.start - 1 : term.end - 1]) for term in (one, other)]
            if self._disagree(*names, bracketed=bool(closed)):
                last = closed.end() + 1 if closed else other.end
                yield one.start, last

    def _disagree(self, one: str, other: str, *, bracketed: bool) -> bool:
        """Return whether the names are known and no medicine has both.

        A slash also parts two medicines of a list, so there only a brand beside a generic name
        is taken for one medicine.
        """
        first, second = self._medicines.get(one), self._medicines.get(other)
        if not first or not second or not set(first).isdisjoint(second):
            return False
        return bracketed or (one in self._brands) != (other in self._brands)

    def _name(self, words: str) -> str:
        """Return a name as the table has it: without its maker, in single spaces."""
        found: list[str] = compiled(_WORD).findall(words)
        return " ".join(found[1:] if found[0] in self._makers else found)
