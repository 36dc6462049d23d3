"""The one place where the stages meet: from a loaded case to a checked letter and its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from letterkit.case_file import LoadedCase
from letterkit.completeness import Gap, gaps
from letterkit.concerns import Noticed, load_concern, notice
from letterkit.errors import Fault, UsageError
from letterkit.letter import Letter
from letterkit.profiles import DEFAULT_PROFILE, Profile, load_profile
from letterkit.resources import templates_folder
from letterkit.scope import CheckedLetter, check_letter
from letterkit.template import Template, load_template, render
from letterkit.writers.stationery import Paper, Stationery, letterhead_from, signature_from

BUNDLE = "_bundle"  # the folder, beside the letters, of the pages that go with each of them


def draft(
    loaded: LoadedCase,
    *,
    letter: str | None = None,
    profile: str | None = None,
    unsent: bool = False,
    templates: Path | None = None,
) -> CheckedLetter:
    """Return the letter that the case asks for, checked.

    The letter is the one named by ``letter``, else by the case, else the one for the concern that
    the case names, else for the most urgent concern that is noticed in its words. ``unsent``
    marks it as a draft that is not for sending, which may be written even when the check reports
    errors. ``templates`` is a folder of a house's own letters, which win over ours of the same id.

    Raises InputError for a fact that the letter needs and the case lacks, and UsageError for an
    unknown letter, concern or profile, or a folder without letters.
    """
    chosen = _profile(loaded, profile)
    template = _template(loaded, letter, templates)
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


def why_chosen(loaded: LoadedCase, noticed: Sequence[Noticed]) -> str:
    """Return why ``draft`` takes the letter it takes, where neither caller nor case names one."""
    if loaded.case.concern:
        return f"the case names the concern “{loaded.case.concern}”"
    return f"of what is noticed “{noticed[0].concern.id}” is the most urgent"


def missing_from(
    loaded: LoadedCase, checked: CheckedLetter, noticed: Sequence[Noticed]
) -> tuple[Gap, ...]:
    """Return what the case leaves open for this letter; it only warns."""
    letter = checked.letter
    return gaps(loaded, letter, letter.urgency, noticed, checked.profile)


def bundle(loaded: LoadedCase, checked: CheckedLetter) -> dict[str, CheckedLetter]:
    """Return the pages that go with a letter by name, each checked as a letter is.

    A letter that should not go by fax has no fax cover. Raises InputError for what the case lacks.
    """
    profile = load_profile(checked.profile)
    return {
        page: check_letter(_page(loaded, page, profile, checked.letter), profile.id,
                           unsent=checked.unsent)
        for page in ("phone-script", "secure-message", "callback-line", "fax-cover", "chart-note",
                     "index")
        if checked.letter.by_fax or page != "fax-cover"
    }  # fmt: skip


def _page(loaded: LoadedCase, page: str, profile: Profile, letter: Letter) -> Letter:
    template = load_template(page, templates_folder() / BUNDLE)
    return render(loaded, template, profile, beside=letter)


def _profile(loaded: LoadedCase, profile: str | None) -> Profile:
    with _typed_at(loaded, "profile", unless=profile):
        return load_profile(profile or loaded.case.profile or DEFAULT_PROFILE)


def _template(loaded: LoadedCase, letter: str | None, templates: Path | None) -> Template:
    named = letter or loaded.case.letter
    with _typed_at(loaded, "letter" if loaded.case.letter else "concern", unless=letter):
        return load_template(named or _letter_by_concern(loaded), templates)


def _letter_by_concern(loaded: LoadedCase) -> str:
    if loaded.case.concern:
        return load_concern(loaded.case.concern).letter
    noticed = notice(loaded)
    if not noticed:
        todo = "Add “letter: …” to the case. “letterkit templates list” shows which there are."
        what = "no letter is chosen, and nothing in the case stands on a list that chooses one."
        raise UsageError(Fault(what, todo))
    return noticed[0].concern.letter


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
