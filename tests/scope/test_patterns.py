"""Patterns that are looked for one by one, where their words stand, match as they would alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from some_patterns import some_patterns

from letterkit.resources import INDEX
from letterkit.scope.index import load_scope
from letterkit.scope.needs import needs
from letterkit.scope.pack import load_rules
from letterkit.scope.patterns import compiled
from letterkit.scope.shadow import shadow_of
from letterkit.stored import read_stored

PIECES = ["ab", "b+c", "(?<=a)bc", "abc", "ca"]
DATA = read_stored(INDEX)["patterns"]
TEXTS: list[str] = [DATA["texts"].get(str(n)) for n in range(len(DATA["needs"]))]


def sentences() -> list[str]:
    """Return the sentences of the rules, tagged."""
    lexicon = load_scope().lexicon
    texts = [wrong.text for rule in load_rules() for wrong in rule.wrong]
    texts += [permitted.text for rule in load_rules() for permitted in rule.permitted]
    shadows = [shadow_of(text.replace("[[", "").replace("]]", "")) for text in texts]
    return [lexicon.tag(shadow.words, shadow.plain).text for shadow in shadows]


SENTENCES = sentences()


@given(st.text("abc", max_size=30))
def test_alternatives_match_as_one_pattern(text: str) -> None:
    patterns = some_patterns(PIECES)
    found = [match.span() for match in patterns.alternatives(range(len(PIECES)), text)]
    assert found == [match.span() for match in re.finditer("|".join(PIECES), text)]


def test_a_pattern_that_lacks_its_words_is_not_tried() -> None:
    patterns = some_patterns(["(", "b"], [[["needed"]], [["b"]]])  # the first cannot be compiled
    assert [match.span() for match in patterns.alternatives((0, 1), "abb")] == [(1, 2), (2, 3)]
    assert [match.span() for match in patterns.matches((0, 1), "abb")] == [(1, 2), (2, 3)]


@pytest.mark.parametrize(
    ("piece", "text", "holds"),
    [
        (" her ", "on her", True),
        (" her ", "another", False),
        ("her ", "on her", True),
        (" of h", "side of hers", True),
        (" of h", "side of ours", False),
        ("s i d", "as I did", False),  # a text that is tagged is in lower case
        ("s i d", "as i did", True),
        (" i h", "so,\ni have", True),
        ("x ray", "an x-ray", True),
        ("?", "is it?", True),
        ("\u2003", "an\u2003ointment", True),
    ],
)  # fmt: skip
def test_a_piece_is_found_wherever_it_stands(piece: str, text: str, holds: bool) -> None:
    patterns = some_patterns(["x", "y"], [[[piece, "none"]], [["q"]]])
    assert (patterns.able(f" {text}") == {0}) is holds


@pytest.mark.parametrize("number", range(0, len(TEXTS), 20))
def test_what_a_pattern_is_said_to_need_hides_none_of_its_matches(number: int) -> None:
    patterns = load_scope().patterns
    for text in SENTENCES:
        able = patterns.able(text)
        for at in range(number, min(number + 20, len(TEXTS))):
            assert at in able or not compiled(TEXTS[at]).search(text), (TEXTS[at], text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=3), st.integers(0, 1000))
def test_nor_where_sentences_are_cut_and_joined(texts: list[str], at: int) -> None:
    patterns = load_scope().patterns
    text = " " + "".join(piece[at % len(piece) :] for piece in texts).lstrip(" ")
    able = patterns.able(text)
    lost = [pattern for n, pattern in enumerate(TEXTS)
            if n not in able and compiled(pattern).search(text)]  # fmt: skip
    assert not lost, text


def test_the_needs_of_every_pattern_are_those_of_its_syntax() -> None:
    rows = [row.split("|") for row in DATA["pieces"].values()]
    pieces = {
        p: set(map(int, of.split())) for r in rows for p, of in zip(r[::2], r[1::2], strict=True)
    }
    for text, numbers in zip(TEXTS, DATA["needs"], strict=True):
        found = [sorted(p for p, of in pieces.items() if number in of) for number in numbers]
        assert found == needs(text)
