"""facts: how each kind of fact is said, and that its attribution cannot be left out."""

from __future__ import annotations

from datetime import date

import pytest

from letterkit.case import Case
from letterkit.facts import case_views, phrases
from letterkit.ledger import Ledger
from letterkit.profiles import Profile, load_profile
from letterkit.yaml_source import parse_yaml

WHO = "practitioner: {name: Ana}\nrecipient: {name: Bo}\npatient: {name: Cy}\n"
US = load_profile("massage-us")
DAY_FIRST = US.model_copy(update={"dates": "day-first"})


def plain(ledger: Ledger, marked: object) -> str:
    """The words of a marked text, its blank lines left out."""
    lines = [ledger.read_line(line).text for line in str(marked).split("\n")]
    return "\n".join(line for line in lines if line)


def said(typed: str, name: str, attribute: str = "", profile: Profile = US) -> str:
    """What a template prints for ``{{ name.attribute }}``."""
    source = parse_yaml(WHO + typed, "case.yaml")
    ledger = Ledger(source, "x.j2")
    view = case_views(Case.model_validate(source.value), ledger, profile, date(2026, 3, 11))[name]
    return plain(ledger, getattr(view, attribute) if attribute else view)


def items(typed: str, name: str) -> list[str]:
    source = parse_yaml(WHO + typed, "case.yaml")
    ledger = Ledger(source, "x.j2")
    views = case_views(Case.model_validate(source.value), ledger, US, date(2026, 3, 11))
    return [plain(ledger, item) for item in views[name].items()]


# Dates and numbers


@pytest.mark.parametrize(
    ("typed", "month_first", "day_first"),
    [
        ("2026-03-01", "March 1", "1 March"),
        ("2025-12-31", "December 31, 2025", "31 December 2025"),
        ("2027-01-02", "January 2, 2027", "2 January 2027"),
        ("2024-02-29", "February 29, 2024", "29 February 2024"),
        ("2026-03-12 09:05", "March 12 at 9:05 am", "12 March at 9:05 am"),
        ("2026-03-12 00:30", "March 12 at 12:30 am", "12 March at 12:30 am"),
        ("2026-03-12 12:00", "March 12 at 12:00 pm", "12 March at 12:00 pm"),
        ("2026-03-12T23:59", "March 12 at 11:59 pm", "12 March at 11:59 pm"),
        ("2025-03-12 16:10", "March 12, 2025 at 4:10 pm", "12 March 2025 at 4:10 pm"),
    ],
)
def test_a_date_is_written_out_with_its_year_only_where_it_is_another(
    typed: str, month_first: str, day_first: str
) -> None:
    call = f"calls: [{{at: {typed}}}]\n"
    assert items(call, "calls") == [f"I telephoned on {month_first}."]
    source = parse_yaml(WHO + call, "case.yaml")
    ledger = Ledger(source, "x.j2")
    case = Case.model_validate(source.value)
    views = case_views(case, ledger, DAY_FIRST, date(2026, 3, 11))
    assert plain(ledger, next(views["calls"].items())) == f"I telephoned on {day_first}."


def test_the_letters_own_date_and_a_birth_date_bear_their_year() -> None:
    assert said("", "date") == "March 11, 2026"
    source = parse_yaml(WHO.replace("{name: Cy}", "{name: Cy, born: 2026-01-02}"), "case.yaml")
    ledger = Ledger(source, "x.j2")
    views = case_views(Case.model_validate(source.value), ledger, US, date(2026, 3, 11))
    assert plain(ledger, views["patient"].value("born")) == "January 2, 2026"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{sessions: 0}", "No massage sessions."),
        ("{sessions: 1}", "One massage session."),
        ("{sessions: 2}", "Two massage sessions."),
        ("{sessions: 12}", "Twelve massage sessions."),
        ("{sessions: 13}", "13 massage sessions."),
        ("{sessions: 2, from: 2026-03-09, to: 2026-03-11}",
         "Two massage sessions from March 9 to March 11."),
        ("{sessions: 1, from: 2026-03-09, to: 2026-03-11}", "One massage session on March 9."),
        ("{sessions: 2, to: 2026-03-11}", "Two massage sessions on March 11."),
        ("{areas: [neck]}", "Massage, to the neck."),
        ("{areas: [neck, hips], techniques: [x]}", "Massage, to the neck and hips: x."),
        ("{areas: [a, b, c]}", "Massage, to the a, b and c."),
        ("{withheld: massage to the calf}", "I have withheld massage to the calf."),
    ],
)  # fmt: skip
def test_treatment_is_counted_in_words(typed: str, expected: str) -> None:
    assert items(f"treatment: {typed}\n", "treatment") == [expected]


# Permission


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{how: written}", "Cy gave me written permission to share this information with you."),
        ("{how: verbal, on: 2026-03-10}",
         "Cy gave me verbal permission on March 10 to share this information with you."),
        ("{how: written, scope: these words, shared_with: Dr. Bo}",
         "Cy gave me written permission to share these words with Dr. Bo."),
        ("{how: written, scope: these words and nothing else}",
         "Cy gave me written permission to share with you these words and nothing else."),
        ("{how: written, reason: by fax}",
         "Cy gave me written permission to share this information with you (by fax)."),
        ("{how: implied}", "I share this information with you on implied permission."),
        ("{how: implied, on: 2026-03-10}",
         "I share this information with you on permission implied on March 10."),
        ("{how: declined, reason: the law asks for it}",
         "Cy has not agreed to this letter; I am writing because the law asks for it."),
    ],
)  # fmt: skip
def test_permission_is_said_as_it_was_given(typed: str, expected: str) -> None:
    assert said(f"consent: {typed}\n", "consent") == expected


def test_no_permission_is_no_sentence() -> None:
    assert said("", "consent") == ""


# Reported


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{text: Tingling}", "Tingling."),
        ("{text: Tingling, since: for a week}", "Tingling, for a week."),
        ("{text: Tingling, since: two weeks}", "Tingling, for two weeks."),
        ("{text: Tingling, since: the spring}", "Tingling, since the spring."),
        ("{text: Tingling, since: May}", "Tingling, since May."),
        ("{text: Tingling, since: since May}", "Tingling, since May."),
        ("{text: Tingling, on: 2026-03-10}", "Tingling (told to me on March 10)."),
        ("{quote: it hums}", "“it hums”."),
        ("{quote: it hums.}", "“it hums.”"),
        ("{text: Tingling, quote: it hums}", "Tingling, in the words “it hums”."),
        ("{text: Is it the neck?}", "Is it the neck?"),
        ("{text: ßo}", "ßo."),
        ("{text: éa}", "Éa."),
    ],
)
def test_a_report_is_an_item_below_its_lead_in(typed: str, expected: str) -> None:
    printed = said(f"reported: [{typed}]\n", "reported")
    assert printed == f"# Cy reports\n- {expected}"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{text: The pain wakes her}", "Cy reports the pain wakes her."),
        ("{text: Pain}", "Cy reports pain."),
        ("{text: Tylenol helps}", "Cy reports: Tylenol helps."),
        ("{text: That it hums, on: 2026-03-10}", "Cy reported on March 10 that it hums."),
        ("{quote: it hums}", "Cy told me: “it hums.”"),
        ("{quote: it hums!, on: 2026-03-10}", "Cy told me on March 10: “it hums!”"),
        ("{text: The pain, quote: it hums}", "Cy reports the pain. Cy told me: “it hums.”"),
    ],
)
def test_own_words_are_said_to_be_told(typed: str, expected: str) -> None:
    assert said(f"reported: [{typed}]\n", "reported", "told") == expected


def test_every_sentence_of_several_reports_bears_its_attribution() -> None:
    typed = "reported: [{text: Pain}, {quote: it hums}]\n"
    assert said(typed, "reported", "sentences") == "Cy reports: Pain. Cy reports: “it hums”."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{name: aspirin}", "Taking aspirin."),
        ("{name: aspirin, dose: 75 mg, source: label}",
         "Taking aspirin, 75 mg, as on the label."),
        ("{name: aspirin, source: list, prescriber: Dr. Bo, for: pain}",
         "Taking aspirin, as on the medication list, prescribed by Dr. Bo, for pain."),
    ],
)  # fmt: skip
def test_a_medicine_is_taken_by_report_label_or_list(typed: str, expected: str) -> None:
    assert said(f"medications: [{typed}]\n", "medications") == f"# Cy reports\n- {expected}"


def test_clauses_of_medicines_and_procedures_begin_with_the_report() -> None:
    typed = "medications: [{name: a}, {name: b}]\n"
    assert said(typed, "medications", "clause") == "reports taking a and b"
    typed = "procedures: [{name: a scan, on: 2026-03-12, by: Dr. Bo, where: East, source: card}]\n"
    assert said(typed, "procedures", "clauses") == (
        "Cy reports a scan booked for March 12 with Dr. Bo at East, as on the card."
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("yes", ", and reports that the team has been told of the medicine."),
        ("no", ", and reports that the team has not been told of the medicine."),
        ("unsure", ", and is not sure whether the team has been told of the medicine."),
        ("", "."),
    ],
)
def test_each_procedure_says_whether_its_own_team_is_told(told: str, expected: str) -> None:
    field = f", team_told: {told}" if told else ""
    typed = f"procedures:\n  - {{name: x, team_told: yes}}\n  - {{name: y{field}}}\n"
    first = "Cy reports x, and reports that the team has been told of the medicine."
    assert said(typed, "procedures", "clauses") == f"{first} Cy reports y{expected}"


@pytest.mark.parametrize(
    ("group", "attribute"),
    [("medications", "clause"), ("procedures", "clauses"), ("procedures", "on")],
)
def test_where_nothing_is_given_no_clause_is_made(group: str, attribute: str) -> None:
    assert said("", group, attribute) == "None"


# Recorded and observed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{document: the report, dated: 2026-02-26, from: East, quote: no edema}",
         "The report dated February 26 from East reads: “no edema”."),
        ("{document: the report, dated: 2025-02-26, quote: no edema.}",
         "The report dated February 26, 2025 reads: “no edema.”"),
    ],
)  # fmt: skip
def test_a_document_speaks_in_its_own_words_with_its_date(typed: str, expected: str) -> None:
    assert said(f"records: [{typed}]\n", "records") == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("[{text: Guarding}]", "# I observed\n- Guarding."),
        ("[{text: Guarding, side: both}]", "# I observed\n- Guarding, both sides."),
        ("[{text: Guarding, on: 2026-03-09}]", "# I observed, on March 9\n- Guarding."),
        ("[{text: A, on: 2026-03-09}, {text: B, on: 2026-03-09}]",
         "# I observed, on March 9\n- A.\n- B."),
        ("[{text: A, on: 2026-03-09}, {text: B, on: 2026-03-10}]",
         "# I observed\n- A (March 9).\n- B (March 10)."),
        ("[{text: A, on: 2026-03-09}, {text: B}]", "# I observed\n- A (March 9).\n- B."),
        ("[{measure: {what: rotation, value: 40, unit: °}}]", "# I observed\n- Rotation 40°."),
        ("[{measure: {what: girth, value: 40, unit: cm, method: tape}, side: left}]",
         "# I observed\n- Left side: girth 40 cm (tape)."),
        ("[{text: A, measure: {what: girth, value: 4}}]", "# I observed\n- A: girth 4."),
    ],
)  # fmt: skip
def test_what_was_observed_stands_below_its_lead_in(typed: str, expected: str) -> None:
    assert said(f"findings: {typed}\n", "findings") == expected


def test_a_stop_that_was_typed_never_stands_within_a_finding() -> None:
    typed = (
        "findings: [{text: The calf is warm., side: left}, {text: It is swollen., on: 2026-03-09}]"
    )
    assert items(typed, "findings") == [
        "The calf is warm, left side.",
        "It is swollen (March 9).",
    ]


def test_outcomes_are_a_table_in_their_own_scale() -> None:
    typed = (
        "outcomes:\n"
        "  - {measure: Pain, scale: 0–10, before: 8, before_on: 2026-03-01, after: 4}\n"
        "  - {measure: Nights, before: 5, after: 1}\n"
    )
    assert said(typed, "outcomes") == (
        "| Measure | Before | After |\n| Pain (0–10) | 8 (March 1) | 4 |\n| Nights | 5 | 1 |"
    )


def test_a_call_says_when_with_whom_and_what_came_of_it() -> None:
    typed = "calls: [{at: 2026-03-11 16:10, spoke_to: your desk, outcome: message left}]\n"
    assert items(typed, "calls") == [
        "I telephoned on March 11 at 4:10 pm and spoke to your desk: message left."
    ]


# Persons and joints


@pytest.mark.parametrize("group", ["reported", "medications", "procedures", "findings", "outcomes",
                                   "records", "cc", "enclosures", "consent"])  # fmt: skip
def test_a_group_without_facts_prints_nothing(group: str) -> None:
    assert said("", group) == ""


def test_a_person_is_called_as_the_case_says() -> None:
    source = parse_yaml(WHO.replace("{name: Cy}", "{name: Cy Doe, called: Ms. Doe}"), "case.yaml")
    ledger = Ledger(source, "x.j2")
    views = case_views(Case.model_validate(source.value), ledger, US, date(2026, 3, 11))
    assert plain(ledger, views["patient"]) == "Ms. Doe"
    assert plain(ledger, views["recipient"]) == "Bo"


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed_with_and(words: list[str], expected: str) -> None:
    assert phrases.and_list(words) == expected


@pytest.mark.parametrize("end", [".", "!", "?", "…", ".”", "?”", "!”"])
def test_a_sentence_that_has_its_stop_gets_no_second(end: str) -> None:
    assert phrases.sentence(f"so{end}") == f"So{end}"
