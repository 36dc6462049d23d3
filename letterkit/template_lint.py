"""Looks a letter's template over: what would go wrong with it, before any case is filled in.

A letter is tried out on a sample case in every way that it can come out, and once on a case that
gives nothing but what the letter says that it needs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_origin

from letterkit.case_file import field_info
from letterkit.errors import Fault, InputError, Place, UsageError
from letterkit.issue import Issue, Report
from letterkit.letter import Letter, Line
from letterkit.profiles import Profile, load_profile
from letterkit.sample_case import bare_case, full_case
from letterkit.scope import check_letter
from letterkit.template import (
    SHARED,
    FrontMatter,
    NotGivenError,
    Template,
    Trial,
    body_of,
    fill,
    letter_folders,
    letter_paths,
    misfits,
    read_front,
    read_template,
    try_out,
)
from letterkit.yaml_source import read_text

_EXPRESSION = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TYPED = re.compile(r""""[^"\n]*"|'[^'\n]*'|([“”„‟«»‘’‚‛])""")
_STRAIGHT = str.maketrans("“”„‟«»‘’‚‛", '""""""\'\'\'\'')
_DEFAULT = re.compile(r"([\w.]+)\s*\|\s*(?:default|d)\b")
_ASK = re.compile(
    r"\?|\b(?:please|kindly|ask(?:ing)? you|request|(?:would|could|can|will) you|let me know|"
    r"no (?:reply|answer|action) is)\b",
    re.IGNORECASE,
)
_LISTS = ("list", "checklist", "table", "reply")
_BEFORE = ("letterhead", "date", "recipient", "salutation")  # where nothing is ever asked
_STANDS_IN = {"title": "T", "purpose": "P", "urgency": "routine", "words": "9999", "needs": ()}


Placed = tuple[str, Issue]  # an issue and the file that it stands in


def lint_template(path: Path, profile_id: str) -> list[tuple[str, Report]]:
    """Return what is to be put right in a letter or shared part, under the path of each file.

    The file itself comes first. Raises InputError for a file that cannot be read, UsageError for
    one that is no template, or for an unknown profile.
    """
    profile = load_profile(profile_id)
    texts = {str(path): read_text(path, "letter")}
    if path.suffix != ".j2":
        raise UsageError(Fault("is no letter: its name does not end in .j2.",
                               "Name a letter, or rename the file.", Place(str(path))))  # fmt: skip
    issues: dict[str, set[Issue]] = defaultdict(set)
    for file, issue in _look_over(path, texts[str(path)], profile):
        issues[file].add(issue)
    for file in sorted(issues.keys() - texts.keys()):
        texts[file] = read_text(file, "letter")
    return [
        (file, Report(text, tuple(sorted(issues[file], key=_reading_order)), ()))
        for file, text in texts.items()
    ]


def templates_in(names: Iterable[str]) -> Iterator[Path]:
    """Yield the files that are named, of a folder its letters and shared parts.

    Raises UsageError for a folder that holds none.
    """
    for name in names:
        path = Path(name)
        if not path.is_dir():
            yield path
            continue
        (folder, *_) = letter_folders(path)
        yield from letter_paths((folder,)).values()
        yield from letter_paths((folder / SHARED,)).values()


def _reading_order(issue: Issue) -> tuple[int, str, str]:
    return issue.start, issue.rule, issue.message


def _look_over(path: Path, text: str, profile: Profile) -> Iterator[Placed]:
    """Yield all that is to be put right, as far as it can be seen: a letter that cannot be read
    is not tried out."""
    try:
        read_template(path)
    except InputError as error:
        yield from _said("characters", error)
        return
    is_part = path.parent.name == SHARED
    about = None
    if not is_part:
        try:
            about = read_front(text, str(path))
        except InputError as error:
            yield from _said("front-matter", error)
    body, curly = _straightened(body_of(text))
    for sign, place in curly:
        what = f"the curly quote {sign} stands inside {{{{ }}}} or {{% %}}."
        yield _issue(
            "quotes",
            Fault(what, "Type a straight one there: ' or \".", place._replace(path=str(path))),
        )
    template = _template(path, body, about, is_part=is_part)
    sample = full_case()
    unfit = False
    for fault in misfits(sample, template, profile):
        unfit = True
        if not _comes_of(fault, curly, path):
            yield _default(fault, template) or _issue("expression", fault)
    if unfit or curly:
        return
    trials = []
    for trial in try_out(sample, template, profile):
        if isinstance(trial, Fault):
            yield _issue("expression", trial)
        else:
            trials.append(trial)
            yield from _out_of_scope(trial.letter, profile)
    if about and trials:
        yield from _promises(template, text, trials, profile)


def _template(path: Path, body: str, about: FrontMatter | None, *, is_part: bool) -> Template:
    """Return what can be tried out: a part in a letter that holds nothing else."""
    folder = path.parent.parent if is_part else path.parent
    folders = letter_folders(folder)
    about = about or FrontMatter.model_validate(_STANDS_IN)
    if is_part:
        handed = "{% set subject %}Massage treatment{% endset %}\n"
        body = f'Dear reader,\n{handed}{{% include "{SHARED}/{path.name}" %}}\n'
        path = path.with_name("a letter with this part.j2")
    return Template(path.stem, str(path), folders, about, body)


# What stands in the file


def _straightened(body: str) -> tuple[str, list[tuple[str, Place]]]:
    """Return the body with straight quotes in its expressions, and where they were not."""
    found: list[tuple[str, Place]] = []
    pieces: list[str] = []
    end = 0
    for expression in _EXPRESSION.finditer(body):
        if expression[0].startswith("{#"):
            continue
        signs = [m for m in _TYPED.finditer(body, *expression.span()) if m[1]]
        found += ((sign[1], _place("", body, sign.start())) for sign in signs)
        if signs:
            pieces += (body[end : expression.start()], expression[0].translate(_STRAIGHT))
            end = expression.end()
    return "".join([*pieces, body[end:]]), found


def _comes_of(fault: Fault, curly: list[tuple[str, Place]], path: Path) -> bool:
    """Return whether a fault may be no more than what wrong quotes led to."""
    place = fault.place
    return bool(place and place.path == str(path) and place.line in {p.line for _, p in curly})


def _default(fault: Fault, template: Template) -> Placed | None:
    """Return the issue on ``default(…)``, which says why there is no need of it here."""
    if not fault.what.startswith("“default(…)”") or not fault.place:
        return None
    line = _line(read_text(fault.place.path, "letter"), fault.place.line)
    field = found[1] if (found := _DEFAULT.search(line)) else ""
    info = field_info(tuple(field.split("."))) if field else None
    required = (info and info.is_required()) or field in template.about.needs
    what = fault.what
    if required:
        what = f"“{field}” is in every case of this letter, so that default(…) has nothing to do."
    todo = "Take the default away." if required else fault.todo.replace("…", field or "…")
    return _issue("default", Fault(what, todo, fault.place))


# What comes out of it


def _out_of_scope(letter: Letter, profile: Profile) -> Iterator[Placed]:
    """Yield the issues on words that the template says itself, where they stand in it."""
    for issue in check_letter(letter, profile.id).issues:
        own = [
            letter.origin_at(at).place
            for at in range(issue.start, issue.end)
            if letter.text[at].isalnum() and letter.from_template(at)
        ]
        if own and issue.category != "brevity":  # its length depends on the case
            path, line, column = own[0]
            last = max(place.column for place in own if place[:2] == (path, line))
            text = read_text(path, "letter")
            start = _offset(text, line, column)
            end = start + last - column + 1
            yield (
                path,
                issue._replace(
                    start=start, end=end, line=line, column=column, text=text[start:end]
                ),
            )


def _promises(
    template: Template, text: str, trials: list[Trial], profile: Profile
) -> Iterator[Placed]:
    """Yield where the letter is not what its front matter says."""
    about, front = template.about, Place(template.path)
    used = frozenset().union(*(trial.printed | trial.asked for trial in trials))
    for need in about.needs:
        if not any(f"{path}.".startswith((f"{need}.", f"{need}[]")) for path in used):
            what = f"“needs” asks for “{need}”, and the letter does not print it."
            place = _place(template.path, text, _where(text, "needs", need))
            yield _issue("unused-need", Fault(what, "Print it, or take it out of “needs”.", place))
    bare, faults = _bare(template, profile)
    yield from faults
    if bare and bare.words > about.words:
        what = f"the letter has {bare.words} words with the shortest case; “words” allows {about.words}."
        place = _place(template.path, text, _where(text, "words", str(about.words)))
        yield _issue("over-budget", Fault(what, "Shorten it, or allow more.", place))
    for letter, when in ((trials[0].letter, ""), (bare, " where the case gives only its needs")):
        if letter and not _asks(letter):
            first = next((b for b in letter.blocks if b.kind in ("paragraph", *_LISTS)), None)
            line = first and next(iter((*first.lines, *sum(first.rows, ()))), None)
            place = line.origin_at(0).place if line else front
            if place.path != template.path:
                place = front._replace(line=text.count("\n", 0, _offset_of_body(text)) + 1)
            what = f"the letter asks its reader nothing before its first list{when}."
            todo = "Put the question first, such as {{ request }}, and “request” in “needs”."
            yield _issue("no-ask", Fault(what, todo, place))
            break


def _bare(template: Template, profile: Profile) -> tuple[Letter | None, list[Placed]]:
    """Return the letter of a case that gives only what the letter needs, and what is not enough."""
    needs = list(template.about.needs)
    faults: list[Placed] = []
    last = ""
    while len(faults) < 20:
        try:
            return fill(bare_case(needs), template, profile)[0], faults
        except NotGivenError as error:
            field = _as_need(error.field)
            if field in needs:
                break
            if faults and error.field.startswith(f"{last}."):  # the list and a field of its entries
                faults.pop()
            last = error.field
            needs.append(field)
            what = f"“{error.field}” is printed, and not every case gives it."
            todo = (f"Add “- {field}” to “needs”, or print it inside "
                    f"{{% if {error.field} %}} … {{% endif %}}.")  # fmt: skip
            faults.append(_issue("not-in-needs", Fault(what, todo, error.printed_at)))
        except InputError as error:
            return None, [*faults, *_said("cannot-be-made", error)]
    return None, faults


def _as_need(field: str) -> str:
    """Return a field as “needs” writes it: ``procedures[].on``."""
    parts = field.split(".")
    for number in range(1, len(parts)):
        info = field_info(tuple(parts[:number]))
        if info and get_origin(info.annotation) is tuple:
            parts[number - 1] += "[]"
    return ".".join(parts)


def _asks(letter: Letter) -> bool:
    """Return whether the reader is asked something before the first list."""
    for block in letter.blocks:
        if block.kind in _LISTS:
            return False
        lines = () if block.kind in _BEFORE else block.lines
        if any(_ASK.search(line.text) or _prints_request(line) for line in lines):
            return True
    return False


def _prints_request(line: Line) -> bool:
    return any(span.origin.key == "request" for span in line.spans)


# Where it stands


def _said(kind: str, error: InputError) -> Iterator[Placed]:
    return (_issue(kind, fault) for fault in error.faults)


def _issue(kind: str, fault: Fault) -> Placed:
    """Return a fault as an issue at the words that it names."""
    assert fault.place
    path, line, column = fault.place
    text = read_text(path, "letter")
    start = _offset(text, line, column) if column else _named(text, line, fault.what)
    words = re.compile(r"\S[\w.]*|").match(text, start)
    end = words.end() if words else start
    place = _place(path, text, start)
    return path, Issue(
        rule=kind, name=f"template.{kind.replace('-', '_')}", category="template",
        severity="error", start=start, end=end, line=place.line, column=place.column,
        text=text[start:end], message=fault.what, advice=fault.todo, rewrite=None, source="",
    )  # fmt: skip


def _named(text: str, number: int, what: str) -> int:
    """Return where the words that ``what`` quotes stand in a line, else its first expression."""
    start, line = _offset(text, number, 1), _line(text, number)
    for words in re.findall("“(.*?)”", what):
        bare = words.replace("(…)", "").lstrip(".")
        for inside in _EXPRESSION.finditer(line):
            if found := re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", inside[0]):
                return start + inside.start() + found.start()
    first = re.search(r"\{[{%#]|\S", line)
    opening = re.search(r"\{[{%#]", line) or first
    return start + (opening.start() if opening else 0)


def _where(text: str, field: str, value: str) -> int:
    """Return where a value of the front matter stands."""
    at = re.search(rf"(?m)^{field}\s*:", text)
    found = re.search(
        rf"(?<![\w.\[\]]){re.escape(value)}(?![\w.\[])", text[at.end() :] if at else ""
    )
    return at.end() + found.start() if at and found else 0


def _offset_of_body(text: str) -> int:
    body = body_of(text)
    return len(text) - len(body.lstrip())


def _place(path: str, text: str, offset: int) -> Place:
    return Place(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")[: max(line, 1) - 1]
    return min(sum(len(each) + 1 for each in lines) + max(column, 1) - 1, len(text))


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""
