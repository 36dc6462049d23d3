"""letterkit check: exit status, formats and input of any kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterkit.cli import letterkit
from letterkit.letters_in import ENDINGS

ROOT = Path(__file__).parent.parent.parent
# The message that this product exists to prevent, as its author published it.
MESSAGE = (
    "Dear Doctor, I am not an MD, but I can understand medical conditions when reading "
    "impressions. There is no spinal cord edema or any indication suggesting an urgent need for an "
    "epidural injection. Moreover, I have provided two treatments following a medical massage "
    "protocol for muscular syndrome (ASM syndrome), and both were successful. I strongly urge you "
    "to reconsider the epidural injection. Additionally, I must remind you that the patient is on "
    "a high dosage of Plavix. He must be taken off this medication before any epidural procedure, "
    "as proceeding now would constitute malpractice."
)


def check(*arguments: str, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(letterkit, ["check", *arguments], input=text)


def test_the_message_to_the_doctor_is_reported_in_its_six_families() -> None:
    result = check("--format", "json", "-", text=MESSAGE)
    assert result.exit_code == 1
    issues = json.loads(result.stdout)["documents"][0]["issues"]
    found = {(issue["category"], issue["text"]) for issue in issues}

    def reported(category: str, words: str) -> bool:
        return any(category == kind and words in text for kind, text in found)

    assert reported("interpretation", "no spinal cord edema")
    assert reported("procedure", "urge you to reconsider the epidural injection")
    assert reported("medication", "must be taken off this medication")
    assert reported("legal", "malpractice")
    assert reported("credential", "I can understand medical conditions")
    assert reported("diagnosis", "muscular syndrome (ASM syndrome)")


@pytest.mark.parametrize(
    "letter", sorted(ROOT.glob("examples/*/letter.txt")), ids=lambda path: path.parent.name
)
def test_every_golden_letter_is_clean(letter: Path) -> None:
    result = check(str(letter))
    assert (result.exit_code, result.stdout.split(";")[0]) == (0, "0 errors")


def test_json_keeps_its_contract() -> None:
    data = json.loads(check("--format", "json", "-", text="Hello.\nI suspect a fracture.").stdout)
    assert data["version"] == 1
    (document,) = data["documents"]
    (issue,) = document["issues"]
    assert document["path"] == "-"
    assert (issue["line"], issue["column"], issue["start"], issue["end"]) == (2, 3, 9, 27)
    assert set(issue) == {
        "rule", "name", "category", "severity", "start", "end", "line", "column", "text",
        "message", "advice", "rewrite", "source",
    }  # fmt: skip
    assert data["summary"] == {"error": 1, "warning": 0, "suggestion": 0, "excused": 0}


def test_what_is_excused_says_why() -> None:
    data = json.loads(check("--format", "json", "-", text="She reports that she has gout.").stdout)
    excused = data["documents"][0]["excused"]
    assert {(e["rule"], e["because"], e["cue"]) for e in excused} == {
        ("DX01", "patient report", "she reports"),
        ("DX12", "patient report", "she reports"),
    }


def test_text_underlines_the_words_and_offers_better_ones() -> None:
    lines = check("-", text="He must come off Plavix.").stdout.split("\n")
    assert lines[0].startswith("-:1:")
    assert lines[1].strip() == "He must come off Plavix."
    column = lines[1].index("must come off Plavix")
    assert lines[2] == " " * column + "^" * len("must come off Plavix")
    assert any("Instead:" in line for line in lines)


@pytest.mark.parametrize(
    ("threshold", "status"), [("error", 1), ("warning", 1), ("suggestion", 1), ("never", 0)]
)
def test_fail_on_decides_the_exit_status(threshold: str, status: int) -> None:
    assert check("--fail-on", threshold, "-", text="I suspect a fracture.").exit_code == status


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("naïve ".encode() + b"caf\xe9", "is not saved as UTF-8 text"),
        (b"PK\x03\x04 zip", "is damaged"),
        (b"%PDF-1.7", "is damaged"),
        (b"a\x00b", "is not a text file"),
        (b"a" * 5000 + b"\x00b", "it holds zero bytes"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"\xef\xbb\xbfone\r\ntwo\r\xf0\x9f\x98\x80\xc3\xa9 \xe9", "letter.txt:3:4: is not saved"),
    ],
)
def test_what_is_not_a_text_is_refused_calmly(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(data)
    result = check(str(path))
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_letter_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("I suspect a fracture.", "utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    result = check(str(letter), "no-such-file.txt", str(letter), str(empty))
    assert result.exit_code == 2
    assert result.stdout.strip().split("\n")[-1] == "2 errors; 0 excused."
    assert result.stderr == (
        f"letterkit: {empty}: holds no letter. Letters end in {', '.join(ENDINGS)}; any other "
        "file can be named itself.\nno-such-file.txt: there is no such file. Name a letter.\n"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_offsets_are_those_of_the_file(tmp_path: Path, mark: str, end: str) -> None:
    text = f"Hi,{end}{end}- Well. I suspect a{end}  fracture.{end}"
    path = tmp_path / "letter.txt"
    path.write_bytes((mark + text).encode())
    data = json.loads(check("--format", "json", str(path)).stdout)
    (issue,) = data["documents"][0]["issues"]
    assert text[issue["start"] : issue["end"]].split() == ["suspect", "a", "fracture"]
    assert (issue["line"], issue["column"]) == (3, 11)


@pytest.mark.parametrize("name", ["no-such-file.txt", "profiles", "*.docx"])
def test_where_no_letter_is_a_message_says_so(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "a.yaml").write_text("spelling: en-us\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    result = check(name)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"letterkit: {name}: ")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbfHello.\r\n", "é 😀 \u202e".encode()])
def test_odd_but_harmless_texts_are_checked(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(data)
    assert check(str(path)).exit_code == 0


def test_no_message_carries_a_control_character() -> None:
    result = check("no\x1b[2J.txt", "--profile", "massage-us")
    assert result.stderr == "letterkit: no␛[2J.txt: there is no such file. Name a letter.\n"


def test_an_unknown_profile_is_answered_with_the_nearest() -> None:
    result = check("--profile", "masage-us", "-", text="x")
    assert result.exit_code == 2
    assert "Did you mean 'massage-us'?" in result.stderr
