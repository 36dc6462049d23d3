"""A house's own letters: a folder beside ours that wins, for whole letters and for shared parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterkit.cli import letterkit
from letterkit.errors import InputError, UsageError
from letterkit.template import find_template, load_template, template_ids

ROOT = Path(__file__).parent.parent
CASE = ROOT / "examples" / "progress-report" / "case.yaml"
OURS = ROOT / "templates"
FRONT = "---\ntitle: T\npurpose: P.\nurgency: routine\nwords: 100\nneeds: []\n{more}---\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic's folder with one letter that ours do not have."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "letters"
    (folder / "_shared").mkdir(parents=True)
    write(folder, "welcome", "Dear {{ recipient }},\n")
    return folder


def write(folder: Path, name: str, body: str, more: str = "") -> Path:
    path = folder / f"{name}.j2"
    path.write_text((FRONT.format(more=more) if "_shared" not in name else "") + body, "utf-8")
    return path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(letterkit, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def drafted(*arguments: str) -> str:
    result = run("draft", str(CASE), "--templates", "letters", *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


# The folder


def test_a_letter_of_the_house_is_found_beside_ours(own: Path) -> None:
    assert load_template("welcome", own).path == str(own / "welcome.j2")
    assert load_template("progress-report", own).path == str(OURS / "progress-report.j2")
    assert set(template_ids(own)) == {"welcome", *template_ids()}


def test_a_letter_of_the_house_wins_over_ours(own: Path) -> None:
    write(own, "progress-report", "Our own words for {{ patient }}.\n")
    assert drafted() == "Our own words for Ms. Lindqvist.\n"


def test_the_house_is_asked_first_who_serves_a_concern(own: Path) -> None:
    assert find_template("progress-report", own).id == "progress-report"
    write(own, "zz-progress", "x", more="concerns: [progress-report]\n")
    assert find_template("progress-report", own).id == "zz-progress"


def test_a_shared_part_of_the_house_wins_in_its_letters_and_in_ours(own: Path) -> None:
    write(own, "_shared/closing", "Yours, the house.\n")
    assert drafted().endswith("\n\nYours, the house.\n")
    write(own, "welcome", '{% include "_shared/closing.j2" %}\n')
    assert drafted("-t", "welcome") == "Yours, the house.\n"


def test_a_letter_of_the_house_may_use_our_shared_parts(own: Path) -> None:
    write(own, "welcome", 'Hello.\n\n{% include "_shared/closing.j2" %}\n')
    assert "\nSincerely,\n" in drafted("-t", "welcome")


def test_a_folder_of_shared_parts_alone_will_do(own: Path) -> None:
    (own / "welcome.j2").unlink()
    write(own, "_shared/closing", "Yours, the house.\n")
    assert drafted().endswith("\n\nYours, the house.\n")


def test_a_folder_that_is_itself_a_link_will_do(own: Path) -> None:
    (own.parent / "link").symlink_to(own)
    write(own, "_shared/part", "A part.\n")
    write(own, "welcome", '{% include "_shared/part.j2" %}')
    result = run("draft", str(CASE), "--templates", "link", "-t", "welcome")
    assert result.stdout == "A part.\n"


def test_a_fault_in_a_part_of_ours_or_theirs_names_its_file(own: Path) -> None:
    write(own, "_shared/closing", "One\n{{ patient.nmae }}\n")
    result = run("draft", str(CASE), "--templates", "letters")
    assert result.stderr.startswith("letterkit: letters/_shared/closing.j2:2: a letter template")


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("none", "none: there is no such folder. Name the folder of your letters"),
        ("empty", "empty: holds no letters. Put a letter there"),
        ("file", "file: is a file. Name the folder of your letters"),
        ("letters/welcome.j2", "letters/welcome.j2: is a file."),
        ("x" * 300, "cannot be read (File name too long)."),
        ("a\0b", "cannot be read (not a name that a folder can have)."),
        ("", "holds no letters"),
    ],
)
def test_a_folder_without_letters_is_named(folder: str, said: str, own: Path) -> None:
    (own.parent / "empty" / "_shared").mkdir(parents=True)
    (own.parent / "file").write_text("x", "utf-8")
    for command in (["draft", str(CASE)], ["templates", "list"], ["templates", "show", "x"]):
        result = run(*command, "--templates", folder)
        assert result.exit_code == 2
        assert said in result.stderr


def test_files_that_only_look_like_letters_are_none(own: Path) -> None:
    (own / "._welcome.j2").write_bytes(b"\0\5\x16\7")
    (own / "welcome.j2.bak").write_text("x", "utf-8")
    assert set(template_ids(own)) == {"welcome", *template_ids()}


@pytest.mark.parametrize("target", ["/etc/hostname", "../outside.j2", "/dev/zero"])
def test_a_letter_that_is_a_link_out_of_the_folder_is_refused(target: str, own: Path) -> None:
    (own.parent / "outside.j2").write_text("secret", "utf-8")
    (own / "linked.j2").symlink_to(target)
    with pytest.raises(InputError, match=r"linked\.j2: is a link out of its folder\."):
        load_template("linked", own)


def test_a_part_that_is_a_link_out_of_the_folder_makes_no_room_for_ours(own: Path) -> None:
    (own.parent / "outside.j2").write_text("secret", "utf-8")
    (own / "_shared" / "closing.j2").symlink_to("../../outside.j2")
    with pytest.raises(SystemExit):
        raise SystemExit(run("draft", str(CASE), "--templates", "letters").exit_code)
    assert (
        "there is no shared part “_shared/closing.j2”"
        in run("draft", str(CASE), "--templates", "letters").stderr
    )


@pytest.mark.parametrize("letter", ["../welcome", "_shared/part", "letters/welcome", "welcome.j2"])
def test_a_letter_is_found_by_its_id_and_no_path(letter: str, own: Path) -> None:
    with pytest.raises(UsageError, match="there is no letter “"):
        load_template(letter, own)


def test_a_case_that_names_a_letter_of_the_house_says_so_at_its_line(own: Path) -> None:
    case = own.parent / "case.yaml"
    case.write_text(CASE.read_text("utf-8").replace("letter: progress-report", "letter: welcom"))
    said = run("draft", str(case), "--templates", "letters").stderr
    assert ": there is no letter “welcom”. Did you mean 'welcome'?" in said


def test_the_list_says_which_letters_are_the_houses_own(own: Path) -> None:
    write(own, "progress-report", "x")
    listed = run("templates", "list", "--templates", "letters").stdout
    assert "\nwelcome  (routine, your own)\n    P.\n" in listed
    assert "\nprogress-report  (routine, your own)\n    P.\n" in listed
    assert "\npsychosocial-referral  (routine)\n" in listed


def test_a_letter_with_a_fault_does_not_hide_the_others(own: Path) -> None:
    (own / "broken.j2").write_text("no front matter", "utf-8")
    result = run("templates", "list", "--templates", "letters")
    assert result.exit_code == 2
    assert "welcome  (routine, your own)" in result.stdout
    assert result.stderr.startswith("letterkit: letters/broken.j2:1:1: does not start with its")
