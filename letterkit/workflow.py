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
    even when the check reports errors. ``templates`` is a folder of a house's own letters, which
    win over ours of the same id.

    Raises InputError for a fact that the letter needs and the case lacks, and UsageError for an
    unknown letter or profile, or a folder without letters.
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


@contextmanager
def _typed_at(loaded: LoadedCase, field: str, *, unless: str | None) -> Iterator[None]:
    """Place an unknown name where the case says it, unless it is the caller who does."""
    try:
        yield
    except UsageError as error:
        if unless:
            raise
        place = loaded.source.place((field,))
        placed = (Fault(fault.what, fault.todo, fault.place or place) for fault in error.faults)
        raise UsageError(*placed) from None
