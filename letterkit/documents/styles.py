"""Two sets of styles made one: the clinic's keep their look, ours fill the gaps.

The letter names its styles by our ids, and Word makes ids in the language it was bought in
(“berschrift1”). So a clinic's style is known by its name, which Word always keeps in English, and
gets our id; whatever referred to it by the old one follows.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from letterkit.documents.markup import each, name, namespace, parse, remove, value
from letterkit.documents.word_file import WordFile

_REFERENCES = ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link",
               "w:numStyleLink", "w:styleLink")  # fmt: skip
_LISTS = {"list bullet": "ListBullet", "checklist": "Checklist"}  # the styles that are numbered
_BLACK = ("", "auto", "000000")


def adopt_styles(file: WordFile, ours: WordFile) -> None:
    """Let ``file`` know every style of ``ours`` under our id; nothing that it has changes."""
    part = file.related(file.main, "styles")
    our_styles = ours.tree(ours.related(ours.main, "styles"))
    if not part:
        _add_part(file, ours, "styles")
        for ident in _LISTS.values():
            _add_marks(file, ours, ident)
        return
    styles = file.tree(part)
    known = {_called(style): style for style in each(styles, "w:style")}
    for our in each(our_styles, "w:style"):
        theirs = known.get(_called(our))
        ident = value(our, "w:styleId")
        if theirs is None or value(theirs, "w:type") != value(our, "w:type"):
            _make_room(file, styles, ident)
            added = copy.deepcopy(our)
            if any(value(s, "w:default") and value(s, "w:type") == value(our, "w:type")
                   for s in each(styles, "w:style")):  # fmt: skip
                added.attrib.pop(name("w:default"), None)
            styles.append(added)
        elif value(theirs, "w:styleId") != ident:
            _make_room(file, styles, ident)
            _rename(file, value(theirs, "w:styleId"), ident, theirs)
    _let_the_letter_say_its_language(styles)
    for called, ident in _LISTS.items():
        if called not in known or not _numbered(styles, ident):
            _add_marks(file, ours, ident)


def coloured(file: WordFile) -> list[str]:
    """Return the names of the letter's styles whose words are not black."""
    styles = file.tree(file.related(file.main, "styles"))
    by_id = {value(style, "w:styleId"): style for style in each(styles, "w:style")}
    used = ("Normal", "Heading1", "SubjectLine", "Heading2", "BodyText", "ListBullet", "Signature")
    return [value(by_id[one].find(name("w:name"))) for one in used
            if one in by_id and _colour(by_id[one], by_id) not in _BLACK]  # fmt: skip


def _called(style: Any) -> str:
    return value(style.find(name("w:name"))).lower()


def _make_room(file: WordFile, styles: Any, ident: str) -> None:
    """Free an id that a style of another name holds."""
    taken = {value(style, "w:styleId"): style for style in each(styles, "w:style")}
    if ident in taken:
        new = next(i for n in range(1, 10_000) if (i := f"{ident}Own{n}") not in taken)
        _rename(file, ident, new, taken[ident])


def _rename(file: WordFile, old: str, new: str, style: Any) -> None:
    style.set(name("w:styleId"), new)
    for root in file.roots():
        for reference in each(root, *_REFERENCES):
            if value(reference) == old:
                reference.set(name("w:val"), new)


def _let_the_letter_say_its_language(styles: Any) -> None:
    """Leave one place that says the language: the defaults, where the writer sets it."""
    remove(*each(styles, "w:lang"))
    defaults = _child(styles, "w:docDefaults", 0)
    run = _child(_child(defaults, "w:rPrDefault", 0), "w:rPr", 0)
    after = each(run, "w:eastAsianLayout", "w:specVanish", "w:oMath")
    language = run.makeelement(name("w:lang"), {name("w:val"): "en-US"})
    run.insert(len(run) - len(after), language)


def _child(parent: Any, tag: str, at: int) -> Any:
    found = parent.find(name(tag))
    if found is None:
        found = parent.makeelement(name(tag))
        parent.insert(at, found)
    return found


def _chain(style: Any, by_id: dict[str, Any]) -> Iterator[Any]:
    """Yield a style and those that it is based on."""
    seen: list[Any] = []
    while style is not None and style not in seen:
        yield style
        seen.append(style)
        style = by_id.get(value(style.find(name("w:basedOn"))))


def _colour(style: Any, by_id: dict[str, Any]) -> str:
    for one in _chain(style, by_id):
        colour = one.find(f"{name('w:rPr')}/{name('w:color')}")
        if colour is not None:
            return value(colour)
    return ""


def _numbered(styles: Any, ident: str) -> bool:
    by_id = {value(style, "w:styleId"): style for style in each(styles, "w:style")}
    ids = (each(one, "w:numId") for one in _chain(by_id[ident], by_id))
    return value(next((found[0] for found in ids if found), None)) not in ("", "0")


def _add_part(file: WordFile, ours: WordFile, kind: str) -> str:
    (relation,) = (r for r in ours.relations(ours.main) if r.kind == kind)
    file.add(relation.target, copy.deepcopy(ours.tree(relation.target)),
             ours.type_of(relation.target))  # fmt: skip
    file.relate(file.main, str(relation.element.get("Type")), relation.target)
    return relation.target


def _add_marks(file: WordFile, ours: WordFile, ident: str) -> None:
    """Give a style of lists our bullets or boxes, under numbers that are free."""
    part = file.related(file.main, "numbering")
    if not part:
        part = _add_part(file, ours, "numbering")
        remove(*each(file.tree(part), "w:abstractNum", "w:num"))
    our = ours.tree(ours.related(ours.main, "numbering"))
    (shape,) = (s for s in each(our, "w:abstractNum")
                if any(value(style) == ident for style in each(s, "w:pStyle")))  # fmt: skip
    of_shape = value(shape, "w:abstractNumId")
    (number,) = (n for n in each(our, "w:num") if value(n[0]) == of_shape)
    numbering = file.tree(part)
    shape, number = copy.deepcopy(shape), copy.deepcopy(number)
    of_shape = _free(numbering, "w:abstractNum", "w:abstractNumId")
    of_number = _free(numbering, "w:num", "w:numId")
    shape.set(name("w:abstractNumId"), of_shape)
    number.set(name("w:numId"), of_number)
    number[0].set(name("w:val"), of_shape)
    shapes = each(numbering, "w:abstractNum")
    numbering.insert(numbering.index(shapes[-1]) + 1 if shapes else 0, shape)
    after = each(numbering, "w:num")
    numbering.insert(numbering.index((after or [shape])[-1]) + 1, number)
    _point_to(file, ident, of_number)


def _point_to(file: WordFile, ident: str, number: str) -> None:
    styles = file.tree(file.related(file.main, "styles"))
    (style,) = (s for s in each(styles, "w:style") if value(s, "w:styleId") == ident)
    found = each(style, "w:numId")
    if found:
        found[0].set(name("w:val"), number)
        return
    pointer = parse(
        f'<w:numPr xmlns:w="{namespace("w")}"><w:numId w:val="{number}"/></w:numPr>'.encode()
    )
    look = style.find(name("w:pPr"))
    if look is None:
        run = style.find(name("w:rPr"))
        look = style.makeelement(name("w:pPr"))
        style.insert(len(style) if run is None else style.index(run), look)
    before = {name(f"w:{tag}") for tag in ("keepNext", "keepLines", "pageBreakBefore", "framePr",
                                           "widowControl")}  # fmt: skip
    look.insert(sum(child.tag in before for child in look), pointer)


def _free(numbering: Any, tag: str, key: str) -> str:
    taken = {value(element, key) for element in each(numbering, tag)}
    return next(str(number) for number in range(1, 100_000) if str(number) not in taken)
