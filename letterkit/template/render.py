"""Case + template → Letter."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from letterkit.case import Case
from letterkit.case_file import LoadedCase, example_of
from letterkit.errors import Fault, InputError, Place
from letterkit.facts import NAMELESS, LetterView, case_views
from letterkit.ledger import BrokenMarkError, Ledger
from letterkit.letter import Letter, Origin, Urgency
from letterkit.profiles import Profile
from letterkit.template.blocks import merge_runs, read_blocks
from letterkit.template.library import Template
from letterkit.template.plain_words import in_plain_words, opening_line
from letterkit.template.sandbox import Choices, LetterEnvironment, MissingFactError
from letterkit.yaml_source import KeyPath, Source, key_name, readable_key

# Fields that steer the letter and are not printed as they stand.
_SILENT = re.compile(
    r"letter|date|urgency|profile|concern|(?:patient|recipient|practitioner)\.called"
    r"|practitioner\.signature"
)


class NotGivenError(InputError):
    """A letter prints ``field``, at ``printed_at``, and the case does not give it."""

    def __init__(self, fault: Fault, field: str, printed_at: Place) -> None:
        super().__init__(fault)
        self.field, self.printed_at = field, printed_at


def render(
    loaded: LoadedCase, template: Template, profile: Profile, *, beside: Letter | None = None
) -> Letter:
    """Return the letter that ``template`` makes of the case.

    ``beside`` is the letter with which a page of a bundle goes: it may quote its subject and
    opening, and has its urgency.

    Raises InputError naming every fact that the letter needs and the case lacks, or what is wrong
    with the template, at its line.
    """
    faults = list(_missing_facts(loaded.case, template, loaded.source))
    if faults:
        raise InputError(*faults)
    return fill(loaded, template, profile, beside=beside)[0]


def fill(
    loaded: LoadedCase,
    template: Template,
    profile: Profile,
    choices: Choices | None = None,
    *,
    beside: Letter | None = None,
) -> tuple[Letter, Ledger]:
    """Return the letter, whatever it says that it needs, and the ledger of what it prints.

    Raises InputError for a fact that is printed and not given, and for what is wrong with the
    template.
    """
    case, source = loaded.case, loaded.source
    letter_date = _letter_date(case, source)
    ledger = Ledger(source, template.path)
    urgency = beside.urgency if beside else _urgency(case, template)
    views = case_views(case, ledger, profile, letter_date)
    if beside:
        views |= {"letter": LetterView(beside, ledger), "by_fax": beside.by_fax, "urgency": urgency}
    if not template.about.names_patient:
        views = {name: view for name, view in views.items() if name in NAMELESS}
    marked = _fill(template, ledger, views, source, choices)
    try:
        blocks = tuple(merge_runs(read_blocks(marked, ledger)))
    except BrokenMarkError as error:
        fault = Fault("a value is cut in two here.", "Print it whole.", error.place)
        raise InputError(fault) from None
    if not blocks:
        line = template.body.count("\n", 0, len(template.body) - len(template.body.lstrip()))
        place = Place(template.path, line + 1)
        todo = "Write its words below the front matter."
        raise InputError(Fault("the template makes an empty letter.", todo, place))
    letter = Letter(
        blocks=blocks,
        template=template.id,
        title=template.about.title,
        author=case.practitioner.name,
        date=letter_date,
        language=profile.language,
        paper=profile.paper,
        word_budget=template.about.words,
        urgency=urgency,
        asks=template.about.asks,
        by_fax=template.about.fax,
        unused=tuple(_unused(source, ledger)),
    )
    return letter, ledger


def _urgency(case: Case, template: Template) -> Urgency:
    own = template.about.urgency
    return case.urgency or ("routine" if own == "as the letter" else own)


def _letter_date(case: Case, source: Source) -> date:
    if case.date is None:
        place = source.place(())
        raise InputError(Fault("“date” is missing.", "Add it, such as “date: 2026-03-12”.", place))
    return case.date


def _missing_facts(case: Case, template: Template, source: Source) -> Iterator[Fault]:
    """Yield a fault for each field that the template needs and the case does not give."""
    for need in template.about.needs:
        for key in _absent(case, need.split("."), ()):
            add = example_of(key)
            yield Fault(
                f"“{readable_key(key)}” is missing; the letter “{template.id}” needs it [CM10].",
                f"Add it, such as “{add}”." if add else "Add it.",
                source.place(key),
            )
    wanted = template.about.consent
    if case.consent and wanted and case.consent.how not in wanted:
        kinds = " or ".join(wanted)
        what = f"permission is “{case.consent.how}”; the letter “{template.id}” needs {kinds}."
        todo = "Ask the patient, then write what was given, and when."
        yield Fault(what, todo, source.place(("consent", "how")))


def _absent(value: Any, path: list[str], key: KeyPath) -> Iterator[KeyPath]:
    """Yield the keys below ``value`` that ``path`` asks for and that hold nothing."""
    if not path:
        return
    name, every = path[0].removesuffix("[]"), path[0].endswith("[]")
    attribute = f"{name}_" if name in ("from", "for") else name
    found = getattr(value, attribute, None)
    here = (*key, name)
    if found is None or found == ():
        yield here
    elif every:
        for number, item in enumerate(found):
            yield from _absent(item, path[1:], (*here, number))
    else:
        yield from _absent(found, path[1:], here)


def _fill(
    template: Template,
    ledger: Ledger,
    views: dict[str, Any],
    source: Source,
    choices: Choices | None,
) -> str:
    """Run the template; turn whatever it raises into a fault at its line."""
    environment = LetterEnvironment(template, ledger, views, choices)
    try:
        page = environment.get_template(f"{template.id}.j2")
        return page.render(
            {name: value for name, value in views.items() if value is not None}
            | {name: environment.missing(name) for name, value in views.items() if value is None}
        )
    except MissingFactError as error:
        key: KeyPath = tuple(str(error.args[0]).split("."))
        place = _template_place(error, template) or environment.place
        fault = Fault(f"“{readable_key(key)}” is missing; {place} prints it.",
                      f"Add it, such as “{example_of(key)}”.", source.place(key))  # fmt: skip
        raise NotGivenError(fault, key_name(key), place) from None
    except TemplateSyntaxError as error:
        said = error.message or ""
        line = opening_line(said, error.source or "") or error.lineno
        where = Place(environment.path_of(error.name), line)
        raise InputError(Fault(*in_plain_words(said), where)) from None
    except TemplateNotFound as error:
        what = f"there is no shared part “{error.name}”."
        todo = "Parts lie in the folder _shared beside the letters: “_shared/name.j2”."
        place = _template_place(error, template) or environment.place
        raise InputError(Fault(what, todo, place)) from None
    except RecursionError as error:
        turns = Counter(_template_places(error, template)).most_common(1)
        running = turns[0][0] if turns else None
        what = "the template calls itself without end." if running else "is nested too deeply."
        raise InputError(Fault(what, "", running or environment.place)) from None
    except ValueError:  # Jinja2 reads the digits of a number before anybody can count them
        raise InputError(Fault("holds a number that is too long.", "", environment.place)) from None
    except (TemplateError, TypeError) as error:
        place = _template_place(error, template) or environment.place
        raise InputError(Fault(*in_plain_words(str(error)), place)) from None


def _template_place(error: BaseException, template: Template) -> Place | None:
    """Return the line of the template that was running when ``error`` was raised, if one was."""
    return next(iter(_template_places(error, template)), None)


def _template_places(error: BaseException, template: Template) -> list[Place]:
    """Return the lines of templates that led to ``error``, the last first."""
    folders = tuple(map(str, template.folders))
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return [
        Place(frame.filename, frame.lineno or 0)
        for frame in frames
        if frame.filename.startswith(folders) and frame.filename.endswith(".j2")
    ]


def _unused(source: Source, ledger: Ledger) -> Iterator[Origin]:
    """Yield what the therapist typed and the letter leaves out, so that it is not lost unseen."""
    for key in source.text_keys():
        if not ledger.printed(key) and not _SILENT.fullmatch(key_name(key)):
            yield Origin(source.place(key), key_name(key))
