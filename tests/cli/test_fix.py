"""letterkit fix: a walk that changes nothing unasked, loses nothing, and ends in a copy."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from docx.enum.text import WD_BREAK
from files_to_open import changed, relate

from letterkit.cli import letterkit
from letterkit.cli.asking import edited
from letterkit.documents.package import pack, unpack
from letterkit.readers import read_manuscript

LETTER = "Dear Dr. Lim,\n\nI suspect a fracture. He must stop Plavix.\n\nThank you.\n"
REWRITE = "I am not able to say what this comes from, and ask you to assess."


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_bytes(LETTER.encode())
    return path


def fix(path: Path, *answers: str, options: tuple[str, ...] = ()) -> Result:
    """Run the walk with these answers, and the end of input after them."""
    typed = "".join(f"{answer}\n" for answer in answers)
    result = CliRunner().invoke(letterkit, ["fix", str(path), *options], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def unwrapped(result: Result) -> str:
    return " ".join(result.output.split())


def fixed(path: Path) -> Path:
    return path.with_name(f"{path.stem}.fixed{path.suffix}")


def session(path: Path) -> Path:
    return fixed(path).with_name(f"{fixed(path).name}.letterkit-session.json")


def word_letter(path: Path) -> Path:
    """Save a Word letter with a look, a table, a header and a footer."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "I suspect gout."
    document.add_paragraph("Dear Dr. Lim,")
    words = document.add_paragraph("He must stop ")
    words.add_run("Plavix").bold = True
    words.add_run(" today.").italic = True
    words.add_run().add_break(WD_BREAK.LINE)
    words.add_run("His mother agrees.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cause", "I suspect a fracture."
    document.sections[0].footer.paragraphs[0].text = "It is malpractice."
    document.save(str(path))
    return path


def test_a_walk_accepts_edits_and_writes_the_copy(letter: Path) -> None:
    result = fix(letter, "a", "edit", "He reports taking Plavix.", "w")
    assert result.exit_code == 0
    assert letter.read_bytes() == LETTER.encode()
    assert fixed(letter).read_text("utf-8") == LETTER.replace(
        "I suspect a fracture. He must stop Plavix.",
        REWRITE + " He reports taking Plavix.",
    )
    assert "1 accepted, 1 edited" in result.output
    assert "Left in it: nothing" in result.output
    assert fixed(letter).stat().st_mode & 0o777 == 0o600
    assert not session(letter).exists()


def test_the_walk_shows_what_check_shows_and_what_would_be_replaced(letter: Path) -> None:
    shown = fix(letter).output
    assert f"1 of 2 · {letter}:3:3: error: diagnosis [DX02]" in shown
    assert "    I suspect a fracture.\n      ^^^^^^^^^^^^^^^^^^\n" in shown
    assert "Instead: " in shown
    assert "Such as: I am not able to say" in shown
    assert "Accept puts that in place of the whole sentence." in shown
    assert "[a]ccept [e]dit a[l]low [s]kip [q]uit [?]:" in shown


def test_each_bracket_of_a_rewrite_is_asked_for_and_may_be_left(letter: Path) -> None:
    letter.write_text("Pain is cured by massage. He is on a high dose of Plavix.\n", "utf-8")
    result = fix(letter, "a", "7", "May 2", "3", "", "a", "", "w")
    assert "Fill in what is true; Enter alone leaves it in brackets for later." in result.output
    assert "Now: Pain was rated 7 on May 2 and 3 on [date] (0–10 scale)." in result.output
    assert "Left to fill in: [date], [dose as on the label]." in result.output
    assert fixed(letter).read_text("utf-8") == (
        "Pain was rated 7 on May 2 and 3 on [date] (0–10 scale). "
        "The patient reports taking Plavix, [dose as on the label].\n"
    )


def test_a_bracket_that_the_letter_had_is_asked_for_beside_one_left_for_later(letter: Path) -> None:
    letter.write_text("He is on a high dose of Plavix.\n\nShe waits for [surname] now.\n", "utf-8")
    result = fix(letter, "a", "", "s", "w")
    assert "Left to fill in: “[dose as on the label]”, “[surname]”." in result.output


def test_skipping_all_writes_nothing(letter: Path) -> None:
    result = fix(letter, "s", "s", "")
    assert result.exit_code == 1
    assert "Nothing is changed, so no copy is written: 2 skipped." in result.output
    assert list(letter.parent.iterdir()) == [letter]


def test_a_letter_without_issues_asks_nothing(tmp_path: Path) -> None:
    clean = tmp_path / "clean.txt"
    clean.write_text("Thank you for the referral of Mr. Reyes, seen on May 2.\n", "utf-8")
    result = fix(clean)
    assert (result.exit_code, list(tmp_path.iterdir())) == (0, [clean])
    assert "nothing to fix" in result.output


def test_bad_answers_change_nothing(letter: Path) -> None:
    result = fix(letter, "", "x", "accept it", "ä", "7", "b", "?", "s", "s", "z", "w")
    assert result.output.count("Type one letter: a, e, l, s, q, ?.") == 6
    assert "undo the last decision" in result.output
    assert "Type one letter: w, b, q." in result.output
    assert not fixed(letter).exists()


@pytest.mark.parametrize("typed", ["a\x1b[31mb", "a\x07", "\u202ebad", "\ufffe", "x\0y"])
def test_words_with_unseen_characters_are_asked_for_again(letter: Path, typed: str) -> None:
    result = fix(letter, "e", typed, "I observed swelling.", "s", "w")
    assert "cannot be read. Type it again." in result.output
    assert "\x1b" not in result.output
    assert "I observed swelling. He must stop" in fixed(letter).read_text("utf-8")


def test_answers_in_another_encoding_are_asked_for_again(letter: Path) -> None:
    typed = b"e\nIt is \xff\xfe.\nI observed swelling.\ns\nw\n"
    result = CliRunner().invoke(letterkit, ["fix", str(letter)], input=typed)
    assert "cannot be read. Type it again." in result.output
    assert "I observed swelling." in fixed(letter).read_text("utf-8")


def test_an_edit_that_still_draws_an_issue_is_said_and_may_be_kept(letter: Path) -> None:
    result = fix(letter, "e", "I suspect gout.", "s", "s", "w")
    assert "It still draws 1 issue, shown next. To keep your words, skip." in result.output
    assert "    I suspect gout.\n" in result.output
    assert "I suspect gout. He must" in fixed(letter).read_text("utf-8")


def test_an_edit_can_keep_the_sentence_or_take_it_out(letter: Path) -> None:
    result = fix(letter, "e", "", "e", "-", "s", "w")
    assert "The sentence stays as it is." in result.output
    assert fixed(letter).read_text("utf-8") == LETTER.replace("I suspect a fracture. ", "")


def test_back_undoes_the_last_decision_also_at_the_end(letter: Path) -> None:
    result = fix(letter, "a", "s", "b", "b", "s", "s", "w")
    assert "Taken back: RX01 skipped." in result.output
    assert "Taken back: DX02 accepted." in result.output
    assert not fixed(letter).exists()


def test_an_issue_is_allowed_by_a_comment_in_a_text(letter: Path) -> None:
    result = fix(letter, "l", "", "l", "see --> there", "l", "she asked", "s", "w")
    assert "DX02 is allowed in this paragraph" in result.output
    assert "Take the comments that allow something out" in result.output
    text = fixed(letter).read_text("utf-8")
    assert text == LETTER.replace(
        "I suspect", "<!-- letterkit-allow DX02: she asked -->\nI suspect"
    )
    again = CliRunner().invoke(letterkit, ["check", str(fixed(letter))])
    assert "1 error; 1 excused (allowed)." in again.output


def test_what_is_never_allowed_is_not_offered(letter: Path) -> None:
    result = fix(letter, "l", options=("--never-allow", "DX02"))
    assert "[a]ccept [e]dit [s]kip [q]uit [?]: l\nType one letter" in result.output


def test_a_comment_that_is_typed_wrong_is_taken_back(letter: Path) -> None:
    result = fix(letter, "e", "Hm. <!-- letterkit-alow DX02: x -->", "s", "s", "w")
    assert "“letterkit-alow” means nothing here." in result.output
    assert "2 skipped" in result.output


def spaced(path: Path) -> Path:
    """Put white space into the tags of every part, as other programs write them."""
    parts = unpack(path.read_bytes())
    marked = {name: held.replace(b"/>", b" />", 1) for name, held in parts.items()}
    path.write_bytes(pack(parts | {n: b for n, b in marked.items() if b.startswith(b"<?xml")}))
    return path


def test_a_word_letter_keeps_its_look_and_its_other_parts(tmp_path: Path) -> None:
    path = spaced(word_letter(tmp_path / "letter.docx"))
    result = fix(
        path, "e", "I observed warmth.",  # header
        "e", "The patient reports taking Plavix today.", "e", "I observed swelling.", "s", "w",
    )  # fmt: skip
    assert "letter.docx, table 1, row 1, column 2" in result.output
    assert "in place of “I suspect a fracture”." in unwrapped(result)
    before, after = unpack(path.read_bytes()), unpack(fixed(path).read_bytes())
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"word/document.xml", "word/header1.xml"}
    copy = Document(io.BytesIO(fixed(path).read_bytes()))
    assert copy.sections[0].header.paragraphs[0].text == "I observed warmth."
    runs = [(run.text, run.bold, run.italic) for run in copy.paragraphs[1].runs]
    assert runs == [
        ("The patient reports taking ", None, None), ("Plavix", True, None),
        (" today.", None, True), ("\n", None, None), ("His mother agrees.", None, None),
    ]  # fmt: skip
    assert copy.tables[0].cell(0, 0).text == "Cause"
    assert copy.tables[0].cell(0, 1).text == "I observed swelling."
    assert result.exit_code == 1  # the footer's is left


def test_an_allowance_of_a_word_letter_stands_beside_the_copy(tmp_path: Path) -> None:
    path = word_letter(tmp_path / "letter.docx")
    (tmp_path / "letter.letterkit.yaml").write_text(
        "allow:\n  - {rule: DX02, sentence: I suspect gout., reason: old, initials: AB, "
        "date: 2026-01-02}\n",
        "utf-8",
    )
    result = fix(path, "l", "“she”: asked #1", "MH", "l", "again", "", "s", "w")
    assert "RX01 is allowed in this sentence." in result.output
    again = CliRunner().invoke(letterkit, ["check", "--format", "json", str(fixed(path))])
    said = json.loads(again.stdout)
    assert said["summary"]["error"] == 1
    assert len([e for e in said["documents"][0]["excused"] if e["because"] == "allowed"]) == 3
    side = (tmp_path / "letter.fixed.letterkit.yaml").read_text("utf-8")
    assert "“she”: asked #1" in side
    assert side.count('initials: "MH"') == 2
    assert "AB" in side


def test_a_signed_letter_is_said_to_be_signed_no_more(tmp_path: Path) -> None:
    def sign(parts: dict[str, bytes]) -> None:
        full = (
            "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
        )
        relate(parts, "_rels/.rels", "origin", "_xmlsignatures/origin.sigs", "rId90", full=full)
        parts["_xmlsignatures/origin.sigs"] = b""

    path = word_letter(tmp_path / "letter.docx")
    answers = ("e", "I observed warmth.", "s", "s", "s", "w")
    assert "digital signature" not in fix(path, *answers).output
    fixed(path).unlink()
    path.write_bytes(changed(path.read_bytes(), sign))
    result = fix(path, *answers)
    assert "does not hold in the copy." in unwrapped(result)
    assert "_xmlsignatures/origin.sigs" in unpack(fixed(path).read_bytes())


def test_a_letter_with_macros_keeps_an_ending_under_which_it_opens(tmp_path: Path) -> None:
    path = word_letter(tmp_path / "letter.docm")
    assert f"The copy: {tmp_path / 'letter.fixed.docm'}" in unwrapped(fix(path))
    refused = fix(path, options=("-o", str(tmp_path / "sent.docx")))
    assert "sent.docx: has another ending than .docm" in refused.output


def test_the_kind_of_a_text_may_be_said(letter: Path) -> None:
    as_letter, as_note = (fix(letter, options=("--kind", kind)) for kind in ("letter", "note"))
    assert "letter.txt: 6 issues to decide." in unwrapped(as_letter)
    assert "letter.txt: 2 issues to decide." in unwrapped(as_note)


def test_another_format_becomes_a_plain_text(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(content: bytes, name: str) -> object:
        plain = name.endswith(".fixed.txt")
        found = read_manuscript(content, name)
        return found if plain else found._replace(format="pdf", allows_comments=False)

    monkeypatch.setattr("letterkit.review.read_manuscript", read)
    other = letter.rename(letter.with_suffix(".odd"))
    result = fix(other, "s", "e", "Please advise.", "w")
    assert "It will be a plain text" in result.output
    copy = letter.with_name("letter.fixed.txt")
    assert copy.read_text("utf-8") == LETTER.replace("He must stop Plavix", "Please advise")


def test_stopping_keeps_what_is_decided_and_the_same_command_goes_on(letter: Path) -> None:
    first = fix(letter, "e", "I observed swelling.")
    assert first.exit_code == 2
    assert "Stopped: 1 edited; 1 left. No copy is written yet." in first.output
    assert not fixed(letter).exists()
    assert session(letter).stat().st_mode & 0o777 == 0o600
    second = fix(letter, "maybe", "y", "e", "Please advise.", "w")
    assert "You stopped here before (1 decided, 1 left). Go on?" in second.output
    assert "2 edited" in second.output
    assert fixed(letter).read_text("utf-8") == LETTER.replace(
        "I suspect a fracture. He must stop Plavix", "I observed swelling. Please advise"
    )
    assert sorted(letter.parent.iterdir()) == [fixed(letter), letter]


def test_quitting_before_anything_is_decided_leaves_nothing_behind(letter: Path) -> None:
    for answers in ((), ("q",)):
        assert fix(letter, *answers).exit_code == 2
        assert list(letter.parent.iterdir()) == [letter]


def test_control_c_keeps_what_is_decided(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = iter(["s"])

    def interrupted(_prompt: str) -> str:
        answer = next(asked, None)
        if answer is None:
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr("letterkit.cli.asking.asked_for", interrupted)
    result = fix(letter)
    assert result.exit_code == 2
    assert "1 skipped; 1 left" in result.output
    assert len(json.loads(session(letter).read_text("utf-8"))["decisions"]) == 1


def test_a_letter_that_changed_meanwhile_is_begun_again(letter: Path) -> None:
    fix(letter, "s")
    letter.write_text(LETTER.replace("Lim", "Wu"), "utf-8")
    declined = fix(letter, "n")
    assert declined.exit_code == 2
    assert "The letter has changed since you stopped" in declined.output
    assert session(letter).exists()
    again = fix(letter, "y", "s", "s", "w")
    assert "2 skipped" in again.output
    old = session(letter).with_name(session(letter).name + ".old1")
    assert len(json.loads(old.read_text("utf-8"))["decisions"]) == 1


def test_a_person_may_begin_again(letter: Path) -> None:
    fix(letter, "s")
    result = fix(letter, "n", "y", "s", "s", "w")
    assert "would be kept as letter.fixed.txt.letterkit-session.json.old1." in unwrapped(result)
    assert "2 skipped" in result.output


@pytest.mark.parametrize("content", [b"", b"\xff", b"{}", b"[[["])
def test_a_damaged_session_is_kept_aside(letter: Path, content: bytes) -> None:
    session(letter).write_bytes(content)
    assert "is damaged" in fix(letter, "n").output
    assert session(letter).read_bytes() == content
    assert fix(letter, "y", "s", "s", "w").exit_code == 1
    assert session(letter).with_name(session(letter).name + ".old1").read_bytes() == content


def test_a_session_whose_decisions_do_not_fit_is_damaged(letter: Path) -> None:
    fix(letter, "s")
    told = session(letter).read_text("utf-8").replace('"end": 35', '"end": 9999')
    session(letter).write_text(told, "utf-8")
    assert "9999" in told
    assert "is damaged" in fix(letter, "n").output


def test_a_folder_in_the_place_of_the_session_is_said(letter: Path) -> None:
    session(letter).mkdir()
    result = fix(letter, "s")
    assert result.exit_code == 2
    assert "is a folder. Move it away" in result.output


def test_a_copy_that_is_there_is_kept_unless_overwrite(letter: Path) -> None:
    fixed(letter).write_text("mine", "utf-8")
    result = fix(letter, "s")
    assert result.exit_code == 2
    assert "is already there" in result.output
    assert fixed(letter).read_text("utf-8") == "mine"
    assert fix(letter, "e", "-", "e", "-", "w", options=("--overwrite",)).exit_code == 0
    assert fixed(letter).read_text("utf-8") == "Dear Dr. Lim,\n\n\n\nThank you.\n"


def test_a_copy_that_cannot_be_written_at_the_end_loses_nothing(letter: Path) -> None:
    def taken(answer: str) -> Result:
        return fix(letter, "y", answer)

    fix(letter, "e", "-", "s")
    other = letter.with_name("other.txt")
    refused = fix(letter, "s", options=("-o", str(letter.parent / "none" / "x.txt")))
    assert refused.exit_code == 2
    assert "there is no folder" in refused.output
    assert not other.exists()
    assert taken("w").exit_code == 1
    assert fixed(letter).exists()


def test_the_original_may_go_while_the_walk_goes_on(
    letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["e", "-", "e", "-", "w"])

    def asked(_prompt: str) -> str:
        letter.unlink(missing_ok=True)
        return next(answers)

    monkeypatch.setattr("letterkit.cli.fix_walk.asked_for", asked)
    monkeypatch.setattr("letterkit.cli.asking.asked_for", asked)
    assert fix(letter).exit_code == 0
    assert fixed(letter).read_text("utf-8") == "Dear Dr. Lim,\n\n\n\nThank you.\n"


@pytest.mark.parametrize(
    ("name", "says"),
    [("-", "standard input"), ("none.txt", "there is no such file"), (".", "is a folder")],
)
def test_what_is_no_letter_is_said(tmp_path: Path, name: str, says: str) -> None:
    result = fix(Path(name) if name == "-" else tmp_path / name)
    assert result.exit_code == 2
    assert says in result.output


@pytest.mark.parametrize("out", ["x.docx", "x.pdf"])
def test_a_name_that_promises_another_format_is_refused(letter: Path, out: str) -> None:
    result = fix(letter, options=("-o", str(letter.with_name(out))))
    assert result.exit_code == 2
    assert "Give it a name that ends in .txt" in result.output


def test_the_letter_itself_is_never_the_copy(letter: Path) -> None:
    result = fix(letter, options=("-o", str(letter), "--overwrite"))
    assert result.exit_code == 2
    assert letter.read_text("utf-8") == LETTER


def test_hundreds_of_issues_are_walked_through(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("I suspect gout. He is fine today.\n\n" * 150, "utf-8")
    result = fix(path, *["s"] * 148, "e", "It hurts.", "s", "w")
    assert "150 of 150" in result.output
    text = fixed(path).read_text("utf-8")
    assert text.count("I suspect gout.") == 149


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_text_keeps_its_bytes_around_what_is_replaced(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "letter.md"
    path.write_bytes("Señor 😀,\r\n\r\nI suspect\r\ngout.  \r\n".encode(encoding))
    fix(path, "e", "I observed 😀 swelling.", "w")
    expected = "Señor 😀,\r\n\r\nI observed 😀 swelling.  \r\n".encode(encoding)
    assert fixed(path).read_bytes() == expected


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('printf "I observed\\nswelling.\\n" > "$1"', "I observed swelling."),
        ("exit 0", ""),
        ("exit 3", "Typed here."),
        ('printf "a\\033[31m" > "$1"', "Typed here."),
    ],
)
def test_a_sentence_is_written_anew_in_the_persons_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("sys.stdin", _Terminal())
    monkeypatch.setattr("letterkit.cli.asking.asked_for", lambda _prompt: "Typed here.")
    assert edited("I suspect gout.") == words


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True
