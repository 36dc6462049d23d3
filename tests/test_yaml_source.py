"""yaml_source: every scalar a string that knows its line and column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterkit.errors import InputError
from letterkit.yaml_source import Source, key_name, parse_yaml, readable_key


def read(text: str) -> Source:
    return parse_yaml(text, "case.yaml")


@pytest.mark.parametrize("typed", ["no", "off", "07", "12:30", "1986-13-02", "1e3", "~", "null"])
def test_a_scalar_stays_what_was_typed(typed: str) -> None:
    assert read(f"a: {typed}").value == {"a": typed}


def test_a_value_and_its_key_know_their_place() -> None:
    source = read("a: 1\nb:\n  - c: here\n")
    assert str(source.place(("b", 0, "c"))) == "case.yaml:3:8"
    assert str(source.key_place(("b", 0, "c"))) == "case.yaml:3:5"


def test_a_missing_key_is_placed_at_its_parent() -> None:
    assert str(read("a: 1\nb:\n  c: 2\n").place(("b", "d"))) == "case.yaml:3:3"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: one two three", "three"),
        ("a: >\n  one two\n  three four\n", "four"),
        ("a: |\n  one\n  two\n", "two"),
        ("a: one\n  two\n  three\n", "three"),
        ('a: "one \\u00e9 two: three"', "three"),
        ("a: 'it''s one two'", "two"),
    ],
)
def test_each_word_of_a_value_knows_its_own_line_and_column(text: str, word: str) -> None:
    source = read(text)
    assert isinstance(source.value, dict)
    value = source.value["a"]
    assert isinstance(value, str)
    offset = value.index(word)
    run = [run for run in source.runs(("a",)) if run.start <= offset][-1]
    typed = text.split("\n")[run.line - 1][run.column - 1 + offset - run.start :]
    assert typed.startswith(word)


@given(st.lists(st.text("abc é😀", min_size=1).filter(lambda t: t.strip()), min_size=1, max_size=4))
def test_every_character_of_a_quoted_value_is_found_where_it_stands(words: list[str]) -> None:
    value = " ".join(" ".join(words).split())
    text = f'k: "{value}"\n'
    for run in read(text).runs(("k",)):
        assert text[run.column - 1] == value[run.start]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", "case.yaml:2:1: 'a' stands here a second time (first in line 1)."),
        ("a: &x 1\nb: 2", "case.yaml:1:4: starts with &, so that YAML drops “&x”."),
        ("a: *x and more", "case.yaml:1:4: starts with *, which YAML takes for a repetition."),
        ("a: !!python/object:os.system x", "YAML takes “!!python/object:os.system” for a tag"),
        ("a: b: c", "there is a second colon in this line"),
        ('a: "x', "is never closed"),
        ("a:\n\tb: 1", "a tab stands where only spaces may"),
        ('a: "x\\0y"', "U+0000"),
        ("a: x\x07y", "case.yaml:1:5: holds a character that a letter cannot show (U+0007)"),
        ("a: x\u202ey", "U+202E"),
        ("? [a]\n: b", "where the name of a field should stand"),
    ],
)
def test_what_a_case_file_has_no_use_for_is_refused_in_plain_words(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert said in str(caught.value)


def test_an_anchor_bomb_ends_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    with pytest.raises(InputError):
        read(bomb)


def test_keys_are_named_from_zero_for_programs_and_from_one_for_people() -> None:
    assert key_name(("actions", 0)) == "actions[0]"
    assert readable_key(("procedures", 0, "on")) == "procedures[1].on"
