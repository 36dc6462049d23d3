"""What a Word file would reveal: one table of findings, each with how it is found and removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from letterkit.documents.fields import FETCHING, PERSONAL, fields, freeze
from letterkit.documents.hidden import (
    hidden_pictures,
    hidden_styles,
    hidden_words,
    remove_hidden,
)
from letterkit.documents.markup import each, name, namespace, remove, unwrap, value
from letterkit.documents.pictures import notes, without_notes
from letterkit.documents.revisions import accept, changes
from letterkit.documents.word_file import Relation, WordFile

MAX_SHOWN = 200
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO_TYPES = re.compile("macroEnabled", re.IGNORECASE)
_LEADS_AWAY = re.compile(r"[A-Za-z]:\\|\\\\|file:|/Users/|/home/")

# Where a property is kept: the kind of the relation that leads there.
_CORE, _APP, _CUSTOM = "core-properties", "extended-properties", "custom-properties"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a file may reveal: ``find`` says what is there, ``remove`` takes it out."""

    name: str
    title: str
    find: Callable[[WordFile], list[str]]
    remove: Callable[[WordFile], None]
    removed: str = "removed"


@dataclass(frozen=True, slots=True)
class Found:
    """What a finding found in a file, in plain words, one line each."""

    finding: Finding
    lines: tuple[str, ...]


def inspect_document(file: WordFile) -> list[Found]:
    """Return what the file reveals, in the order of the table; nothing is changed."""
    found = ((finding, tuple(map(plain, finding.find(file)))) for finding in FINDINGS)
    return [Found(finding, lines) for finding, lines in found if lines]


def clean_document(file: WordFile) -> list[Found]:
    """Take out everything that the table finds, and return what could not be taken out."""
    for finding in FINDINGS:
        finding.remove(file)
    file.sweep()
    return inspect_document(file)


def plain(words: str) -> str:
    """Return ``words`` on one line, without characters that could play with the terminal."""
    shown = "".join(c if c.isprintable() else " " for c in words)
    shown = " ".join(shown.split())
    return shown if len(shown) <= MAX_SHOWN else shown[: MAX_SHOWN - 1] + "…"


def _properties(ident: str, title: str, *places: tuple[str, str, str]) -> Finding:
    """Finds properties; ``places`` are the kind of part, the element, and what to call it."""

    def elements(file: WordFile) -> Iterator[tuple[str, Any]]:
        for kind, tag, called in places:
            part = file.related("", kind)
            for element in each(file.tree(part), tag) if part else ():
                if "".join(element.itertext()).strip():
                    yield called, element

    def find(file: WordFile) -> list[str]:
        found = ((called, "".join(element.itertext())) for called, element in elements(file))
        return [f"{called}: {words}" if called else words for called, words in found]

    return Finding(ident, title, find, lambda file: remove(*(e for _, e in elements(file))))


def _cut(ident: str, title: str, *kinds: str, marks: tuple[str, ...] = ()) -> Finding:
    """Finds parts of some kinds; ``marks`` are elements that mean nothing without them."""

    def chosen(relation: Relation) -> bool:
        return relation.kind in kinds

    def find(file: WordFile) -> list[str]:
        found = [r.target for r in filter(chosen, file.relations())]
        return list(dict.fromkeys(found)) or _counted(file, *marks)

    def remove_all(file: WordFile) -> None:
        file.cut(chosen)
        for root in file.roots():
            remove(*each(root, *marks))

    return Finding(ident, title, find, remove_all)


def _counted(file: WordFile, *tags: str) -> list[str]:
    """Say how many elements of each name there are."""
    if not tags:
        return []
    found = Counter(
        element.tag.rpartition("}")[2] for root in file.roots() for element in each(root, *tags)
    )
    return [f"{tag} ({count})" for tag, count in found.items()]


# Comments: the part, what else is kept beside it, and the marks in the text.

_COMMENTS = ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people")
_COMMENT_MARKS = ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference")


def _find_comments(file: WordFile) -> list[str]:
    comments = [c for root in file.roots() for c in each(root, "w:comment")]
    who = Counter(value(comment, "w:author") or "nobody named" for comment in comments)
    people = {value(person, "w15:author") for root in file.roots()
              for person in each(root, "w15:person")} - set(who)  # fmt: skip
    return [f"{count} by {author}" for author, count in who.items()] + [
        f"listed as an author: {person}" for person in sorted(people)
    ]


def _remove_comments(file: WordFile) -> None:
    file.cut(lambda relation: relation.kind in _COMMENTS)
    for root in file.roots():
        for mark in each(root, *_COMMENT_MARKS):
            run = mark.getparent()
            remove(mark)
            if run.tag == name("w:r") and all(child.tag == name("w:rPr") for child in run):
                remove(run)


# Tracked changes


def _find_changes(file: WordFile) -> list[str]:
    found: Counter[tuple[str, str]] = Counter()
    for root in file.roots():
        found += changes(root)
    return [f"{_number(count, called)} by {who or 'nobody named'}"
            for (who, called), count in found.items()]  # fmt: skip


def _number(count: int, called: str) -> str:
    first, _, rest = called.partition(" ")
    return f"{count} {first}{'' if count == 1 else 's'}{rest and ' '}{rest}"


def _remove_changes(file: WordFile) -> None:
    for root in file.roots():
        accept(root)
        remove(*each(root, "w:trackRevisions"))


# Hidden text


def _styles_of(file: WordFile) -> frozenset[str]:
    part = file.related(file.main, "styles")
    return hidden_styles(file.tree(part)) if part else frozenset()


def _find_hidden(file: WordFile) -> list[str]:
    styles, found = _styles_of(file), []
    for part, root in file.trees():
        if count := hidden_words(root, styles):
            found.append(f"{_number(count, 'word')} in {part}")
        if pictures := len(hidden_pictures(root)):
            found.append(f"{_number(pictures, 'picture')} in {part}")
    return found


def _remove_hidden(file: WordFile) -> None:
    styles = _styles_of(file)
    for root in file.roots():
        remove_hidden(root, styles)


# Pictures


def _find_notes(file: WordFile) -> list[str]:
    return [f"{part}: {', '.join(said)}" for part, held in file.pictures() if (said := notes(held))]


def _remove_notes(file: WordFile) -> None:
    for part, content in file.pictures():
        if notes(content):
            file.replace(part, without_notes(content))


def _named_pictures(file: WordFile) -> Iterator[tuple[Any, str]]:
    """Yield where the name of the picture's own file is kept."""
    for root in file.roots():
        for about in each(root, "pic:cNvPr"):
            if re.search(r"\.\w{2,5}$", about.get("name", "")):
                yield about, "name"
        for about in each(root, "pic:cNvPr", "wp:docPr"):
            if _LEADS_AWAY.search(about.get("descr", "")):
                yield about, "descr"
        for about in each(root, "v:imagedata"):
            if about.get(name("o:title")):
                yield about, name("o:title")


def _find_picture_names(file: WordFile) -> list[str]:
    return list(dict.fromkeys(about.get(key) for about, key in _named_pictures(file)))


def _remove_picture_names(file: WordFile) -> None:
    for about, key in list(_named_pictures(file)):
        about.set(key, "Picture" if key == "name" else "")


# Custom XML and what wraps text in it

_WRAPS = ("w:customXml", "w:smartTag")


def _find_custom_xml(file: WordFile) -> list[str]:
    parts = [r.target for r in file.relations() if r.kind == "customXml"]
    return list(dict.fromkeys(parts)) + _counted(file, *_WRAPS)


def _remove_custom_xml(file: WordFile) -> None:
    file.cut(lambda relation: relation.kind == "customXml")
    for root in file.roots():
        remove(*each(root, "w:dataBinding", "w15:dataBinding", "w:customXmlPr", "w:smartTagPr"))
        for wrap in each(root, *_WRAPS):
            unwrap(wrap)


def _find_custom_properties(file: WordFile) -> list[str]:
    part = file.related("", _CUSTOM)
    held = each(file.tree(part), "op:property") if part else []
    return [f"{one.get('name', '')}: {''.join(one.itertext())}" for one in held]


# Numbers by which Word knows which editing session, paragraph and document words belong to

_ID_ELEMENTS = ("w:rsids", "w:rsid", "w14:docId", "w15:docId")


def _ids(root: Any) -> Iterator[tuple[Any, str]]:
    for element in root.iter("*"):
        for key in element.attrib:
            local = key.rpartition("}")[2]
            if (local.startswith("rsid") and key.startswith(f"{{{namespace('w')}}}")) or key in (
                name("w14:paraId"), name("w14:textId"),
            ):  # fmt: skip
                yield element, key


def _find_ids(file: WordFile) -> list[str]:
    found = Counter(
        "rsid" if "rsid" in key else "id of a paragraph"
        for root in file.roots()
        for _, key in _ids(root)
    )
    return [f"{kind} ({count})" for kind, count in found.items()] + _counted(file, *_ID_ELEMENTS)


def _remove_ids(file: WordFile) -> None:
    for root in file.roots():
        for element, key in list(_ids(root)):
            del element.attrib[key]
        remove(*each(root, *_ID_ELEMENTS))


# Macros

_MACRO_KINDS = ("vbaProject", "wordVbaData", "keyMapCustomizations", "attachedToolbars")


def _find_macros(file: WordFile) -> list[str]:
    return [r.target for r in file.relations() if r.kind in _MACRO_KINDS]


def _remove_macros(file: WordFile) -> None:
    file.cut(lambda relation: relation.kind in _MACRO_KINDS)
    if _MACRO_TYPES.search(file.type_of(file.main)) or "template" in file.type_of(file.main):
        file.set_type(file.main, _DOCX)


# What leads out of the file

_AT_OPENING = "fetched when the file is opened"


def _find_links(file: WordFile) -> list[str]:
    found = [
        r.target if r.kind == "hyperlink" else f"{r.target} ({r.kind}, {_AT_OPENING})"
        for r in file.relations()
        if r.external and r.kind != "attachedTemplate"
    ]
    found += [one.code for root in file.roots() for one in fields(root) if one.kind in FETCHING]
    found += [image.get("src") for root in file.roots() for image in each(root, "v:imagedata")
              if image.get("src")]  # fmt: skip
    return list(dict.fromkeys(found))


def _remove_links(file: WordFile) -> None:
    file.cut(lambda relation: relation.external)
    for root in file.roots():
        freeze(root, FETCHING)
        for image in each(root, "v:imagedata"):
            image.attrib.pop("src", None)


def _find_fields(file: WordFile) -> list[str]:
    codes = (one.code for root in file.roots() for one in fields(root) if one.kind in PERSONAL)
    return list(dict.fromkeys(codes))


def _remove_fields(file: WordFile) -> None:
    for root in file.roots():
        freeze(root, PERSONAL)


# Settings that name people, places and programs

_SETTINGS = (
    "w:docVars", "w:mailMerge", "w:writeProtection", "w:documentProtection", "w:permStart",
    "w:permEnd", "w:saveThroughXslt", "w:readModeInkLockDown",
)  # fmt: skip


def _find_leftovers(file: WordFile) -> list[str]:
    return file.unreached()


def _clear_properties(file: WordFile) -> None:
    """Leave no property at all: what the table does not name is not for others either."""
    for kind in (_CORE, _APP):
        if part := file.related("", kind):
            remove(*list(file.tree(part)))


FINDINGS: tuple[Finding, ...] = (
    _properties("author", "Author", (_CORE, "dc:creator", "")),
    _properties("last-modified-by", "Last changed by", (_CORE, "cp:lastModifiedBy", "")),
    _properties(
        "company", "Company",
        (_APP, "ep:Company", ""), (_APP, "ep:Manager", "manager"),
    ),
    _properties(
        "dates", "Dates",
        (_CORE, "dcterms:created", "created"), (_CORE, "dcterms:modified", "changed"),
        (_CORE, "cp:lastPrinted", "printed"), (_CORE, "cp:revision", "times saved"),
        (_APP, "ep:TotalTime", "minutes of editing"),
    ),
    _properties(
        "title", "Title and subject",
        (_CORE, "dc:title", "title"), (_CORE, "dc:subject", "subject"),
        (_CORE, "cp:keywords", "keywords"), (_CORE, "cp:category", "category"),
        (_CORE, "dc:description", "remark"), (_CORE, "cp:contentStatus", "status"),
    ),
    Finding(
        "program", "Program",
        _properties(
            "", "", (_APP, "ep:Application", ""), (_APP, "ep:AppVersion", "version"),
            (_APP, "ep:Template", "template"), (_APP, "ep:HyperlinkBase", "base of links"),
        ).find,
        _clear_properties,
    ),
    Finding("custom-properties", "Properties of its own", _find_custom_properties,
            lambda file: file.cut(lambda relation: relation.kind == _CUSTOM)),
    Finding("comments", "Comments", _find_comments, _remove_comments),
    Finding("tracked-changes", "Tracked changes", _find_changes, _remove_changes, "accepted"),
    Finding("hidden-text", "Hidden text", _find_hidden, _remove_hidden),
    Finding("picture-metadata", "Notes in pictures", _find_notes, _remove_notes),
    Finding("picture-names", "File names of pictures", _find_picture_names, _remove_picture_names),
    _cut("preview", "Picture of the first page", "thumbnail"),
    Finding("custom-xml", "Custom XML", _find_custom_xml, _remove_custom_xml),
    Finding("editing-ids", "Numbers of editing sessions", _find_ids, _remove_ids),
    _cut("attached-template", "Attached template", "attachedTemplate",
         marks=("w:attachedTemplate",)),
    _cut("embedded-objects", "Embedded files", "oleObject", "package", "control", "aFChunk",
         "subDocument", marks=("w:altChunk", "w:subDoc")),
    Finding("macros", "Macros", _find_macros, _remove_macros),
    _cut("add-ins", "Add-ins", "webextensiontaskpanes", "extensibility", "ui"),
    Finding("fields", "Fields that fill in names or paths", _find_fields, _remove_fields),
    Finding("external-links", "Links out of the file", _find_links, _remove_links),
    _cut("building-blocks", "Building blocks", "glossaryDocument"),
    _cut("settings", "Settings of people and printers", "printerSettings", "mailMergeSource",
         "mailMergeHeaderSource", "recipientData", marks=_SETTINGS),
    _cut("digital-signature", "Digital signature", "origin"),
    Finding("leftovers", "Parts that nothing shows", _find_leftovers, lambda file: file.sweep()),
)  # fmt: skip
