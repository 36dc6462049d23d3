"""Four profiles: each changes the letter that is drafted, and cites what holds where it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterkit import draft, load_case
from letterkit.errors import InputError, UsageError
from letterkit.profiles import Profile, load_profile, parse_profile, profile_ids
from letterkit.scope import CheckedLetter
from letterkit.scope.pack import load_sources

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(ROOT.glob("examples/*/case.yaml"))
SHIPPED = (ROOT / "letterkit" / "data" / "profiles" / "rmt-ontario.yaml").read_text("utf-8")
PLACES = {
    "massage-us": {"United States", "Arizona", "Massachusetts", "Washington"},
    "rmt-ontario": {"Ontario"},
    "remedial-au": {"Australia", "New South Wales"},
    "therapist-uk": {"United Kingdom"},
}
PROFILES = [pytest.param(load_profile(p), id=p) for p in profile_ids()]


def drafted(profile: str, example: str = "anticoagulant-before-procedure") -> CheckedLetter:
    return draft(load_case(ROOT / "examples" / example / "case.yaml"), profile=profile)


def test_there_are_four_profiles() -> None:
    assert set(profile_ids()) == set(PLACES)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_cites_only_what_was_read_and_holds_where_it_is_used(profile: Profile) -> None:
    by_family = [name for names in profile.cites.values() for name in names]
    body = profile.body.source.split(", ") if profile.body else []
    for name in {*profile.sources, *by_family, *body}:
        source = load_sources()[name]
        assert source.status in ("V", "V2")
        assert source.holds_in in PLACES[profile.id], name
    assert {*by_family, *body} <= set(profile.sources)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_licence_is_spelled_as_the_language_spells_it(profile: Profile) -> None:
    assert profile.licence == ("license" if profile.language == "en-US" else "licence")
    wrong = "licence" if profile.licence == "license" else "license"
    assert wrong not in f"{profile.name} {profile.title} {profile.scope_statement}"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("case", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_drafts_clean_in_every_profile(case: Path, profile: Profile) -> None:
    letter = drafted(profile.id, case.parent.name)
    assert letter.issues == ()
    assert (letter.letter.paper, letter.letter.language) == (profile.paper, profile.language)
    assert f"\n\n{profile.closing}\n\n" in letter.text
    assert profile.scope_statement in letter.text


@pytest.mark.parametrize(
    ("profile", "written"),
    [
        ("massage-us", ["March 11, 2026", "Dear Dr. Okafor,", "Sincerely,"]),
        ("rmt-ontario", ["March 11, 2026", "Dear Dr. Okafor,", "Sincerely,"]),
        ("remedial-au", ["11 March 2026", "Dear Dr Okafor,", "Yours sincerely,"]),
        ("therapist-uk", ["11 March 2026", "Dear Dr Okafor,", "Yours sincerely,"]),
    ],
)
def test_a_letter_is_written_as_its_readers_write(profile: str, written: list[str]) -> None:
    text = drafted(profile).text
    assert [words for words in written if words not in text] == []
    assert "Mr. Reyes" in text  # what was typed stays as it was typed


@pytest.mark.parametrize("profile", PROFILES)
def test_no_title_is_put_in_that_was_not_typed(profile: Profile, tmp_path: Path) -> None:
    typed = EXAMPLES[0].read_text("utf-8").replace("Licensed Massage Therapist", "LMT")
    (tmp_path / "case.yaml").write_text(typed, "utf-8")
    text = draft(load_case(tmp_path / "case.yaml"), profile=profile.id).text
    assert "\nLMT, Maine MT-0000\n" in text
    assert profile.title not in text.lower()


@pytest.mark.parametrize(
    "name", ["", "RMT-ONTARIO", "../profiles/massage-us", "rmt-ontario.yaml", "\0"]
)
def test_only_an_id_names_a_profile(name: str) -> None:
    with pytest.raises(UsageError, match="there is no profile"):
        load_profile(name)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("severity: {LN90: off}", "severity: {LN90: fatal}", "“severity.LN90"),
        (
            "severity: {LN90: off}",
            "severity: off",
            "“severity”: Input should be a valid dictionary",
        ),
        ("severity: {LN90: off}", "severity: {LN90: off, LN90: error}", "a second time"),
        ("dates: month-first", "dates: year-first", "'month-first' or 'day-first'"),
        (
            "closing: Sincerely,",
            "closing: [Sincerely]",
            "“closing”: Input should be a valid string",
        ),
        ("paper: letter", "papper: letter", "“papper”: Extra inputs are not permitted"),
        ("doctor: Dr.", "doctor: Doctor", "“doctor”: Input should be 'Dr.' or 'Dr'"),
        ("  source: CMTO-TITLES", "  sauce: CMTO-TITLES", "“body.sauce”"),
        ("  legal: [CMTO-COLLAB]", "  legal: CMTO-COLLAB", "“cites.legal”"),
        ("title: registered", "title: &x registered", "&x"),
    ],
)
def test_a_profile_that_is_not_right_is_named_with_its_line(
    right: str, wrong: str, said: str
) -> None:
    assert SHIPPED.count(right) == 1
    line = SHIPPED[: SHIPPED.index(right)].count("\n") + 1
    with pytest.raises(InputError) as told:
        parse_profile(SHIPPED.replace(right, wrong), "p.yaml")
    (fault,) = [fault for fault in told.value.faults if said in str(fault)]
    assert str(fault).startswith(f"p.yaml:{line}:")


def test_an_empty_profile_is_told_all_that_it_lacks() -> None:
    with pytest.raises(InputError) as told:
        parse_profile("", "p.yaml")
    assert {str(fault).split("”")[0] for fault in told.value.faults} >= {
        f"p.yaml:1:1: “{name}" for name in ("id", "title", "licence", "language", "sources")
    }
