"""How a letter calls a person: “Daniel Reyes” in full, “Mr. Reyes” in a sentence."""

from __future__ import annotations

import re

_TITLES = frozenset("mr mrs ms miss mx dr prof professor".split())
_PHYSICIAN = re.compile(r"\b(?:MD|M\.D\.|DO|D\.O\.|MBBS|MBChB|MB ?BS|FRCP[CS]?|FRACGP|MRCGP)(?!\w)")
_PARTICLES = frozenset(
    "de del della der den di da dos du la le van von ter ten bin al el st".split()
)


def short_name(name: str, called: str | None = None, *, doctor: str = "Dr.") -> str:
    """Return the name for use in a sentence.

    That is what the case says (``called``), else title and surname where a title or a medical
    degree stands beside the name (“Helen Okafor, MD” → “Dr. Okafor”), else the name in full:
    letterkit never guesses whether somebody is Mr. or Ms. ``doctor`` is how that title is written
    where the name does not give it: British English has no full stop after it.
    """
    if called:
        return called
    bare = name.split(",")[0].strip()
    words = bare.split()
    if len(words) > 1 and words[0].rstrip(".").lower() in _TITLES:
        return f"{words[0]} {_surname(words[1:])}"
    if len(words) > 1 and _PHYSICIAN.search(name.removeprefix(bare)):
        return f"{doctor} {_surname(words)}"
    return bare


def _surname(words: list[str]) -> str:
    """Return the last name with the particles before it (“de la Cruz”)."""
    start = len(words) - 1
    while start > 1 and words[start - 1].rstrip(".").lower() in _PARTICLES:
        start -= 1
    return " ".join(words[start:])
