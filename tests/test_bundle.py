"""The bundle: all that goes with a letter, and what its pages may not tell."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterkit import load_case
from letterkit.cli import letterkit
from letterkit.errors import InputError
from letterkit.profiles import load_profile
from letterkit.resources import templates_folder
from letterkit.template import load_template, render
from letterkit.workflow import bundle, draft

EXAMPLES = Path(__file__).parent.parent / "examples"
CASES = sorted(EXAMPLES.glob("*/case.yaml"))
CASE = EXAMPLES / "anticoagulant-before-procedure" / "case.yaml"
PAGES = {"phone-script", "secure-message", "callback-line", "fax-cover", "chart-note", "index"}
NAMELESS = ("callback-line", "fax-cover", "index")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(letterkit, ["draft", *map(str, arguments)])


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.parent.name)
def test_every_page_is_clean_and_within_its_words(case: Path) -> None:
    loaded = load_case(case)
    letter = draft(loaded)
    pages = bundle(loaded, letter)
    left_out = set() if letter.letter.by_fax else {"fax-cover"}
    left_out |= set() if letter.letter.asks else {"secure-message"}
    assert set(pages) == PAGES - left_out
    issues = {name: [i.message for i in page.issues] for name, page in pages.items()}
    assert {name: found for name, found in issues.items() if found} == {}
    if "secure-message" in pages:
        assert len(pages["secure-message"].text.split()) <= 60


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.parent.name)
def test_pages_that_anybody_may_pick_up_tell_nothing_about_the_patient(case: Path) -> None:
    loaded = load_case(case)
    patient = loaded.case.patient
    private = {*patient.name.split(), patient.called or patient.name}
    private |= {medicine.name.split()[0] for medicine in loaded.case.medications}
    private |= {procedure.name for procedure in loaded.case.procedures}
    private |= {str(patient.born.year)} if patient.born else set()
    private -= set(loaded.case.practitioner.name.split())
    pages = bundle(loaded, draft(loaded))
    for name in NAMELESS:
        if name in pages:
            assert [word for word in private if word in pages[name].text] == []


@pytest.mark.parametrize("page", NAMELESS)
@pytest.mark.parametrize("name", ["patient", "reported", "medications", "letter", "request"])
def test_such_a_page_cannot_even_be_made_to_tell(page: str, name: str, tmp_path: Path) -> None:
    text = (templates_folder() / "_bundle" / f"{page}.j2").read_text("utf-8")
    (tmp_path / f"{page}.j2").write_text(f"{text}\n{{{{ {name} }}}}\n", "utf-8")
    loaded = load_case(CASE)
    with pytest.raises(InputError, match=f"there is no “{name}” in a letter"):
        render(loaded, load_template(page, tmp_path), load_profile(), beside=draft(loaded).letter)


def test_delicate_letters_have_no_fax_cover_and_say_why() -> None:
    loaded = load_case(EXAMPLES / "psychosocial-referral" / "case.yaml")
    pages = bundle(loaded, draft(loaded))
    assert "fax-cover" not in pages
    assert "Not by fax" in pages["index"].text


def test_a_message_quotes_the_ask_of_its_letter_with_the_place_it_was_typed() -> None:
    loaded = load_case(EXAMPLES / "progress-report" / "case.yaml")
    page = bundle(loaded, draft(loaded))["secure-message"].letter
    origin = page.origin_at(page.text.index("precautions"))
    assert origin.place.path.endswith("progress-report/case.yaml")
    assert "precautions" in loaded.case.request if loaded.case.request else False


@pytest.mark.parametrize(
    ("urgency", "first"),
    [("emergency", "First the emergency number, 911"), ("same-day", "phone-script.txt: telephone"),
     ("routine", "letter.docx: send it")],
)  # fmt: skip
def test_the_index_begins_with_what_comes_first(urgency: str, first: str, tmp_path: Path) -> None:
    text = CASE.read_text("utf-8").replace("urgency: same-day", f"urgency: {urgency}")
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    loaded = load_case(tmp_path / "case.yaml")
    index = bundle(loaded, draft(loaded))["index"].text
    assert index.split("\n- ")[1].startswith(first)


def test_the_folder_and_its_files_are_the_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    result = run(CASE, "--bundle", folder)
    assert result.exit_code == 0
    written = {path.name for path in folder.iterdir()}
    assert written == {"letter.docx", "letter.txt", *(f"{page}.txt" for page in PAGES)}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert result.stdout == ""
    assert result.stderr.endswith("Telephone first: a letter alone may be read too late.\n")
    assert not [name for name in written if "Reyes" in name]


def test_nothing_is_written_where_one_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "index.txt").write_text("mine\n", "utf-8")
    result = run(CASE, "--bundle", tmp_path)
    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["index.txt"]
    assert (tmp_path / "index.txt").read_text("utf-8") == "mine\n"
    assert "is already there" in result.stderr


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine\n", "utf-8")
    result = run(CASE, "--bundle", tmp_path / "out")
    assert result.exit_code == 2
    assert (tmp_path / "out").read_text("utf-8") == "mine\n"
    assert "Traceback" not in result.output


def test_a_case_with_an_error_gives_no_bundle(tmp_path: Path) -> None:
    text = CASE.read_text("utf-8") + "  - He must stop clopidogrel.\n"
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    result = run(tmp_path / "case.yaml", "--bundle", tmp_path / "out")
    assert result.exit_code == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("overwrite", [(), ("--overwrite",)], ids=["new", "overwrite"])
def test_a_page_of_another_letter_is_neither_left_beside_this_one_nor_deleted(
    overwrite: tuple[str, ...], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run(CASE, "--bundle", out).exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    delicate = EXAMPLES / "psychosocial-referral" / "case.yaml"
    result = run(delicate, "--bundle", out, *overwrite)
    assert result.exit_code == 2
    assert f"{out / 'fax-cover.txt'}: goes with another letter" in result.stderr
    assert "Choose another folder" in result.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert run(CASE, "--bundle", out, "--overwrite").exit_code == 0


def test_a_page_over_its_words_is_said_by_its_name(tmp_path: Path) -> None:
    progress = (EXAMPLES / "progress-report" / "case.yaml").read_text("utf-8")
    request = "request: Please tell me whether " + "walking uphill, " * 30 + "is fine?\n"
    case = tmp_path / "case.yaml"
    case.write_text(re.sub(r"(?m)^request:.*\n(?:[ ]+.*\n)*", request, progress), "utf-8")
    result = run(case, "--bundle", tmp_path / "out")
    assert result.exit_code == 0
    assert re.search(r"(?m)^secure-message\.txt, .*: \w+: brevity \[BR01\]$", result.stderr)
    assert not re.search(r"(?m)^(index|fax-cover|callback-line)\.txt, ", result.stderr)


# The letter chosen by what the case says


def test_a_case_without_a_letter_gets_the_one_its_words_call_for(tmp_path: Path) -> None:
    text = (EXAMPLES / "nsaid-gi-signs" / "case.yaml").read_text("utf-8")
    (tmp_path / "case.yaml").write_text(text.replace("letter: nsaid-gi-signs\n", ""), "utf-8")
    result = run(tmp_path / "case.yaml")
    assert result.exit_code == 0
    assert result.stdout == (EXAMPLES / "nsaid-gi-signs" / "letter.txt").read_text("utf-8")
    assert (
        "Letter: nsaid-gi-signs (of what is noticed, “gi-signs” is the most urgent)."
        in result.stderr
    )
    assert "reported: dark stool" in result.stderr
    assert "medication listed: ibuprofen" in result.stderr


def test_a_concern_that_the_case_names_chooses_the_letter(tmp_path: Path) -> None:
    text = CASE.read_text("utf-8").replace("letter: ", "concern: ", 1)
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    result = run(tmp_path / "case.yaml")
    assert result.exit_code == 0
    assert "(the case names the concern" in result.stderr


def test_signs_above_the_letter_in_hand_are_said_before_it(tmp_path: Path) -> None:
    text = (EXAMPLES / "progress-report" / "case.yaml").read_text("utf-8")
    text = text.replace("reported:\n", "reported:\n  - text: Chest pain on the stairs\n")
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    result = run(tmp_path / "case.yaml", "--profile", "therapist-uk")
    assert result.stderr.startswith("Do not wait for a letter. If it is happening now, call 999.\n")
    assert "reported: pressure or pain in the chest: this stands on the emergency" in result.stderr
    assert "[CM13]" in result.stderr


def test_a_list_that_chooses_the_letter_says_how_urgent_it_is(tmp_path: Path) -> None:
    text = (EXAMPLES / "nsaid-gi-signs" / "case.yaml").read_text("utf-8")
    text = text.replace("letter: nsaid-gi-signs\n", "").replace("urgency: same-day\n", "")
    case = tmp_path / "case.yaml"
    case.write_text(text, "utf-8")
    assert "SAME DAY: " in run(case).stdout
    case.write_text(text.replace("It has been black", "I passed out, and it was black"), "utf-8")
    loaded = load_case(case)
    letter = draft(loaded)
    assert letter.letter.urgency == "emergency"
    assert "EMERGENCY: " in letter.text
    assert "First the emergency number, 911" in bundle(loaded, letter)["index"].text


def test_an_urgency_that_the_case_gives_is_kept(tmp_path: Path) -> None:
    text = (EXAMPLES / "nsaid-gi-signs" / "case.yaml").read_text("utf-8")
    text = text.replace("letter: nsaid-gi-signs\n", "").replace("same-day", "routine", 1)
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    result = run(tmp_path / "case.yaml")
    assert "SAME DAY" not in result.stdout
    assert "[CM13]" in result.stderr


def test_an_unknown_profile_of_an_emergency_is_named_at_its_line(tmp_path: Path) -> None:
    text = (EXAMPLES / "progress-report" / "case.yaml").read_text("utf-8")
    text = text.replace("reported:\n", "reported:\n  - text: Chest pain since noon\n")
    (tmp_path / "case.yaml").write_text(f"profile: massage-uk\n{text}", "utf-8")
    assert "case.yaml:1:10: there is no profile" in run(tmp_path / "case.yaml").stderr


def test_a_message_keeps_the_ask_where_the_opening_is_long(tmp_path: Path) -> None:
    long = "He has come to me since May for his neck and shoulders, on Mondays and Thursdays. " * 3
    text = CASE.read_text("utf-8") + f"\nrequest: {long}Would you call me about his medicine?\n"
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    loaded = load_case(tmp_path / "case.yaml")
    message = bundle(loaded, draft(loaded))["secure-message"].text
    assert "Would you call me about his medicine?" in message.replace("\n", " ")


def test_the_script_says_for_whom_the_message_is() -> None:
    loaded = load_case(CASE)
    script = bundle(loaded, draft(loaded))["phone-script"].text.replace("\n", " ")
    assert "I have a same-day message for Dr. Okafor about Daniel Reyes" in script


def test_the_therapists_own_note_addresses_nobody() -> None:
    loaded = load_case(CASE)
    note = bundle(loaded, draft(loaded))["chart-note"].text
    permission = next(line for line in note.split("\n") if "permission" in line)
    assert " you" not in permission


def test_a_handover_has_no_message_and_asks_for_no_reply() -> None:
    loaded = load_case(EXAMPLES / "emergency-handover" / "case.yaml")
    pages = bundle(loaded, draft(loaded))
    assert "secure-message" not in pages
    assert "I am telling you so that you know." in pages["phone-script"].text
