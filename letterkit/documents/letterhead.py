"""A clinic's Word file → the empty letter that our words are written into.

The clinic's header, footer, styles, paper and margins stay as they are; what a letter needs and
the file lacks is added from our own base. Nothing else of the file comes along: not its words, not
its properties, no comment, change, hidden word, link or macro.

- Every page carries the clinic's header; the later ones end it with the line that says who the
  letter is about. So the first page gets a header and footer of its own: the clinic's, if it has
  made them different, else a copy. Headers for even pages are for books: the letter has none.
- A style of the clinic's keeps its look, whatever it is; it is only given our id.
- Only a header that says or shows something replaces our letterhead: clinics also type theirs at
  the top of the page, where it goes with the other words. A footer alone replaces nothing, as it
  may hold no more than a page number.
"""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from letterkit.documents.fields import fields
from letterkit.documents.findings import Found, clean_document
from letterkit.documents.markup import (
    UnreadableError,
    above,
    each,
    name,
    namespace,
    parse,
    remove,
    text_of,
    value,
)
from letterkit.documents.opening import open_word_file
from letterkit.documents.package import unpack
from letterkit.documents.styles import adopt_styles, coloured
from letterkit.documents.word_file import WordFile
from letterkit.errors import Fault, InputError, Place

_KEPT_PARTS = ("officeDocument", "styles", "numbering", "fontTable", "font", "theme", "settings",
               "header", "footer", "image")  # fmt: skip
_KEPT_IN_SECTION = ("headerReference", "footerReference", "pgSz", "pgMar", "pgBorders", "cols",
                    "vAlign", "titlePg", "textDirection", "bidi", "rtlGutter",
                    "docGrid")  # fmt: skip
# Settings that change how the page looks. The others are about people, or about editing.
_KEPT_SETTINGS = ("zoom", "mirrorMargins", "gutterAtTop", "embedTrueTypeFonts", "defaultTabStop",
                  "autoHyphenation", "hyphenationZone", "characterSpacingControl",
                  "hdrShapeDefaults", "compat", "themeFontLang", "clrSchemeMapping",
                  "shapeDefaults", "decimalSymbol", "listSeparator")  # fmt: skip
_KINDS = ("header", "footer")
_ROOTS = {"styles": "w:styles", "numbering": "w:numbering", "settings": "w:settings",
          "header": "w:hdr", "footer": "w:ftr"}  # fmt: skip
_SHOWS = ("w:drawing", "w:pict", "w:object")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The base of a letter as a Word file; ``heads`` tells whether it names the clinic itself."""

    content: bytes
    heads: bool
    remarks: tuple[str, ...] = ()


def read_letterhead(path: Path, base: bytes) -> Letterhead:
    """Return the clinic's file at ``path`` as the base of a letter; ``base`` is our own.

    Raises InputError for a file that is no Word document, has macros, or shows a picture that is
    not in it; ValueError or LookupError for one whose parts do not fit together.
    """
    file, ours = open_word_file(path), WordFile(unpack(base))
    if fault := _unfit(file):
        raise InputError(Fault(*fault, Place(str(path))))
    for relation in file.relations(file.main):
        root = _ROOTS.get(relation.kind)
        if root and relation.target in file and file.tree(relation.target).tag != name(root):
            raise UnreadableError
    section = _first_section(file)
    _empty(file, section)
    _complete(section, ours)
    left = clean_document(file)
    file.cut(lambda relation: relation.kind not in _KEPT_PARTS or relation.target not in file)
    _choose_settings(file, ours)
    _take_properties(file, ours)
    adopt_styles(file, ours)
    pages = _Pages(file, section)
    heads = pages.say_something("header")
    pages.set_apart()
    for _, root in _margins(file):
        for about in each(root, "wp:docPr"):
            about.set("descr", about.get("descr") or "Letterhead")
    file.sweep()
    return Letterhead(
        file.content(), heads, (*_stays(path, left), *_remarks(file, path, heads=heads))
    )


def _unfit(file: WordFile) -> tuple[str, str] | None:
    """Say why a file cannot be a letterhead, and what to do."""
    save = "Open it in Word and save it as “Word Document (.docx)”."
    kind = file.type_of(file.main)
    if "macroEnabled" in kind or any(r.kind == "vbaProject" for r in file.relations()):
        return "holds macros, which a letterhead does not need.", save
    if "template" in kind:
        return "is a Word template (.dotx).", save
    for part, root in _margins(file):
        outside = {r.id for r in file.relations(part) if r.external}
        for picture in each(root, "a:blip", "v:imagedata"):
            held = [value(picture, key) for key in ("r:embed", "r:id")]
            shown = any(one and one not in outside for one in held)
            if not shown and (picture.attrib.keys() or picture.get("src")):
                return (
                    "shows a picture that is only linked, not stored in it.",
                    "In Word, cut the picture and paste it back as a picture.",
                )
    return None


def _margins(file: WordFile) -> Iterator[tuple[str, Any]]:
    """Yield the headers and footers."""
    for relation in file.relations(file.main):
        if relation.kind in _KINDS and relation.target in file and not relation.external:
            yield relation.target, file.tree(relation.target)


def _first_section(file: WordFile) -> Any:
    """Return the layout of the page that a letter begins on."""
    for section in each(file.tree(file.main), "w:sectPr"):
        if above(section, "w:sectPrChange") is None:
            return section
    return file.tree(file.main).makeelement(name("w:sectPr"))


def _empty(file: WordFile, section: Any) -> None:
    """Leave nothing in the body but the layout of its first section."""
    root = file.tree(file.main)
    remove(*(child for child in root if child.tag != name("w:body")))
    body = root.find(name("w:body"))
    remove(section)
    remove(*list(body))
    kept = set(map(name, (f"w:{tag}" for tag in _KEPT_IN_SECTION)))
    remove(*(child for child in list(section) if child.tag not in kept))
    for reference in each(section, "w:headerReference", "w:footerReference"):
        if value(reference, "w:type") == "even":
            remove(reference)
    body.append(section)


def _complete(section: Any, ours: WordFile) -> None:
    """Give a page whose size or margins are not said those of our own."""
    at = len(each(section, "w:headerReference", "w:footerReference"))
    for tag in ("w:pgSz", "w:pgMar"):
        (our,) = each(ours.tree(ours.main), tag)
        found = section.find(name(tag))
        if found is None:
            found = section.makeelement(name(tag))
            section.insert(at, found)
        for key, held in our.attrib.items():
            found.set(key, found.get(key, held))
        at = section.index(found) + 1


def _choose_settings(file: WordFile, ours: WordFile) -> None:
    part = file.related(file.main, "settings")
    if not part:
        _bring(file, ours, "settings")
        return
    kept = set(map(name, (f"w:{tag}" for tag in _KEPT_SETTINGS)))
    remove(*(child for child in list(file.tree(part)) if child.tag not in kept))


def _take_properties(file: WordFile, ours: WordFile) -> None:
    """Put our own empty properties in the place of the clinic's."""
    file.sweep()  # the clinic's are no longer led to
    for relation in ours.relations(""):
        if relation.kind != "officeDocument":
            part = relation.target
            file.add(part, ours.tree(part), ours.type_of(part))
            file.relate("", str(relation.element.get("Type")), part)


def _bring(file: WordFile, ours: WordFile, kind: str) -> None:
    """Add our own part of a kind that the clinic's file does not have."""
    (relation,) = (r for r in ours.relations(ours.main) if r.kind == kind)
    part = relation.target
    file.add(part, ours.tree(part), ours.type_of(part))
    file.relate(file.main, str(relation.element.get("Type")), part)


class _Pages:
    """The headers and footers of the first page and of those that follow."""

    def __init__(self, file: WordFile, section: Any) -> None:
        self._file, self._section = file, section
        self._apart = section.find(name("w:titlePg")) is not None

    def part(self, kind: str, pages: str) -> str:
        """Return the header or footer of the ``first`` page or of those by ``default``."""
        ids = {r.id: r.target for r in self._file.relations(self._file.main)}
        for reference in each(self._section, f"w:{kind}Reference"):
            if value(reference, "w:type") == pages:
                return ids.get(value(reference, "r:id"), "")
        return ""

    def say_something(self, kind: str) -> bool:
        """Whether the first page's header or footer holds words or a picture."""
        part = self.part(kind, "first" if self._apart else "default")
        if not part:
            return False
        root = self._file.tree(part)
        return bool(text_of(root).strip() or each(root, *_SHOWS))

    def set_apart(self) -> None:
        """Give the first page a header and footer of its own, and the others what they lack."""
        if not self._apart:
            before = [name(f"w:{tag}") for tag in ("textDirection", "bidi", "rtlGutter", "docGrid")]
            mark = self._section.makeelement(name("w:titlePg"))
            later = [child for child in self._section if child.tag in before]
            if later:
                later[0].addprevious(mark)
            else:
                self._section.append(mark)
        for kind in _KINDS:
            default = self.part(kind, "default") or self._add(kind, "default", None)
            if not self.part(kind, "first"):
                self._add(kind, "first", None if self._apart else default)
        for pages in ("first", "default"):
            if not self._numbered(pages):
                _append(self._file.tree(self.part("footer", pages)), "Footer", _PAGE_OF_PAGES)
        # The last paragraph of the later pages' header awaits the line that the letter gives it.
        # A copy for the first page ends with the same one, empty: the words begin at one height
        # on all pages, below the clinic's logo, and LibreOffice keeps together what it should.
        for pages in ("default",) if self._apart else ("default", "first"):
            _append(self._file.tree(self.part("header", pages)), "Header", "", _APART)

    def _numbered(self, pages: str) -> bool:
        roots = [self._file.tree(self.part(kind, pages)) for kind in _KINDS]
        return any(one.kind == "PAGE" for root in roots for one in fields(root)) or any(
            each(root, "w:pgNum") for root in roots
        )

    def _add(self, kind: str, pages: str, like: str | None) -> str:
        """Add a part: a copy of ``like``, or empty."""
        file, tag = self._file, {"header": "hdr", "footer": "ftr"}[kind]
        part = posixpath.join(posixpath.dirname(file.main), f"letter-{kind}-{pages}.xml")
        if like:
            root = copy.deepcopy(file.tree(like))
            for relation in file.relations(like):
                new = file.relate(part, str(relation.element.get("Type")), relation.target)
                _rename(root, relation.id, f"copied-{new}")
            for relation in file.relations(part):
                _rename(root, f"copied-{relation.id}", relation.id)
        else:
            root = parse(f'<w:{tag} xmlns:w="{namespace("w")}"/>'.encode())
            _append(root, kind.capitalize(), "")
        mime = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        file.add(part, root, f"{mime}.{kind}+xml")
        ident = file.relate(file.main, f"{namespace('r')}/{kind}", part)
        reference = self._section.makeelement(
            name(f"w:{kind}Reference"), {name("w:type"): pages, name("r:id"): ident}
        )
        self._section.insert(len(each(self._section, "w:headerReference")), reference)
        return part


def _rename(root: Any, old: str, new: str) -> None:
    """Let what refers to a relation refer to it under its new id."""
    prefix = f"{{{namespace('r')}}}"
    for element in root.iter("*"):
        for key, held in element.attrib.items():
            if key.startswith(prefix) and held == old:
                element.set(key, new)


def _field(code: str) -> str:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return (
        f'{begin}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f"{separate}<w:r><w:t>1</w:t></w:r>{end}"
    )


_PAGE_OF_PAGES = (
    f'<w:r><w:t xml:space="preserve">Page </w:t></w:r>{_field("PAGE")}'
    f'<w:r><w:t xml:space="preserve"> of </w:t></w:r>{_field("NUMPAGES")}'
)


_APART = '<w:spacing w:before="120" w:after="160"/>'


def _append(root: Any, style: str, runs: str, look: str = "") -> None:
    """Add a paragraph at the end of a header or footer."""
    root.append(
        parse(
            f'<w:p xmlns:w="{namespace("w")}"><w:pPr><w:pStyle w:val="{style}"/>{look}</w:pPr>'
            f"{runs}</w:p>".encode()
        )
    )


def _stays(path: Path, left: list[Found]) -> Iterator[str]:
    for one in left:
        yield f"{path}: cannot be taken out: {'; '.join(one.lines)}. Replace it in Word."


def _remarks(file: WordFile, path: Path, *, heads: bool) -> Iterator[str]:
    if not heads:
        yield (
            f"{path}: its header is empty, so the letter keeps the letterhead of the case. In "
            "Word, move the clinic's name and logo into the header."
        )
    if found := coloured(file):
        yield (
            f"{path}: not black, so that a fax turns it into dots: words in the style "
            f"{' or '.join(f'“{one}”' for one in found)}. In Word, choose another colour."
        )
