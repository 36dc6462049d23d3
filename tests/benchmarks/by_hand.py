"""The shipped letters, written by letterkit and, for comparison, by a page of python-docx."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.shared import Mm

from letterkit.case_file import load_case
from letterkit.letter import Block, Letter
from letterkit.profiles import DEFAULT_PROFILE, load_profile
from letterkit.scope import check_letter
from letterkit.template import load_template, render
from letterkit.writers import write_letter
from letterkit.writers.base_document import BASE

# The styles of a block's first line and of those that follow, by the names that Word shows.
STYLES = {
    "letterhead": ("Letterhead Name", "Letterhead"),
    "date": ("Date", "Date"),
    "recipient": ("Recipient", "Recipient"),
    "re": ("Heading 1", "Subject Line"),
    "salutation": ("Salutation", "Salutation"),
    "heading": ("Heading 2", "Heading 2"),
    "paragraph": ("Body Text", "Body Text"),
    "list": ("List Bullet", "List Bullet"),
    "checklist": ("Checklist", "Checklist"),
    "reply": ("Reply Title", "Reply"),
    "closing": ("Closing", "Closing"),
    "signature": ("Signature Name", "Signature"),
    "note": ("Note", "Note"),
}


class Example:
    """A shipped letter, ready to be written either way."""

    def __init__(self, folder: Path, target: Path) -> None:
        """Load the case; ``target`` is the folder to write into."""
        self.name = folder.name
        self._loaded = load_case(folder / "case.yaml")
        self._profile = load_profile(self._loaded.case.profile or DEFAULT_PROFILE)
        self._template = load_template(self._loaded.case.letter or folder.name)
        self._target = target / f"{folder.name}.docx"
        self._checked = check_letter(self.render(), self._profile.id)
        self._letter = self._checked.letter

    def render(self) -> Letter:
        """Return the letter, not yet checked."""
        return render(self._loaded, self._template, self._profile)

    def ours(self) -> None:
        """Render and write the letter as letterkit does; the check has a budget of its own."""
        self.render()
        write_letter(self._checked, self._target, overwrite=True)

    def by_hand(self) -> None:
        """Write the same words in the same styles as one would by hand."""
        letter = self._letter
        document = Document(str(BASE))
        properties = document.core_properties
        properties.title, properties.author = letter.title, letter.author
        properties.language = letter.language
        properties.created = properties.modified = datetime.combine(letter.date, time())
        section = document.sections[0]
        section.page_width, section.page_height = Mm(215.9), Mm(279.4)
        section.header.paragraphs[0].text = letter.reference
        for block in letter.blocks:
            _add(document, block)
        document.save(str(self._target))


def _add(document: DocumentObject, block: Block) -> None:
    if block.kind == "table":
        table = document.add_table(len(block.rows), len(block.rows[0]), "Letter Table")
        for row, texts in zip(table.rows, block.rows, strict=True):
            for cell, line in zip(row.cells, texts, strict=True):
                cell.paragraphs[0].style = "Table Text"
                cell.paragraphs[0].add_run(line.text)
        return
    first, rest = STYLES[block.kind]
    for number, line in enumerate(block.lines):
        document.add_paragraph(line.text, rest if number else first)
