"""Alternatives that are looked for one by one match as the one pattern would."""

import re

from hypothesis import given
from hypothesis import strategies as st

from letterkit.scope.matchers import alternatives

PIECES = ["ab", "b+c", "(?<=a)bc", "abc", "ca"]


@given(st.text("abc", max_size=30))
def test_alternatives_match_as_one_pattern(text: str) -> None:
    found = [match.span() for match in alternatives([(piece, ()) for piece in PIECES], text)]
    assert found == [match.span() for match in re.finditer("|".join(PIECES), text)]


def test_an_alternative_that_lacks_its_words_is_not_tried() -> None:
    matchers = [("(", [["needed"]]), ("b", [["b"]])]
    assert [match.span() for match in alternatives(matchers, "abb")] == [(1, 2), (2, 3)]
