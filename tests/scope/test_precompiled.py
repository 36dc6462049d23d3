"""Patterns that are kept compiled are the ones that Python would make of their texts."""

from __future__ import annotations

import re
from zlib import decompress

import pytest

from letterkit.resources import INDEX
from letterkit.scope.patterns import Patterns
from letterkit.scope.precompiled import ENGINE, code_of, pattern_of
from letterkit.stored import read_stored

DATA = read_stored(INDEX)["patterns"]
TEXTS = dict(DATA["texts"].items())
CODES = dict(DATA["codes"].items())
LETTER = " he has a herniated disc and should stop the plavix before the epidural on 3 may. "


def test_nearly_every_pattern_of_the_index_is_kept_compiled() -> None:
    assert CODES.keys() == TEXTS.keys()
    assert sum(map(bool, CODES.values())) > 0.98 * len(TEXTS)


def test_the_kept_numbers_are_those_that_this_engine_makes() -> None:
    if DATA["engine"] != ENGINE:  # those of another Python are left alone: see below
        assert Patterns(DATA)._codes is None
        return
    for number, text in TEXTS.items():
        code = CODES[number]
        assert not code or decompress(code) == decompress(code_of(text))


def test_a_kept_pattern_is_the_one_that_its_text_gives() -> None:
    for text in TEXTS.values():
        kept, plain = pattern_of(text, code_of(text)), re.compile(text)
        assert (kept.pattern, kept.flags, kept.groups) == (plain.pattern, plain.flags, plain.groups)
        found = [match.span() for match in kept.finditer(LETTER)]
        assert found == [match.span() for match in plain.finditer(LETTER)]


@pytest.mark.parametrize("text", ["(a)b", "(?P<sign>a)b", "(?i)ab", "(?a)ab"])
def test_a_pattern_with_groups_or_flags_is_compiled_anew(text: str) -> None:
    assert code_of(text) == b""
    assert pattern_of(text, b"") == re.compile(text)


def test_numbers_of_another_engine_are_not_run() -> None:
    codes = {"0": b"nothing that Python could run"}
    strange = {"texts": {"0": "her"}, "codes": codes, "needs": [[]], "pieces": {}}
    patterns = Patterns(strange | {"engine": f"not {ENGINE}"})
    assert [match.group() for match in patterns.matches([0], LETTER)] == ["her"]
