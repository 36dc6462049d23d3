"""A house's own letters: a folder beside ours that wins, for whole letters and for shared parts."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pydantic import BaseModel

from letterkit.cli import letterkit
from letterkit.errors import InputError, UsageError
from letterkit.template import load_template, template_ids

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
        ("", "the name of the file is empty"),
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
    assert "\n  T\n      welcome  (your own)\n" in listed
    assert "\n  T\n      progress-report  (your own)\n" in listed
    assert "\n      psychosocial-referral\n" in listed


def test_a_letter_with_a_fault_does_not_hide_the_others(own: Path) -> None:
    (own / "broken.j2").write_text("no front matter", "utf-8")
    result = run("templates", "list", "--templates", "letters")
    assert result.exit_code == 2
    assert "welcome  (your own)" in result.stdout
    assert result.stderr.startswith("letterkit: letters/broken.j2:1:1: does not start with its")


# Starting a letter


def test_a_new_letter_is_made_in_letters_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("templates", "new", "welcome-back")
    assert result.exit_code == 0
    assert [str(p) for p in Path().rglob("*")] == ["letters", "letters/welcome-back.j2"]
    assert "letterkit templates lint letters/welcome-back.j2\n" in result.stderr
    assert "letterkit draft CASE --templates letters -t welcome-back\n" in result.stderr
    assert run("templates", "lint", "letters").stdout == CLEAN
    assert "\nMs. Lindqvist comes to me for massage.\n" in drafted("-t", "welcome-back")


@pytest.mark.parametrize("like", ["progress-report", "welcome"])
def test_a_new_letter_may_be_a_copy_of_ours_or_of_the_houses_own(like: str, own: Path) -> None:
    assert run("templates", "new", "copied", "--from", like).exit_code == 0
    copied, original = load_template("copied", own), load_template(like, own)
    assert (copied.about, copied.body) == (original.about, original.body)


def test_a_copy_is_saved_with_plain_line_ends_and_no_mark(own: Path) -> None:
    text = (OURS / "progress-report.j2").read_text("utf-8")
    (own / "windows.j2").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert run("templates", "new", "copied", "--from", "windows").exit_code == 0
    assert (own / "copied.j2").read_bytes() == text.encode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["welcome"], "letters/welcome.j2: is already there. Choose another id, or change that"),
        (["dangling"], "letters/dangling.j2: is already there."),
        (["Progress Report"], "“Progress Report” cannot be the id of a letter. Use small letters"),
        (["Progress Report"], "digits and hyphens, such as “progress-report”."),
        (["../x"], "“../x” cannot be the id of a letter."),
        (["a/b"], "such as “a-b”."),
        ([""], "“” cannot be the id of a letter."),
        (["x", "--from", "progres-report"], "Did you mean 'progress-report'?"),
        (["x", "--from", "broken"], "letters/broken.j2:1:1: does not start with its front matter."),
        (["x", "--from", "linked"], "letters/linked.j2: is a link out of its folder."),
        (["x", "--templates", "none/deep"], "cannot be written: there is no folder none."),
        (["x", "--templates", "letters/welcome.j2"], "letters/welcome.j2: is a file, and letters"),
        (["x", "--templates", "a\0b"], "not a name that a file can have"),
        (["x" * 300], "cannot be written (File name too long)"),
    ],
)  # fmt: skip
def test_a_letter_that_cannot_be_started_is_not(arguments: list[str], said: str, own: Path) -> None:
    (own / "broken.j2").write_text("no front matter", "utf-8")
    (own / "dangling.j2").symlink_to("nowhere")
    (own / "linked.j2").symlink_to("/etc/hostname")
    before = sorted(map(str, own.parent.rglob("*")))
    result = run("templates", "new", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert sorted(map(str, own.parent.rglob("*"))) == before


# Its fields


def test_the_fields_of_a_letter_fit_a_terminal_and_say_what_is_needed() -> None:
    shown = run("templates", "fields", "progress-report").stdout
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    needed = {words[1]: words[0] for line in lines if len(words := line.split()) > 1}
    assert needed["practitioner.phone"] == needed["outcomes[].scale"] == "yes"
    assert needed["practitioner.name"] == needed["outcomes[].measure"] == "yes"
    assert needed["recipient.fax"] == needed["treatment.withheld"] == needed["urgency"] == "no"
    assert "if any  medications[].name         clopidogrel (Plavix)\n" in shown
    assert "yes     practitioner.phone         207-555-0142 (the number to call back)\n" in shown


def test_the_fields_are_all_that_any_branch_prints_or_looks_at_and_no_others(own: Path) -> None:
    body = ("{% if urgency == 'routine' %}{{ request }}{% else %}{{ recipient }}{% endif %}"
            "{{ 'x' if practitioner.fax else cc }}{% include '_shared/part.j2' %}")  # fmt: skip
    write(own, "_shared/part", "{% if not reported %}{{ patient.born }}{% else %}-{% endif %}")
    write(own, "branches", body)
    shown = run("templates", "fields", "branches", "--templates", "letters").stdout
    fields = [line.split()[-2 if "if any" in line else 1] for line in shown.splitlines()
              if line.startswith(("no ", "yes ", "if any "))]  # fmt: skip
    assert {"urgency", "practitioner.fax", "recipient.called", "patient.born", "request"} <= set(
        fields
    )
    assert "cc" in fields
    assert not [field for field in fields if field.startswith(("findings", "records", "treatment"))]


# Looking letters over


def lint(*files: str) -> Result:
    return run("templates", "lint", *files)


CLEAN = "0 errors; 0 excused.\n"
BROKEN = sorted((Path(__file__).parent / "cases" / "lint").glob("*.j2"))
BEGIN = """---
title: T
purpose: P.
urgency: routine
words: 100
needs: [request]
---
Dear {{ recipient }},

{{ request }}
"""


def test_every_letter_of_ours_and_the_start_of_a_new_one_are_in_order() -> None:
    assert lint(str(OURS)).output == CLEAN
    assert {"new-letter"} <= {path.stem for path in (ROOT / "letterkit" / "data").glob("*.j2")}


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_what_is_wrong_with_a_letter_is_said_at_its_line_and_column(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    result = lint(path.name)
    assert result.exit_code == 1
    assert result.stdout == path.with_suffix(".txt").read_text("utf-8")
    assert f"{path.name}:" in result.stdout


MADE = {
    "unshown-sign": (BEGIN + "a\0b\n", "11:2: error: template [characters]\n    a�b\n"),
    "too-long": (BEGIN + "x" * 100_000, "1:1: error: template [characters]\n    ---\n"),
    "too-many-branches": (
        BEGIN + "{% if cc %}a{% else %}b{% endif %}\n" * 120,
        "1:1: error: template [expression]\n    ---\n    ^\n    holds too many conditions",
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_what_no_letter_is_like_is_said_too(name: str, own: Path) -> None:
    text, said = MADE[name]
    (own / "made.j2").write_text(text, "utf-8")
    result = lint("letters/made.j2")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"letters/made.j2:{said}")
    assert "\n1 error; " in result.stdout


def test_a_pipe_is_no_letter_and_nobody_waits_for_it(own: Path) -> None:
    os.mkfifo(own / "f.j2")
    result = lint("letters/f.j2")
    assert result.exit_code == 2
    assert "letters/f.j2: is not an ordinary file." in result.stderr


def test_words_that_were_not_tried_out_yet_are_announced(own: Path) -> None:
    outside = "He has a fracture.\n"
    (own / "made.j2").write_text(f"{BEGIN}{{{{ nobody }}}}\n{outside}", "utf-8")
    result = lint("letters/made.j2")
    assert "[DX01]" not in result.stdout
    assert result.stderr == (
        "letters/made.j2: its words were not all tried out yet. "
        "Mend what is said of it, then lint again.\n"
    )
    (own / "made.j2").write_text(BEGIN + outside, "utf-8")
    result = lint("letters/made.j2")
    assert "[DX01]" in result.stdout
    assert result.stderr == ""


NO_REQUEST = BEGIN.replace("[request]", "[]")
SUBJECT = "@re\nRe: x\nPlease assess\n\n@salutation\nDear"
IN_ORDER = {
    "nothing-more": BEGIN,
    "values-of-the-sample": BEGIN + "{{ reports(medications, reported) }}\n{{ records }}\n",
    "words-of-letterkit": BEGIN + "{% if procedures %}{{ procedures.clauses }}{% endif %}\n",
    "an-ask-in-the-subject": NO_REQUEST.replace("{{ request }}", "Text.").replace("Dear", SUBJECT),
    "an-ask-of-its-own": NO_REQUEST.replace("{{ request }}", "Would you call me?"),
    "nothing-asked-and-said-so": NO_REQUEST.replace("{{ request }}", "No reply is needed."),
    "a-loop": BEGIN + "{% for c in cc %}{{ c }}{% if loop.last %}.{% endif %}{% endfor %}\n",
    "windows": BEGIN.replace("\n", "\r\n"),
    "byte-order-mark": "\ufeff" + BEGIN,
}


@pytest.mark.parametrize("name", IN_ORDER)
def test_a_letter_that_is_in_order_is_left_alone(name: str, own: Path) -> None:
    (own / "made.j2").write_text(IN_ORDER[name], "utf-8", newline="")
    result = lint("letters/made.j2")
    assert (result.exit_code, result.output) == (0, CLEAN)


def test_a_shared_part_is_looked_over_by_itself_and_with_each_letter(own: Path) -> None:
    part = write(own, "_shared/part", "About {{ subject }}.\nHe has a fracture.\n")
    write(own, "welcome", '{% include "_shared/part.j2" %}')
    for files in (["letters/_shared/part.j2"], ["letters"], ["letters", "letters/welcome.j2"]):
        said = lint(*files)
        assert said.exit_code == 1
        assert said.stdout.count("letters/_shared/part.j2:2:4: error: diagnosis [DX01]") == 1
    part.write_text("{% macro m(x) %}{{ x }}{% endmacro %}", "utf-8")
    assert lint("letters/_shared/part.j2").exit_code == 0


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("binary.j2", bytes(range(256)) * 9, "the file is not saved as UTF-8 text."),
        ("huge.j2", b"x" * 1_000_001, "is larger than 1 MB, which no letter is."),
        ("letter.txt", b"x", "is no letter: its name does not end in .j2."),
        ("none.j2", None, "there is no such file."),
        ("a\0b", None, "is not a name that a file can have."),
    ],
)
def test_a_file_that_is_no_letter_is_named_and_the_others_are_looked_over(
    name: str, data: bytes | None, said: str, own: Path
) -> None:
    if data is not None:
        (own / name).write_bytes(data)
    (own / "good.j2").write_text(BEGIN, "utf-8")
    result = lint(f"letters/{name}", "letters/good.j2")
    assert (result.exit_code, result.stdout) == (2, CLEAN)
    assert said in result.stderr


def test_nothing_of_a_file_behind_a_link_is_shown(own: Path) -> None:
    (own.parent / "outside.j2").write_text("secret", "utf-8")
    (own / "linked.j2").symlink_to("../outside.j2")
    result = lint("letters/linked.j2")
    assert result.exit_code == 2
    assert "is a link out of its folder" in result.stderr
    assert "secret" not in result.output


def test_the_report_is_for_programs_too(own: Path) -> None:
    (own / "made.j2").write_text(BEGIN + "{{ zz }}\n", "utf-8")
    found = json.loads(lint("letters/made.j2", "--format", "json").stdout)
    (document,) = found["documents"]
    (issue,) = document["issues"]
    assert (document["path"], issue["line"], issue["text"]) == ("letters/made.j2", 11, "zz")
    shown = lint("letters/made.j2", "--format", "github").stdout
    assert shown.startswith("::error file=letters/made.j2,line=11,col=4,endColumn=5,title=template")
    assert lint("letters/made.j2", "--fail-on", "never").exit_code == 0


def test_the_sample_case_gives_every_field_and_the_bare_one_only_what_is_needed() -> None:
    from letterkit.sample_case import bare_case, full_case

    assert not list(empty_fields(full_case().case))
    bare = bare_case(["procedures[].team_told", "consent", "findings[].on"]).case
    given = {name for name in type(bare).model_fields if getattr(bare, name)}
    assert given == {"date", "practitioner", "recipient", "patient", "consent", "procedures",
                     "findings"}  # fmt: skip
    assert (bare.procedures[0].team_told, bare.procedures[0].on) == ("unsure", None)
    assert bare.findings[0].text


def empty_fields(record: BaseModel) -> Iterator[str]:
    for name in type(record).model_fields:
        value = getattr(record, name)
        if value in (None, "", ()) and name not in ("letter", "profile", "concern"):
            yield name
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, BaseModel):
                yield from empty_fields(item)


def test_whoever_forgets_the_folder_is_reminded_of_it(own: Path) -> None:
    reminder = "For one of your own, name its folder: --templates DIR."
    assert reminder in run("draft", str(CASE), "-t", "welcome").stderr
    assert reminder not in run("draft", str(CASE), "-t", "zz", "--templates", "letters").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["templates", "lint", "letters/welcome.j2"],
        ["templates", "lint", "letters"],
        ["templates", "list", "--templates", "letters"],
        ["templates", "new", "x", "--from", "progress-report"],
        ["draft", str(CASE), "--templates", "letters"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_what_may_not_be_looked_into_is_named(
    arguments: list[str], own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def denied(path: Path, *rest: Any, **named: Any) -> Any:
            if "letters" in path.parts:
                raise PermissionError(errno.EACCES, "Permission denied")
            return real(path, *rest, **named)

        return denied

    for name in ("open", "iterdir", "is_dir", "is_symlink"):
        monkeypatch.setattr(Path, name, guarded(getattr(Path, name)))
    result = run(*arguments)
    assert result.exit_code == 2
    assert "(Permission denied)" in result.stderr
