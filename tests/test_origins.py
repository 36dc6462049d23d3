"""Every word of a letter knows where it was written, and really stands there."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterkit.case import Case
from letterkit.case_file import LoadedCase, load_case
from letterkit.errors import Fault, InputError
from letterkit.letter import CELL_BREAK, ITEM_MARKS, Letter, Line, Span
from letterkit.profiles import load_profile, profile_ids
from letterkit.resources import data_folder
from letterkit.template import load_template, render
from letterkit.yaml_source import REFUSED, parse_yaml, read_yaml

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent / "cases"
EXAMPLES = sorted(ROOT.glob("examples/*/case.yaml"))


def example_letter(case: Path) -> Letter:
    return render(load_case(case), load_template(case.parent.name), load_profile())


def complete_letter() -> Letter:
    template = load_template("every-place", HERE / "letters")
    return render(load_case(HERE / "complete.yaml"), template, load_profile())


LETTERS: dict[str, Callable[[], Letter]] = {
    path.parent.name: partial(example_letter, path) for path in EXAMPLES
} | {"every-place": complete_letter}


def lines_of(letter: Letter) -> list[Line]:
    return [line for block in letter.blocks for line in (*block.lines, *chain(*block.rows))]


@pytest.mark.parametrize("make", LETTERS.values(), ids=LETTERS)
def test_a_letters_sentences_are_its_text_in_order(make: Callable[[], Letter]) -> None:
    letter = make()
    sentences = list(letter.sentences())
    ends = [0, *(each.end for each in sentences)]
    starts = [*(each.start for each in sentences), len(letter.text)]
    between = "".join(letter.text[end:start] for end, start in zip(ends, starts, strict=True))
    assert set(between) <= set(f" \n{''.join(ITEM_MARKS.values())}{CELL_BREAK}")
    for each in sentences:
        assert each.text == letter.text[each.start : each.end]
        assert each.origin == letter.origin_at(each.start)


@pytest.mark.parametrize("profile", profile_ids())
def test_every_source_a_profile_cites_is_described(profile: str) -> None:
    described = read_yaml(data_folder() / "sources.yaml").value
    cited = load_profile(profile).sources
    assert cited
    assert not set(cited) - set(described)


def spans_of(letter: Letter) -> Iterator[tuple[Span, str]]:
    for line in lines_of(letter):
        yield from ((span, line.text[span.start : span.end]) for span in line.spans)


def same(printed: str, typed: str) -> bool:
    """A letter may give a sentence its capital; a line end is printed as a space."""
    return printed == typed or printed.casefold() == typed.casefold() or (printed + typed).isspace()


@pytest.fixture(params=LETTERS)
def letter(request: pytest.FixtureRequest) -> Letter:
    return LETTERS[request.param]()


def test_there_are_letters_to_look_at() -> None:
    assert len(EXAMPLES) >= 4


def test_every_character_has_exactly_one_origin(letter: Letter) -> None:
    for line in lines_of(letter):
        ends = [0, *(span.end for span in line.spans)]
        assert [span.start for span in line.spans] == ends[:-1]
        assert ends[-1] == len(line.text)


def test_words_of_the_case_stand_there_character_by_character(letter: Letter) -> None:
    seen = 0
    for line in lines_of(letter):
        for span in line.spans:
            if not (span.origin.from_case and span.literal):
                continue
            file = Path(span.origin.place.path).read_text("utf-8").split("\n")
            for at in range(span.start, span.end):
                place = line.origin_at(at).place
                typed = (file[place.line - 1] + "\n")[place.column - 1]
                assert same(line.text[at], typed), f"{place}: {line.text!r}"
                seen += 1
    assert seen > 200


def test_only_the_first_letter_of_a_sentence_is_changed(letter: Letter) -> None:
    for span, words in spans_of(letter):
        if span.origin.from_case and span.literal:
            place = span.origin.place
            file = Path(place.path).read_text("utf-8").split("\n")
            typed = (file[place.line - 1] + "\n")[place.column - 1 :]
            assert words.split()[1:] == typed[: len(words)].split()[1:]


def test_dates_and_numbers_point_at_what_they_write_out(letter: Letter) -> None:
    written = [span for span, _ in spans_of(letter) if span.origin.from_case and not span.literal]
    assert written
    for span in written:
        place = span.origin.place
        file = Path(place.path).read_text("utf-8").split("\n")
        typed = file[place.line - 1][place.column - 1 :]
        name = span.origin.key.rsplit(".", 1)[-1]
        before = file[place.line - 1][: place.column - 1]
        assert typed[:1].strip(), f"{place}: nothing was typed there"
        assert before.endswith(f"{name}: ") or before == ""


def test_words_of_a_template_stand_there_character_by_character(letter: Letter) -> None:
    seen = 0
    for span, words in spans_of(letter):
        place = span.origin.place
        if span.origin.from_case or not span.literal:
            continue
        file = Path(place.path).read_text("utf-8").split("\n")
        typed = file[place.line - 1][place.column - 1 :]
        assert typed.startswith(words), f"{place}: {words!r}"
        seen += 1
    assert seen > 10


def test_words_of_letterkit_point_at_the_expression_that_prints_them(letter: Letter) -> None:
    own = [
        (span, words)
        for span, words in spans_of(letter)
        if not span.origin.from_case and not span.literal and words.strip()
    ]
    assert own
    for span, words in own:
        place = span.origin.place
        file = Path(place.path).read_text("utf-8").split("\n")
        assert "{{" in file[place.line - 1], f"{place}: {words!r}"


def test_what_every_offset_of_the_text_says_agrees_with_its_line(letter: Letter) -> None:
    offset = 0
    for line in lines_of(letter):
        if not line.text:
            continue
        offset = letter.text.index(line.text, offset)
        for at in range(len(line.text)):
            assert letter.origin_at(offset + at) == line.origin_at(at)
        offset += len(line.text)


def test_what_is_not_printed_is_listed_and_what_is_printed_is_not(letter: Letter) -> None:
    unused = {origin.key for origin in letter.unused}
    printed = {span.origin.key for span, _ in spans_of(letter)}
    assert not unused & printed


# Whatever is typed, and however it is quoted


def double_quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def all_escaped(value: str) -> str:
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in value) + '"'


def single_quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def broken_lines(value: str) -> str:
    return double_quoted(value).replace(" ", "\n      ")


def folded(value: str) -> str:
    return ">-\n" + textwrap.indent(value.replace(" ", "\n"), "      ")


def kept(value: str) -> str:
    return "|  # not these words\n" + textwrap.indent(value.replace(" ", "\n"), "      ")


STYLES = [double_quoted, all_escaped, single_quoted, broken_lines, folded, kept]
SIGNS = "abcXYZ éß🙂מל.,:;!?'\"“”-#@|*&%{}[]<>/\\_~`$()0129"
TYPED = st.text(SIGNS, min_size=1, max_size=40).map(lambda t: " ".join(t.split())).filter(len)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A case file with three values, each typed in a style of its own."""
    values = draw(st.lists(TYPED, min_size=3, max_size=3))
    typed = [draw(st.sampled_from(STYLES))(value) for value in values]
    text = (
        "date: 2026-03-11\npractitioner: {name: Ana, phone: 1}\nrecipient: {name: Bo}\n"
        "patient: {name: Cy}\nconsent: {how: written}\ncc: [Di]\n"
        f"request:\n    {typed[0]}\n"
        f"reported:\n  - text:\n      {typed[1]}\n"
        f"outcomes:\n  - measure:\n      {typed[2]}\n    before: 8\n    after: 4\n"
    )
    return text, values


@settings(max_examples=150, deadline=None)
@given(cases())
def test_words_printed_are_words_typed_with_their_place(case: tuple[str, list[str]]) -> None:
    text, (request, reported, measure) = case
    source = parse_yaml(text, "case.yaml")
    loaded = LoadedCase(Case.model_validate(source.value), source)
    template = load_template("every-place", HERE / "letters")
    letter = render(loaded, template, load_profile())

    lines = [line.text for line in lines_of(letter)]
    rest = request[1:]  # the first letter becomes a capital, the last may get a full stop
    assert any(line[1:] in (rest, f"{rest}.") for line in lines)
    assert any(line.startswith("And once more: ") and rest in line for line in lines)
    assert measure in lines
    assert any(line[1:].startswith(reported[1:]) for line in lines)
    assert any(f"Cy reports: {reported}" in line for line in lines)

    file = text.split("\n")
    found = set()
    for line in lines_of(letter):
        for span in (span for span in line.spans if span.literal and span.origin.from_case):
            found.add(span.origin.key)
            for at in range(span.start, span.end):
                place = line.origin_at(at).place
                stands = (file[place.line - 1] + "\n")[place.column - 1]
                assert same(line.text[at], stands) or stands == "\\"
    assert found >= {"request", "reported[0].text", "outcomes[0].measure"}


@given(TYPED, st.sampled_from(STYLES))
def test_a_value_is_read_as_it_was_typed(value: str, style: Callable[[str], str]) -> None:
    source = parse_yaml(f"a:\n  - b:\n      {style(value)}\n", "case.yaml")
    assert source.value == {"a": [{"b": value}]}
    runs = source.runs(("a", 0, "b"))
    assert runs[0].start == 0
    assert [run.start for run in runs] == sorted({run.start for run in runs})


@given(st.text(max_size=60))
def test_reading_never_ends_but_in_a_value_or_in_a_fault_with_its_place(text: str) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        source = parse_yaml(text, "case.yaml")
    except InputError as error:
        faults = error.faults
    else:
        assert not REFUSED.search(text)
        assert all(source.runs(key) for key in source.text_keys())
    assert all(fault.place and fault.place.line for fault in faults)
