"""A Word file → PDF, by LibreOffice: tagged for screen readers, its fonts embedded.

LibreOffice gets a folder of its own that nobody else can read and that is removed whatever
happens: the letter, the settings and the PDF lie in it and nowhere else. The settings forbid
macros and links.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from letterkit.errors import Fault, WriteError

SECONDS = 120
_PROGRAMS = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_PDF = {
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
    "EmbedStandardFonts": {"type": "boolean", "value": "true"},
    "ExportFormFields": {"type": "boolean", "value": "false"},
}
_FORBIDDEN = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
)


def find_office() -> str:
    """Return the path of LibreOffice. Raises WriteError that says how to do without."""
    for program in _PROGRAMS:
        if found := shutil.which(program):
            return found
    raise WriteError(
        Fault(
            "No PDF was made: LibreOffice is not installed.",
            "Install it from https://www.libreoffice.org, or write a .docx and save that as PDF "
            "from Word.",
        )
    )


def pdf_bytes(document: bytes) -> bytes:
    """Return a Word file as PDF. Raises WriteError when LibreOffice is not there or fails."""
    office = find_office()
    try:
        with tempfile.TemporaryDirectory(prefix="letterkit-", ignore_cleanup_errors=True) as home:
            return _converted(office, Path(home), document)
    except subprocess.TimeoutExpired:
        raise _failed(f"took longer than {SECONDS} seconds") from None
    except OSError as error:
        raise _failed(f"could not be run ({error.strerror})") from None


def _converted(office: str, home: Path, document: bytes) -> bytes:
    letter, settings = home / "letter.docx", home / "settings"
    letter.write_bytes(document)
    (settings / "user").mkdir(parents=True)
    (settings / "user" / "registrymodifications.xcu").write_text(_registry(), "utf-8")
    command = [
        office, f"-env:UserInstallation={settings.as_uri()}", "--headless", "--norestore",
        "--nologo", "--nodefault", "--convert-to", f"pdf:writer_pdf_Export:{json.dumps(_PDF)}",
        "--outdir", str(home), str(letter),
    ]  # fmt: skip
    _run(command, home)
    try:
        return (home / "letter.pdf").read_bytes()
    except FileNotFoundError:
        raise _failed("made none") from None


def _run(command: list[str], home: Path) -> None:
    """Run LibreOffice and all that it starts; none of it outlives this."""
    # LibreOffice is a chain of programs: ending the first alone would leave the last at work.
    with subprocess.Popen(
        command, cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
        env=os.environ | {"TMPDIR": str(home), "TEMP": str(home), "TMP": str(home)},
    ) as running:  # fmt: skip
        try:
            running.wait(SECONDS)
        finally:
            if running.poll() is None:
                _end(running)


def _end(running: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()


def _registry() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _FORBIDDEN
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>'
    )


def _failed(how: str) -> WriteError:
    return WriteError(
        Fault(f"No PDF was made: LibreOffice {how}.", "Write a .docx and save it from Word.")
    )
