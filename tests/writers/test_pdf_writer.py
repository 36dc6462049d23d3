"""A PDF by LibreOffice: whole, private, and with nothing left behind."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from letters_to_write import long_letter, model_letter, pdf_pages

from letterkit.errors import WriteError
from letterkit.writers import check_target, pdf_writer, write_letter
from letterkit.writers.pdf_writer import pdf_bytes

OFFICE = shutil.which("soffice")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for what is temporary, to see that nothing stays in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def program(folder: Path, lines: str) -> str:
    """A LibreOffice that does as told."""
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\nimport os, sys, time, subprocess\n{lines}\n", "utf-8")
    path.chmod(0o700)
    return str(path)


@pytest.mark.skipif(OFFICE is None and not os.environ.get("CI"), reason="no LibreOffice")
def test_the_pdf_is_tagged_private_and_holds_its_fonts(tmp_path: Path, temporary: Path) -> None:
    path = tmp_path / "letter.pdf"
    write_letter(long_letter(), path)
    said = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    about = {line.partition(":")[0]: line.partition(":")[2].strip() for line in said.splitlines()}
    assert about["Tagged"] == "yes"
    assert about["Pages"] == "2"
    assert about["Title"] == "Letter to a physician: medication before a procedure"
    assert about["Author"] == "Marta Hale, LMT"
    fonts = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True).stdout
    rows = fonts.splitlines()[2:]
    assert rows
    assert all(row.split()[-5] == "yes" for row in rows)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Sincerely," in pdf_pages(path)[1]
    assert list(temporary.iterdir()) == []
    assert sorted(tmp_path.iterdir()) == [path, temporary]


def test_a_pdf_that_is_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"old")
    with pytest.raises(WriteError, match="is already there"):
        check_target(path)
    assert path.read_bytes() == b"old"


def test_without_libreoffice_it_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_writer, "_PROGRAMS", ("no-such-program",))
    for attempt in (check_target, lambda path: write_letter(model_letter(), path)):
        with pytest.raises(WriteError) as caught:
            attempt(tmp_path / "letter.pdf")
        assert "LibreOffice is not installed" in str(caught.value)
        assert "save that as PDF from Word" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("sys.exit(1)", "LibreOffice made none"),
        ("time.sleep(60)", "took longer than 1 seconds"),
        ("subprocess.run(['sleep', '60'])", "took longer than 1 seconds"),
    ],
)
def test_what_fails_or_hangs_is_ended_and_leaves_nothing(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, lines: str, said: str
) -> None:
    monkeypatch.setattr(pdf_writer, "_PROGRAMS", (program(tmp_path, lines),))
    monkeypatch.setattr(pdf_writer, "SECONDS", 1)
    started = time.monotonic()
    with pytest.raises(WriteError, match=said):
        pdf_bytes(b"PK")
    assert time.monotonic() - started < 20
    assert list(temporary.iterdir()) == []


def test_the_office_is_asked_for_no_macros_no_links_and_a_home_of_its_own(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (
        "home = os.path.dirname(sys.argv[-1])\n"
        "assert os.stat(home).st_mode & 0o077 == 0\n"
        "text = '\\n'.join([*sys.argv, open(home + '/settings/user/registrymodifications.xcu')"
        ".read()])\n"
        "open(home + '/letter.pdf', 'w').write(text)"
    )
    monkeypatch.setattr(pdf_writer, "_PROGRAMS", (program(tmp_path, lines),))
    said = pdf_bytes(b"PK").decode()
    for asked in (
        f"-env:UserInstallation={temporary.as_uri()}", "--headless", "UseTaggedPDF",
        'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true',
        'Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0',
    ):  # fmt: skip
        assert asked in said
