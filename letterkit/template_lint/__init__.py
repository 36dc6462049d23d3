"""Looks a letter's template over: what would go wrong with it, before any case is filled in.

A letter is tried out on a sample case in every way that it can come out, and once on a case that
gives nothing but what the letter says that it needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from letterkit.errors import Fault, InputError, Place, UsageError
from letterkit.issue import Issue, Report
from letterkit.profiles import Profile, load_profile
from letterkit.sample_case import full_case
from letterkit.template.library import (
    FrontMatter,
    Template,
    body_of,
    read_front,
    read_template,
    text_of,
)
from letterkit.template.shelf import SHARED, is_folder, letter_folders, letter_paths
from letterkit.template.trials import misfits, try_out
from letterkit.template_lint.expressions import comes_of, default_issue, straightened
from letterkit.template_lint.outcome import broken_promises, out_of_scope
from letterkit.template_lint.spots import Placed, issue_of, said_of
from letterkit.yaml_source import REFUSED

__all__ = ["is_tried_out", "lint_template", "templates_in"]

_BEFORE_WORDS = frozenset({"characters", "quotes", "expression", "default"})

_STANDS_IN = {"title": "T", "purpose": "P", "urgency": "routine", "words": "9999", "needs": ()}


def lint_template(path: Path, profile_id: str) -> list[tuple[str, Report]]:
    """Return what is to be put right in a letter or shared part, under the path of each file.

    The file itself comes first. Raises InputError for a file that cannot be read, UsageError for
    one that is no template, or for an unknown profile.
    """
    profile = load_profile(profile_id)
    texts = {str(path): text_of(path)}
    if path.suffix != ".j2":
        raise UsageError(Fault("is no letter: its name does not end in .j2.",
                               "Name a letter, or rename the file.", Place(str(path))))  # fmt: skip
    issues: dict[str, set[Issue]] = defaultdict(set)
    for file, issue in _look_over(path, texts[str(path)], profile):
        issues[file].add(issue)
    for file in sorted(issues.keys() - texts.keys()):
        texts[file] = text_of(Path(file))
    return [
        (file, Report(REFUSED.sub("�", text), tuple(sorted(issues[file], key=_reading_order)), ()))
        for file, text in texts.items()
    ]


def is_tried_out(report: Report) -> bool:
    """Return whether all words of a template were checked: not before its expressions work."""
    return _BEFORE_WORDS.isdisjoint(issue.rule for issue in report.issues)


def templates_in(names: Iterable[str]) -> Iterator[Path]:
    """Yield the files that are named, of a folder its letters and shared parts.

    Raises UsageError for a folder that holds none.
    """
    for name in names:
        path = Path(name)
        if not is_folder(path):
            yield path
            continue
        (folder, *_) = letter_folders(path)
        yield from letter_paths((folder,)).values()
        yield from letter_paths((folder / SHARED,)).values()


def _reading_order(issue: Issue) -> tuple[int, str, str]:
    return issue.start, issue.rule, issue.message


def _look_over(path: Path, text: str, profile: Profile) -> Iterator[Placed]:
    """Yield all that is to be put right; a letter that cannot be read is not tried out."""
    try:
        read_template(path)
    except InputError as error:
        yield from said_of("characters", error)
        return
    is_part = path.parent.name == SHARED
    about = None
    if not is_part:
        try:
            about = read_front(text, str(path))
        except InputError as error:
            yield from said_of("front-matter", error)
    body, curly = straightened(body_of(text))
    if not (about or body.strip()):
        return
    for sign, place in curly:
        what = f"the curly quote {sign} stands inside {{{{ }}}} or {{% %}}."
        yield issue_of(
            "quotes",
            Fault(what, "Type a straight one there: ' or \".", place._replace(path=str(path))),
        )
    template = _template(path, body, about, is_part=is_part)
    sample = full_case()
    unfit = False
    for fault in misfits(sample, template, profile):
        unfit = True
        if not comes_of(fault, curly, path):
            yield default_issue(fault, template) or issue_of("expression", fault)
    if unfit or curly:
        return
    trials = []
    for trial in try_out(sample, template, profile):
        if isinstance(trial, Fault):
            yield issue_of("expression", trial)
        else:
            trials.append(trial)
            yield from out_of_scope(trial.letter, profile)
    if about and trials:
        yield from broken_promises(template, text, trials, profile)


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
