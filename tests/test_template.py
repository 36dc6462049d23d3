"""template: the block syntax, what a template may do, and what it can never print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from letterkit.case_file import load_case
from letterkit.errors import InputError, LetterkitError, UsageError
from letterkit.letter import Letter
from letterkit.profiles import load_profile
from letterkit.template import load_template, render, template_ids
from letterkit.template.library import body_of

ROOT = Path(__file__).parent.parent
COMPLETE = Path(__file__).parent / "cases" / "complete.yaml"
FRONT = "---\ntitle: T\npurpose: P.\nurgency: {urgency}\nwords: 100\nneeds: [{needs}]\n---\n"
PARTS = {
    "part": "A part for {{ patient }}.\n",
    "macros": "{% macro both(a, b) %}{{ a }} and {{ b }}{% endmacro %}\n",
    "handed": "Subject: {{ subject }}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "_shared").mkdir()
    for name, text in PARTS.items():
        (tmp_path / "_shared" / f"{name}.j2").write_text(text, "utf-8")
    return tmp_path


def letter(folder: Path, body: str, *, needs: str = "", urgency: str = "routine", more: str = "",
           without: tuple[str, ...] = ()) -> Letter:  # fmt: skip
    """The letter that a template makes of the complete case, ``more`` added to it."""
    (folder / "x.j2").write_text(FRONT.format(needs=needs, urgency=urgency) + body, "utf-8")
    lines = COMPLETE.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(without or ("#",))]
    (folder / "case.yaml").write_text("".join(kept) + more, "utf-8")
    return render(load_case(folder / "case.yaml"), load_template("x", folder), load_profile())


def blocks(folder: Path, body: str) -> list[tuple[str, list[str]]]:
    return [
        (block.kind, [line.text for line in block.lines])
        for block in letter(folder, body).blocks
        if block.kind != "table"
    ]


# Blocks


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One\ntwo\n\nthree", [("paragraph", ["One two"]), ("paragraph", ["three"])]),
        ("# Head\nText", [("heading", ["Head"]), ("paragraph", ["Text"])]),
        ("#Head", [("heading", ["Head"])]),
        ("- a\n- b", [("list", ["a", "b"])]),
        ("- a\n\n- b", [("list", ["a", "b"])]),
        ("- a\n  goes on\n- b", [("list", ["a goes on", "b"])]),
        ("- a\n\ntext\n\n- b", [("list", ["a"]), ("paragraph", ["text"]), ("list", ["b"])]),
        ("-no item", [("paragraph", ["-no item"])]),
        ("@date today", [("date", ["today"])]),
        ("@re\nRe: x\ny", [("re", ["Re: x", "y"])]),
        ("@note a\n@note b", [("note", ["a"]), ("note", ["b"])]),
        ("@note\n\ntext", [("paragraph", ["text"])]),
        ("text\n- a", [("paragraph", ["text"]), ("list", ["a"])]),
        ("text\n# Head", [("paragraph", ["text"]), ("heading", ["Head"])]),
        ("   spaces   \n", [("paragraph", ["spaces"])]),
    ],
)
def test_signs_of_the_template_make_blocks(
    body: str, expected: list[tuple[str, list[str]]], folder: Path
) -> None:
    assert blocks(folder, body) == expected


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("| a | b |\n| c | d |", [["a", "b"], ["c", "d"]]),
        ("| a | b\n| c | d", [["a", "b"], ["c", "d"]]),
        ("| a |  | c |", [["a", "", "c"]]),
        ("| a |\n\n| b |", [["a"], ["b"]]),
        ("| {{ patient }} | {{ date }} |", [["Mr. Reyes", "March 11, 2026"]]),
    ],
)
def test_bars_of_the_template_make_a_table(body: str, rows: list[list[str]], folder: Path) -> None:
    (table,) = letter(folder, body).blocks
    assert table.kind == "table"
    assert [[cell.text for cell in row] for row in table.rows] == rows


def test_an_empty_cell_has_an_origin_like_every_other(folder: Path) -> None:
    (table,) = letter(folder, "| a |  | c |").blocks
    assert {cell.origin_at(0).place.line for cell in table.rows[0]} == {8}


def test_a_line_below_a_table_is_not_lost(folder: Path) -> None:
    made = letter(folder, "| a | b |\nbelow\n")
    assert [block.kind for block in made.blocks] == ["table", "paragraph"]
    assert made.text == "a | b\n\nbelow\n"


def test_the_same_signs_in_a_value_are_words(folder: Path) -> None:
    signs = ["@note a", "# b", "- c", "| d | e |", "{{ 7*7 }}", "TODO"]
    typed = "enclosures:\n" + "".join(f'  - "{sign}"\n' for sign in signs)
    body = "{% for e in enclosures %}{{ e }}\n\n{% endfor %}"
    made = letter(folder, body, more=typed)
    assert [(b.kind, b.lines[0].text) for b in made.blocks] == [("paragraph", s) for s in signs]


def test_the_reference_of_later_pages_is_who_and_when(folder: Path) -> None:
    made = letter(folder, "@date {{ date }}\n\n@re\nRe: {{ patient.name }}\nSAME DAY\n\nText")
    assert made.reference == "Re: Daniel Reyes · March 11, 2026"


# What a template may do


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{% if request %}yes{% else %}no{% endif %}", "yes"),
        ("{% if enclosures %}yes{% else %}no{% endif %}", "no"),
        ("{% if practitioner.fax %}yes{% else %}no{% endif %}", "no"),
        ("{% if practitioner.fax or practitioner.phone %}yes{% endif %}", "yes"),
        ("{% if urgency == 'same-day' %}a{% elif urgency == 'routine' %}b{% endif %}", "b"),
        ("{% if not records and findings %}yes{% else %}no{% endif %}", "no"),
        ("{{ 'a' if cc else 'b' }}", "a"),
        ("{% for c in cc %}{{ loop.index }}{% if loop.last %}.{% endif %}{% endfor %}", "123456."),
        ("{{ cc|join(' + ') }}", "Ana One + Bo Two + Cy Three + Di Four + Ed Five + Flo Six"),
        ("{% set who = patient.name %}{{ who }}", "Daniel Reyes"),
        ("{% set who %}Re {{ patient }}{% endset %}{{ who }}", "Re Mr. Reyes"),
        ("{% macro m(x) %}({{ x }}){% endmacro %}{{ m(patient) }}", "(Mr. Reyes)"),
        ("{% include '_shared/part.j2' %}", "A part for Mr. Reyes."),
        ("{% set subject = 'x' %}{% include '_shared/handed.j2' %}", "Subject: x"),
        ("{% from '_shared/macros.j2' import both %}{{ both(patient, recipient) }}",
         "Mr. Reyes and Dr. Okafor"),
        ("{# a remark #}text", "text"),
        ("{{ 'quoted' }} {{ 7 }}", "quoted 7"),
        ("{{- patient -}}", "Mr. Reyes"),
        ("{{ recipient }}, {{ recipient.name }}", "Dr. Okafor, Helen Okafor, MD"),
    ],
)  # fmt: skip
def test_a_template_chooses_repeats_and_shares(body: str, expected: str, folder: Path) -> None:
    assert letter(folder, body).text == expected + "\n"


def test_a_letter_is_as_urgent_as_the_case_says_or_else_as_it_is_made_for(folder: Path) -> None:
    body = "{% if urgency %}{{ urgency }}{% else %}none{% endif %}"
    assert letter(folder, body, urgency="same-day").text == "same-day\n"
    case = "urgency: emergency\n"
    assert letter(folder, body, urgency="same-day", more=case).text == "emergency\n"


def test_a_fact_that_is_not_given_is_named_where_it_is_printed(folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        letter(folder, "One\n{{ request }}", without=("request",))
    assert str(caught.value) == (
        f"{folder}/case.yaml:2:1: “request” is missing; {folder}/x.j2:9 prints it. Add it, such as "
        "“request: Would you let me know whether massage is appropriate?”."
    )


@pytest.mark.parametrize(
    ("printed", "missing"),
    [
        ("practitioner.fax", "practitioner.fax"),
        ("patient.reference", "patient.reference"),
        ("procedures.on", "procedures"),
        ("procedures.clauses", "procedures"),
    ],
)
def test_the_field_that_is_missing_is_named_in_full(
    printed: str, missing: str, folder: Path
) -> None:
    with pytest.raises(InputError, match=re.escape(f"“{missing}” is missing; ")):
        letter(folder, f"{{{{ {printed} }}}}")


def test_a_date_missing_from_an_entry_is_named_in_full(folder: Path) -> None:
    with pytest.raises(InputError, match=r"“procedures\.on” is missing; .*such as “on: 2026"):
        letter(folder, "{{ procedures.on }}", more="procedures: [{name: a scan}]\n")


def test_no_clause_of_medicines_is_made_up(folder: Path) -> None:
    with pytest.raises(InputError, match="“medications” is missing"):
        letter(folder, "{{ medications.clause }}", without=("medications",))


# Needs and leftovers


@pytest.mark.parametrize(
    ("needs", "missing"),
    [
        ("practitioner.email", ["practitioner.email"]),
        ("treatment", ["treatment"]),
        ("treatment.sessions", ["treatment"]),
        ("enclosures", ["enclosures"]),
        ("'findings[].side'", ["findings[1].side"]),
        ("'reported[].on'", ["reported[1].on"]),
        ("'reported[].since'", ["reported[2].since"]),
        ("'records[].from'", []),
        ("'findings[].measure.value'", ["findings[1].measure"]),
        ("treatment, enclosures", ["treatment", "enclosures"]),
    ],
)
def test_all_that_a_letter_needs_and_the_case_lacks_is_named(
    needs: str, missing: list[str], folder: Path
) -> None:
    found = []
    try:
        letter(folder, "Text.", needs=needs)
    except InputError as error:
        found = [fault.what for fault in error.faults]
    assert found == [f"“{key}” is missing; the letter “x” needs it [CM10]." for key in missing]


def test_what_the_letter_leaves_out_is_listed_with_its_place(folder: Path) -> None:
    unused = letter(folder, "{{ request }} {{ reported.told }}").unused
    assert [(origin.key, origin.place.line) for origin in unused] == [
        ("practitioner.name", 2), ("practitioner.phone", 2), ("recipient.name", 3),
        ("patient.name", 4), ("patient.born", 4), ("consent.how", 5), ("medications[0].name", 10),
            ("medications[0].source", 10),
        ("records[0].document", 12), ("records[0].dated", 12), ("records[0].from", 12),
        ("records[0].quote", 12), ("findings[0].text", 13), ("findings[0].on", 13),
        ("actions[0]", 14), *[(f"cc[{number}]", 15) for number in range(6)],
    ]  # fmt: skip


@pytest.mark.parametrize("field", ["letter: x", "urgency: routine", "profile: massage-us",
                                   "concern: x"])  # fmt: skip
def test_what_only_steers_the_letter_is_not_missed_in_it(field: str, folder: Path) -> None:
    name = field.split(":")[0]
    assert name not in {o.key for o in letter(folder, "Text.", more=field + "\n").unused}


# Attribution

REPORTED = ("Tingling into the left arm", "I lie awake most nights", "clopidogrel")
PRINTED = [
    "{{ reported }}",
    "I found {{ reported }} today.",
    "- {{ reported }}",
    "# {{ reported }}",
    "@note {{ reported }}",
    "| {{ reported }} |",
    "{{ reported.sentences }}",
    "I observed: {{ reported.sentences }}",
    "{{ reported.told }}",
    "{{ reports(reported) }}",
    "{{ reports(medications, reported) }}",
    "{{ medications }}",
    "The patient takes {{ medications }}",
    "He {{ medications.clause }}.",
    "{% set x %}{{ reported }}{% endset %}{{ x }}",
    "{% macro m(x) %}I found {{ x }}{% endmacro %}{{ m(reported) }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(reports(reported, medications)) }}",
    "{{ 'x' if not reported else reported }}",
    "{% from '_shared/macros.j2' import both %}{{ both(reported, medications) }}",
]
REFUSED = [
    "{% for r in reported %}{{ r }}{% endfor %}",
    "{% for r in reported.told %}{{ r }}{% endfor %}",
    "{% for r in reports(reported) %}{% if loop.index > 20 %}{{ r }}{% endif %}{% endfor %}",
    "{{ reported|join }}",
    "{{ reported.told|join('') }}",
    "{{ reported|first }}",
    "{{ reported|list }}",
    "{{ reported|string|replace('Mr. Reyes reports', '') }}",
    "{{ reported.told|replace('told me', '') }}",
    "{{ reported.told[20:] }}",
    "{{ reported[0] }}",
    "{{ reported[0].text }}",
    "{{ reported['text'] }}",
    "{{ reported.text }}",
    "{{ reported.items() }}",
    "{{ reported.item((), reported) }}",
    "{{ reported._records }}",
    "{{ done(reported) }}",
    "{{ done(medications) }}",
    "{{ (reported, medications) }}",
    "{{ '%s' % reported }}",
    "{{ '{0._records}'.format(reported) }}",
    "{{ reported ~ '' }}",
    "{% set a, b = reported %}{{ a }}",
    "{% set reports = done %}{{ reports(reported) }}",
    "{% import '_shared/macros.j2' as m %}{{ m.both(reported, 1) }}",
    "{% filter upper %}{{ reported }}{% endfilter %}",
    "{% call reports(reported) %}{% endcall %}",
]


def attributed(made: Letter, words: str) -> bool:
    """Whether ``words`` stand nowhere but behind “reports”, “told me” or below “… reports”."""
    heading = ""
    for block in made.blocks:
        if block.kind == "heading":
            heading = block.lines[0].text
            continue
        for line in block.lines:
            before, found, _ = line.text.partition(words)
            listed = block.kind == "list" and heading.endswith(" reports")
            if found and not (listed or re.search(r"\b(reports|reported|told me)\b", before)):
                return False
        heading = heading if block.kind == "list" else ""
    return not any(words in cell.text for b in made.blocks for row in b.rows for cell in row)


@pytest.mark.parametrize("body", PRINTED)
def test_no_template_prints_a_report_without_saying_that_it_is_one(body: str, folder: Path) -> None:
    made = letter(folder, body)
    assert any(words in made.text for words in REPORTED)
    assert all(attributed(made, words) for words in REPORTED)


@pytest.mark.parametrize("body", REFUSED)
def test_a_template_that_would_is_refused_at_its_line(body: str, folder: Path) -> None:
    with pytest.raises(InputError, match=re.escape(f"{folder}/x.j2:8: ")):
        letter(folder, body)


@pytest.mark.parametrize(
    "body",
    [
        "{{ records }}",
        "I read that {{ records }}",
        "{% set x %}{{ records }}{% endset %}{{ x }}",
        "| {{ records }} |",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(records) }}",
    ],
)
def test_a_record_is_printed_with_its_document_and_date(body: str, folder: Path) -> None:
    text = letter(folder, body).text
    assert "The radiology report dated February 26 from Eastside Imaging reads: “no cord" in text
    assert text.count("no cord edema") == 1


@pytest.mark.parametrize(
    "body",
    [
        "{% for r in records %}{{ r }}{% endfor %}",
        "{{ records|join }}",
        "{{ records.quote }}",
        "{{ records[0].quote }}",
        "{{ reports(records) }}",
        "{{ done(records) }}",
        "{{ records.items() }}",
    ],
)
def test_a_record_is_not_printed_otherwise(body: str, folder: Path) -> None:
    with pytest.raises(InputError, match=re.escape(f"{folder}/x.j2:8: ")):
        letter(folder, body)


def test_the_same_letter_is_made_of_the_same_case(folder: Path) -> None:
    body = "{{ reported }}\n\n{{ done(actions, consent) }}"
    assert letter(folder, body) == letter(folder, body)


# The shelf


def test_every_shipped_letter_loads_and_has_an_example() -> None:
    assert len(template_ids()) >= 4
    for template_id in template_ids():
        about = load_template(template_id).about
        assert about.title
        assert about.situation
        assert (ROOT / "examples" / template_id / "case.yaml").is_file()


@pytest.mark.parametrize("template_id", template_ids())
def test_the_title_of_a_shipped_letter_names_no_patient(template_id: str) -> None:
    case = load_case(ROOT / "examples" / template_id / "case.yaml").case
    title = load_template(template_id).about.title
    assert not set(case.patient.name.split()) & set(title.split())


def test_a_letter_that_is_not_there_is_asked_for_in_vain(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no letter “progres-report”\. Did you mean"):
        load_template("progres-report")
    with pytest.raises(LetterkitError, match="there is no letter “x”"):
        load_template("x", folder)


def test_the_front_matter_is_blank_so_that_lines_agree(folder: Path) -> None:
    text = FRONT.format(needs="", urgency="routine") + "Line eight\n"
    assert body_of(text).split("\n")[7] == "Line eight"
    assert body_of("no front matter\n") == "no front matter\n"
