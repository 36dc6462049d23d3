"""What the page is told of a letter as it comes, and the files that it gets."""

from __future__ import annotations

import io
import json
import zipfile
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from local_page import Answer, Running

from letterkit.case_file import load_case
from letterkit.guided.answers import answers_in
from letterkit.guided.questions import situations
from letterkit.readers import read_manuscript
from letterkit.workflow import draft
from letterkit.yaml_source import read_yaml

EXAMPLES = Path(__file__).parents[2] / "examples"
LETTER = "anticoagulant-before-procedure"
TODAY = "2026-03-11"


def post(running: Running, target: str, **said: Any) -> Answer:
    return running.ask("POST", target, json.dumps(said).encode())


def complete(letter: str = LETTER) -> dict[str, Any]:
    return dict(answers_in(read_yaml(EXAMPLES / letter / "case.yaml")))


def sketch(running: Running, **answers: Any) -> Any:
    answer = post(running, "/api/sketch", answers={"letter": LETTER, **answers}, today=TODAY)
    assert answer.status == 200
    return answer.json


def words_of(told: Any) -> str:
    """Return the words of a letter as it is told, lines and cells one after the other."""
    blocks = told["letter"]["blocks"]
    lines = [line for block in blocks for line in (*block["lines"], *chain(*block["rows"]))]
    return "\n".join("".join(piece["text"] for piece in line) for line in lines)


@pytest.mark.parametrize("letter", [one.id for one in situations()])
def test_the_page_is_told_the_very_letter_that_is_written(shared: Running, letter: str) -> None:
    told = sketch(shared, **complete(letter))
    checked = draft(load_case(EXAMPLES / letter / "case.yaml"))
    lines = "\n".join(line.text for _, line in checked.letter.lines)
    assert words_of(told) == lines
    assert told["ready"]
    assert told["answered"] == told["asked"]


def test_each_situation_has_a_form_in_the_order_of_the_story(shared: Running) -> None:
    for one in situations():
        groups = post(shared, "/api/form", letter=one.id).json["groups"]
        names = [group["id"] for group in groups]
        assert names == sorted(names, key="reported recorded observed done asked patient recipient "
                               "practitioner letter".split().index)  # fmt: skip
        needed = {q["field"] for group in groups for q in group["questions"] if q["needed"]}
        assert {"patient.name", "patient.born", "consent.how", "practitioner.phone"} <= needed


def test_marks_count_as_a_script_counts_and_stand_on_the_words_that_were_typed(
    shared: Running,
) -> None:
    typed = "👍👍 Guarding. This is sciatica."
    told = sketch(shared, findings=[{"text": typed}])
    (issue,) = told["issues"]
    units = typed.encode("utf-16-le")
    marked = units[2 * issue["start"] : 2 * issue["end"]].decode("utf-16-le")
    assert (issue["field"], marked) == ("findings[0].text", "is sciatica")
    pieces = [p for b in told["letter"]["blocks"] for line in b["lines"] for p in line]
    assert [p["text"] for p in pieces if p.get("issues") == [0]] == ["is sciatica"]
    assert issue["sources"][0]["address"].startswith("https://")


def test_better_wording_is_clean_once_it_is_taken(shared: Running) -> None:
    told = sketch(shared, actions=["I rang. He must come off Plavix."])
    offer = told["issues"][0]["offer"]
    assert offer["field"] == "actions[0]"
    assert offer["value"].startswith("I rang. I have not advised any change")
    assert not sketch(shared, actions=[offer["value"]])["issues"]


def test_a_gap_in_the_letter_leads_to_its_question(shared: Running) -> None:
    told = sketch(shared)
    pieces = [p for b in told["letter"]["blocks"] for line in b["lines"] for p in line]
    blanks = {piece["field"] for piece in pieces if piece.get("blank")}
    assert {"patient.name", "patient.born", "recipient.name", "practitioner.phone"} <= blanks


def test_the_files_are_the_letter_and_no_name_tells_the_patient(shared: Running) -> None:
    golden = (EXAMPLES / LETTER / "letter.txt").read_text("utf-8")
    for kind, name in {"docx": "letter.docx", "txt": "letter.txt", "bundle": "letter.zip"}.items():
        answer = post(shared, f"/api/file/{kind}", answers=complete(), today=TODAY)
        assert answer.status == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        if kind == "txt":
            assert answer.text == golden
        elif kind == "docx":
            words = " ".join(read_manuscript(answer.body, name).text.split())
            assert "Mr. Reyes reports taking clopidogrel (Plavix)" in words
        else:
            with zipfile.ZipFile(io.BytesIO(answer.body)) as together:
                held = together.namelist()
                assert together.read("letter.txt").decode() == golden
            assert {"letter.docx", "phone-script.txt", "secure-message.txt", "index.txt"} <= {*held}


def test_answers_come_back_from_the_case_file_that_was_saved(shared: Running) -> None:
    answers = complete()
    saved = post(shared, "/api/file/case", answers=answers, today=TODAY).body
    assert shared.ask("POST", "/api/open", saved).json["answers"] == answers


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\xff", b"a: [", b"- a list", b"patient: {shoe: 43}", b"patient: x",
                b"\x00", b"!!python/object:os.system x", b"*a", "request: a\u202eb".encode()],
)  # fmt: skip
def test_what_is_no_case_file_is_refused_in_plain_words(shared: Running, content: bytes) -> None:
    answer = shared.ask("POST", "/api/open", content)
    assert answer.status == 422
    assert all(fault["what"] for fault in answer.json["faults"])
    assert "Traceback" not in answer.text


def test_a_letter_outside_the_scope_is_no_file_unless_it_is_marked(shared: Running) -> None:
    answers = complete() | {"request": "He must come off Plavix before the epidural."}
    refused = post(shared, "/api/file/docx", answers=answers, today=TODAY)
    assert refused.status == 409
    assert refused.json["faults"]
    marked = post(shared, "/api/file/txt", answers=answers, today=TODAY, unsent=True)
    assert "not for sending" in marked.text.lower()


def test_a_letter_that_lacks_something_says_what(shared: Running) -> None:
    answers = complete() | {"consent": {}}
    refused = post(shared, "/api/file/docx", answers=answers, today=TODAY)
    assert refused.status == 409
    assert "consent" in refused.text


def test_an_emergency_is_told_first_with_its_number(shared: Running) -> None:
    told = sketch(shared, reported=[{"text": "Sudden chest pain and shortness of breath"}])
    assert told["emergency"] == "911"
    assert told["noticed"][0]["urgency"] == "emergency"


def test_no_file_of_this_disk_is_read_for_a_page(shared: Running, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"no picture")
    answers = complete()
    answers["practitioner"] = {**answers["practitioner"], "signature": str(secret)}
    for kind in ("docx", "bundle"):
        assert post(shared, f"/api/file/{kind}", answers=answers, today=TODAY).status == 200


@pytest.mark.parametrize(
    "target", ["/api/sketch", "/api/file/docx", "/api/file/case", "/api/message"]
)
@pytest.mark.parametrize(
    "said",
    [{}, {"answers": []}, {"answers": {}}, {"answers": {}, "today": "soon"},
     {"answers": {"letter": "none"}, "today": TODAY},
     {"answers": {"letter": "../x"}, "today": TODAY},
     {"answers": {"patient": "x"}, "today": TODAY}, {"answers": {"actions": [[]]}, "today": TODAY},
     {"answers": {"letter": LETTER, "profile": "none"}, "today": TODAY},
     {"answers": {"practitioner": []}, "today": TODAY}],
)  # fmt: skip
def test_what_no_page_sends_is_answered_calmly(
    shared: Running, target: str, said: dict[str, Any]
) -> None:
    before = list(shared.told)
    answer = shared.ask("POST", target, json.dumps(said).encode())
    assert answer.status in (200, 409, 422)
    assert shared.told == before  # nothing unexpected happened


@pytest.mark.parametrize("body", [b"", b"null", b"[", b"[[" * 50_000, b'{"answers": NaN}', b"\xff"])
def test_what_is_no_json_is_answered_calmly(shared: Running, body: bytes) -> None:
    before = list(shared.told)
    assert shared.ask("POST", "/api/sketch", body).status == 422
    assert shared.told == before


def test_a_day_is_written_out_before_it_counts(shared: Running) -> None:
    said = post(shared, "/api/moment", text="tomorrow 3pm", kind="moment", today=TODAY)
    assert said.json["value"] == "2026-03-12 15:00"
    assert said.json["says"] == "Thursday, March 12, 2026, 3:00 pm"
    unread = post(shared, "/api/moment", text="soon", kind="day", today=TODAY)
    assert unread.status == 422
    assert unread.json["faults"][0]["todo"]


def test_details_are_kept_where_a_person_asks_for_it_and_forgotten_again(
    shared: Running, details: Path
) -> None:
    assert shared.ask("GET", "/api/details").json["practitioner"] is None
    me = {"name": "Marta Hale, LMT", "phone": "207-555-0142"}
    assert post(shared, "/api/details", practitioner=me, profile="massage-us").status == 200
    assert details.stat().st_mode & 0o777 == 0o600
    assert shared.ask("GET", "/api/details").json["practitioner"] == me
    assert post(shared, "/api/details", practitioner={"name": 3}).status == 422
    assert post(shared, "/api/details", practitioner={"patient": "x"}).status == 422
    assert post(shared, "/api/details/forget").status == 200
    assert not details.exists()


@pytest.mark.parametrize("held", ["practitioner: 7\n", "patient:\n  name: x\n", "\0", "a: [\n"])
def test_a_file_of_details_that_cannot_be_read_is_named_and_left_alone(
    shared: Running, details: Path, held: str
) -> None:
    details.write_text(held, "utf-8")
    answers = [shared.ask("GET", "/api/details"), post(shared, "/api/details", practitioner={})]
    for answer in answers:
        assert answer.status == 422
        assert str(details) in answer.json["faults"][0]["what"]
    assert details.read_text("utf-8") == held
