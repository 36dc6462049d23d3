"""draft(): the one place where the stages meet, from a loaded case to a checked letter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from letterkit.case_file import LoadedCase
from letterkit.errors import Fault, UsageError
from letterkit.profiles import DEFAULT_PROFILE, load_profile
from letterkit.scope import CheckedLetter, check_letter
from letterkit.template import find_template, load_template, render
from letterkit.writers.stationery import Paper, Stationery, letterhead_from, signature_from


def draft(
    loaded: LoadedCase,
    *,
    letter: str | None = None,
    profile: str | None = None,
    unsent: bool = False,
    templates: Path | None = None,
) -> CheckedLetter:
    """Return the letter that the case asks for, checked.

    The letter is the one named by ``letter``, else by the case, else the one that serves the
    case's concern. ``unsent`` marks it as a draft that is not for sending, which may be written
    even when the check reports errors. ``templates`` is a folder of letters other than ours.

    Raises InputError for a fact that the letter needs and the case lacks, and UsageError for an
    unknown letter or profile.
    """
    case = loaded.case
    with _typed_at(loaded, "profile", unless=profile):
        chosen = load_profile(profile or case.profile or DEFAULT_PROFILE)
    template_id = letter or case.letter
    with _typed_at(loaded, "letter" if case.letter else "concern", unless=letter):
        template = (
            load_template(template_id, templates)
            if template_id
            else find_template(case.concern, templates)
        )
    return check_letter(render(loaded, template, chosen), chosen.id, unsent=unsent)


def stationery(
    loaded: LoadedCase, *, letterhead: Path | None = None, paper: Paper | None = None
) -> Stationery:
    """Return what the letter is written on and signed with.

    ``letterhead`` is a clinic's Word file, ``paper`` wins over the profile's and the letterhead's.
    The signature is the file that the case names, beside the case file. Raises InputError for a
    file that cannot serve.
    """
    named = loaded.case.practitioner.signature
    source = loaded.source
    return Stationery(
        letterhead=letterhead_from(letterhead) if letterhead else None,
        paper=paper,
        signature=signature_from(
            Path(source.path).parent / named, source.place(("practitioner", "signature"))
        )
        if named
        else None,
    )


@contextmanager
def _typed_at(loaded: LoadedCase, field: str, *, unless: str | None) -> Iterator[None]:
    """Place an unknown name where the case says it, unless it is the caller who does."""
    try:
        yield
    except UsageError as error:
        if unless:
            raise
        place = loaded.source.place((field,))
        placed = (Fault(fault.what, fault.todo, place) for fault in error.faults)
        raise UsageError(*placed) from None
