"""The practitioner's details: for one person's eyes, whole or not at all, never a patient's."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterkit.errors import InputError, WriteError
from letterkit.guided import details as module
from letterkit.guided.details import (
    FIELDS,
    Details,
    details_file,
    details_text,
    forget_details,
    keep_details,
    read_details,
)
from letterkit.yaml_source import REFUSED, parse_yaml

MARTA = Details(
    {
        "name": "Marta Hale, LMT",
        "licence": "Maine MT-0000",
        "phone": "207-555-0142",
        "hours": "until 8 pm: # not on “Sunday”",
    },
    "massage-us",
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "config" / "details.yaml"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_details_come_back_as_they_were_kept(place: Path) -> None:
    assert read_details(place) is None
    keep_details(place, MARTA)
    assert read_details(place) == MARTA


def test_the_file_is_for_its_owner_alone_and_readable(place: Path) -> None:
    keep_details(place, MARTA)
    assert (mode(place), mode(place.parent)) == (0o600, 0o700)
    text = place.read_text("utf-8")
    assert "  name: Marta Hale, LMT\n" in text
    assert text.startswith("# Your own details")
    assert os.listdir(place.parent) == [place.name]  # noqa: PTH208 hidden ones too


def test_what_is_kept_again_replaces_it_and_a_wider_mode_is_narrowed(place: Path) -> None:
    keep_details(place, MARTA)
    place.chmod(0o644)
    keep_details(place, MARTA._replace(practitioner={"name": "Joel Anand, LMT"}))
    assert read_details(place) == Details({"name": "Joel Anand, LMT"}, "massage-us")
    assert mode(place) == 0o600


def test_what_is_forgotten_is_gone(place: Path) -> None:
    assert forget_details(place) is False
    keep_details(place, MARTA)
    assert forget_details(place) is True
    assert read_details(place) is None
    place.write_bytes(b"\xff damaged")
    assert forget_details(place) is True


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no “practitioner:”"),
        (b"\xff\xfe\x00", ""),
        (b"\x00" * 9, ""),
        (b"practitioner: [", ""),
        (b"practitioner: Marta", "should be a list of names and values"),
        (b"- practitioner", "has no “practitioner:”"),
        (b"practitioner: {nam: Marta}", "Did you mean 'name'?"),
        (b"practitioner: {name: [a]}", "“name” is not one short text"),
        (b"practitioner: {name: Marta}\npatient: {name: Daniel}", "“patient” is none of your"),
        (b"practitioner: {name: Marta}\nprofile: massage-uk", "Did you mean 'massage-us'?"),
        (b"practitioner: {name: Marta}\nprofile: [a]", "“profile” is not one short text"),
        (b"practitioner: {name: " + b"x" * 201 + b"}", "at most 200"),
        (b"practitioner: &a {name: *a}", ""),
        (b"x" * 1_000_001, "larger than 1 MB"),
        ("practitioner: {name: \u202eMarta}".encode(), "cannot show"),
    ],
)
def test_a_damaged_file_is_said_and_stays(place: Path, content: bytes, told: str) -> None:
    place.parent.mkdir()
    place.write_bytes(content)
    with pytest.raises(InputError) as said:
        read_details(place)
    assert str(place) in str(said.value)
    assert told in str(said.value)
    with pytest.raises(InputError):
        keep_details(place, MARTA)
    assert place.read_bytes() == content


def test_a_folder_or_a_link_in_its_place_is_said_and_stays(place: Path, tmp_path: Path) -> None:
    place.mkdir(parents=True)
    with pytest.raises(InputError, match="folder"):
        read_details(place)
    other = tmp_path / "other.yaml"
    keep_details(other, MARTA)
    link = tmp_path / "link.yaml"
    link.symlink_to(other)
    assert read_details(link) == MARTA
    with pytest.raises(WriteError, match="is a link to another file"):
        keep_details(link, MARTA)


def test_a_pipe_in_its_place_is_refused_at_once_and_stays(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(place)
    with pytest.raises(InputError, match="not an ordinary file"):
        read_details(place)
    with pytest.raises(InputError, match="not an ordinary file"):
        keep_details(place, MARTA)
    with pytest.raises(InputError, match="not an ordinary file"):
        forget_details(place)
    assert place.exists()


def test_only_details_of_the_practitioner_are_ever_kept(place: Path) -> None:
    for strange in ({"patient": "Daniel Reyes"}, {"name": "x" * 201}, {"name": "a\x1b[31m"}):
        with pytest.raises(InputError, match="is not kept"):
            keep_details(place, Details(strange))
    assert not place.exists()
    assert "born" not in FIELDS


def test_empty_answers_are_not_kept(place: Path) -> None:
    keep_details(place, Details({"name": "Marta Hale", "fax": " "}))
    assert read_details(place) == Details({"name": "Marta Hale"})


words = st.text(max_size=60).filter(lambda text: not REFUSED.search(text) and text.strip())


@given(values=st.dictionaries(st.sampled_from(FIELDS), words, min_size=1))
def test_any_words_are_written_as_yaml_that_says_the_same(values: dict[str, str]) -> None:
    on_one_line = {name: " ".join(value.split()) for name, value in values.items()}
    assert parse_yaml(details_text(Details(values)), "d").value == {"practitioner": on_one_line}


def test_the_environment_may_name_another_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(module.VARIABLE, str(tmp_path / "mine.yaml"))
    assert details_file() == tmp_path / "mine.yaml"
    monkeypatch.setenv(module.VARIABLE, "~/mine.yaml")
    assert details_file() == Path.home() / "mine.yaml"
    monkeypatch.setenv(module.VARIABLE, "")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert details_file() == tmp_path / "letterkit" / "details.yaml"


def test_reading_a_case_does_not_look_for_the_folder_of_a_person() -> None:
    code = "import letterkit.guided.details, sys; print('platformdirs' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
