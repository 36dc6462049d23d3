"""A Word file in memory: parts by name, their markup, and the relationships that tie them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from letterkit.documents.markup import (
    above,
    each,
    name,
    namespace,
    parse,
    remove,
    serialize,
    unwrap,
)
from letterkit.documents.package import pack, repack, unpack

CONTENT_TYPES = "[Content_Types].xml"
_MAIN_KIND = "officeDocument"


class Relation(NamedTuple):
    """A tie from the part ``source`` (the package itself: an empty name) to another, or outside."""

    source: str
    element: Any

    @property
    def id(self) -> str:
        """The name under which the source's markup refers to it."""
        return str(self.element.get("Id", ""))

    @property
    def kind(self) -> str:
        """The last word of its type, such as ``image``."""
        return str(self.element.get("Type", "")).rpartition("/")[2]

    @property
    def external(self) -> bool:
        """Whether it leads out of the file."""
        return str(self.element.get("TargetMode", "")).lower() == "external"

    @property
    def target(self) -> str:
        """The name of the part it leads to, or the address outside."""
        raw = str(self.element.get("Target", ""))
        if self.external:
            return raw
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(self.source), raw))[1:]


def relations_name(source: str) -> str:
    """Return the part that holds the relations of ``source``."""
    folder, base = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{base}.rels")


class WordFile:
    """The parts of a package. What is changed in a tree is written by ``content``."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        """Read the parts that are markup; UnreadableError when one is not."""
        self._parts = dict(parts)
        self._trees: dict[str, Any] = {CONTENT_TYPES: parse(self._parts.pop(CONTENT_TYPES))}
        for part in list(self._parts):
            if part.endswith(".rels") or self._is_markup(part):
                self._trees[part] = parse(self._parts.pop(part))

    def __contains__(self, part: str) -> bool:
        return part in self._parts or part in self._trees

    def _is_markup(self, part: str) -> bool:
        kind = self.type_of(part)
        return kind.endswith(("+xml", "/xml")) and not kind.startswith("image/")

    @property
    def main(self) -> str:
        """The name of the part that holds the words; empty when there is none."""
        found = (rel.target for rel in self.relations("") if rel.kind == _MAIN_KIND)
        return next((part for part in found if part in self._trees), "")

    def tree(self, part: str) -> Any:
        """Return the markup of a part; KeyError when it is none."""
        return self._trees[part]

    def is_markup(self, part: str) -> bool:
        """Return whether a part is there, and markup."""
        return part in self._trees

    def trees(self) -> Iterator[tuple[str, Any]]:
        """Yield the parts that are markup, without the plumbing of the package."""
        for part, root in list(self._trees.items()):
            if part != CONTENT_TYPES and not part.endswith(".rels"):
                yield part, root

    def roots(self) -> Iterator[Any]:
        """Yield the markup of every part."""
        yield from (root for _, root in self.trees())

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """Yield the parts that are no markup and their content."""
        yield from list(self._parts.items())

    def replace(self, part: str, content: bytes) -> None:
        """Put other content in a part that is no markup."""
        self._parts[part] = content

    def add(self, part: str, root: Any, kind: str) -> None:
        """Add a part of markup with its content type."""
        self._trees[part] = root
        if self._declared(part) is None:
            declared = {"PartName": f"/{part}"}
            self._types.append(self._types.makeelement(name("ct:Override"), declared))
        self.set_type(part, kind)

    @property
    def _types(self) -> Any:
        return self._trees[CONTENT_TYPES]

    @property
    def is_signed(self) -> bool:
        """Return whether it has a digital signature, which does not hold once anything changes."""
        return any(relation.kind == "origin" for relation in self.relations(""))

    def type_of(self, part: str) -> str:
        """Return the content type of a part."""
        declared = self._declared(part)
        if declared is not None:
            return str(declared.get("ContentType", ""))
        ending = part.rpartition(".")[2].lower()
        for default in self._types.iter(name("ct:Default")):
            if default.get("Extension", "").lower() == ending:
                return str(default.get("ContentType", ""))
        return ""

    def set_type(self, part: str, kind: str) -> None:
        """Declare a part to be of another content type."""
        declared = self._declared(part)
        if declared is not None:
            declared.set("ContentType", kind)

    def _declared(self, part: str) -> Any:
        """Return what gives a part, and no other, its content type, or None."""
        said = f"/{part}".lower()
        overrides = self._types.iter(name("ct:Override"))
        return next((one for one in overrides if one.get("PartName", "").lower() == said), None)

    def relations(self, *sources: str) -> list[Relation]:
        """Return the relations of these parts; of all parts when none is named."""
        held = {s: relations_name(s) for s in sources or ("", *self._parts, *self._trees)}
        return [
            Relation(source, element)
            for source, part in held.items()
            if part in self._trees
            for element in each(self._trees[part], "rel:Relationship")
        ]

    def related(self, source: str, kind: str) -> str:
        """Return the first part of a kind that ``source`` leads to; empty when there is none."""
        found = (r.target for r in self.relations(source) if r.kind == kind and not r.external)
        return next((part for part in found if part in self), "")

    def relate(self, source: str, kind: str, target: str) -> str:
        """Tie ``source`` to another part and return the id; ``kind`` is the whole type."""
        part = relations_name(source)
        if part not in self._trees:
            self._trees[part] = parse(f'<Relationships xmlns="{namespace("rel")}"/>'.encode())
        taken = {relation.id for relation in self.relations(source)}
        new = next(i for number in range(1, 10_000) if (i := f"rId{number}") not in taken)
        self._trees[part].append(
            self._trees[part].makeelement(
                name("rel:Relationship"), {"Id": new, "Type": kind, "Target": f"/{target}"}
            )
        )
        return new

    def cut(self, chosen: Callable[[Relation], bool]) -> None:
        """Untie what ``chosen`` says, and mend the markup that referred to it."""
        for relation in filter(chosen, self.relations()):
            remove(relation.element)
            if relation.source in self._trees:
                _mend(self._trees[relation.source], relation.id)

    def sweep(self) -> None:
        """Drop every part that nothing leads to any more."""
        reached, waiting = {""}, [""]
        while waiting:
            found = [r.target for r in self.relations(waiting.pop()) if not r.external]
            new = {part for part in found if part in self} - reached
            reached |= new
            waiting += new
        kept = reached | {CONTENT_TYPES} | {relations_name(part) for part in reached}
        self._parts = {part: held for part, held in self._parts.items() if part in kept}
        self._trees = {part: held for part, held in self._trees.items() if part in kept}
        for override in each(self._types, "ct:Override"):
            if override.get("PartName", "")[1:] not in self:
                remove(override)

    def unreached(self) -> list[str]:
        """Return the parts that nothing in the file leads to."""
        led = {relation.target for relation in self.relations()}
        return sorted(
            part
            for part in (*self._parts, *self._trees)
            if part not in led and part != CONTENT_TYPES and not part.endswith(".rels")
        )

    def content(self) -> bytes:
        """Return the file; the same parts give the same bytes."""
        markup = {part: serialize(root) for part, root in self._trees.items()}
        return pack(self._parts | markup)

    def content_in(self, package: bytes) -> bytes:
        """Return the file as ``package``, from which it was opened, with what has changed since.

        A part whose markup says what it said keeps its bytes. One that has changed is written
        anew, without the remarks and instructions of processors that no Word file needs: Word
        itself drops them.
        """
        held, parts = unpack(package), dict(self._parts)
        for part, root in self._trees.items():
            markup, before = serialize(root), held.get(part)
            same = before is not None and serialize(parse(before)) == markup
            parts[part] = before if before is not None and same else markup
        return repack(package, parts)


def _mend(root: Any, identifier: str) -> None:
    """Take away what referred to a relation that is no longer there."""
    prefix = f"{{{namespace('r')}}}"
    for element in list(root.iter("*")):
        for attribute, held in element.attrib.items():
            if attribute.startswith(prefix) and held == identifier:
                del element.attrib[attribute]
                _loosen(element)


def _loosen(element: Any) -> None:
    """Keep of an element without its relation what can still be shown."""
    if element.tag == name("w:hyperlink"):
        if not element.get(name("w:anchor")):
            unwrap(element)
    elif element.tag in (name("a:blip"), name("v:imagedata")):
        if not any(key.startswith(f"{{{namespace('r')}}}") for key in element.attrib):
            held = above(element, "w:drawing", "w:pict", "w:object")
            remove(element if held is None else held)
    else:
        held = above(element, "w:object")
        if held is not None and element.tag in (name("o:OLEObject"), name("w:control")):
            held.tag = name("w:pict")  # its picture stays
        remove(element)
