"""The report as one page that stands alone: the letter, its marked words, and why beside them.

Nothing in it runs and nothing is fetched; whatever comes from a letter is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from letterkit.issue import SEVERITIES, Issue, Report
from letterkit.reports.marked_text import Numbered, marked, paragraphs, shown
from letterkit.reports.sources import Sources, cited_by
from letterkit.reports.text_report import summary_line
from letterkit.resources import package_folder

_SIGNS = {"error": "✕", "warning": "!", "suggestion": "·"}
_GUIDE = (
    "The marked words may be read as outside the writer's scope, or could serve the reader better. "
    "Choose a mark or a note to see what to write instead, and on whose authority."
)
_FOOTER = (
    "No mark means that no rule matched. It does not mean that the wording is right or complete: "
    "the therapist who signs the letter decides that. Not legal or medical advice."
)


def html_report(reports: Sequence[tuple[str, Report]], sources: Sources | None = None) -> str:
    """Return the reports as one HTML page, with the sources that their rules cite."""
    style = (package_folder() / "reports" / "report.css").read_text("utf-8")
    title = f"Wording check: {', '.join(_name(path) for path, _ in reports)}"
    parts: list[str] = []
    number = 0
    for path, report in reports:
        parts.append(_document(path, report, sources or {}, number))
        number += len(report.issues)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_text(title)}</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>Wording check</h1>
<p>{_text(_GUIDE)}</p>
{_together(reports)}</header>
<main>
{"".join(parts)}</main>
<footer><p>{_text(_FOOTER)}</p></footer>
</body>
</html>"""


def _together(reports: Sequence[tuple[str, Report]]) -> str:
    """Return what the letters come to, where there are several."""
    if len(reports) < 2:
        return ""
    told = summary_line([report for _, report in reports])
    return f"<p><strong>{len(reports)} letters: {_text(told)}</strong></p>\n"


def _document(path: str, report: Report, sources: Sources, first: int) -> str:
    """Return one letter: each paragraph beside what is said of its words."""
    issues = [Numbered(first + n, issue) for n, issue in enumerate(report.issues, 1)]
    rows: list[str] = []
    for start, end in paragraphs(report.text):
        here = [i for i in issues if start <= i.issue.start < end]
        words = f'<p dir="auto">{marked(report.text, start, end, here)}</p>'
        rows.append(_row(words, here, sources))
    return (
        f'<section class="letter">\n<h2>{_text(_name(path))}</h2>\n'
        f"{_counts(report)}{''.join(rows)}{_excuses(report)}</section>\n"
    )


def _row(words: str, issues: list[Numbered], sources: Sources) -> str:
    notes = "".join(_note(numbered, sources) for numbered in issues)
    aside = f'<div class="notes">\n{notes}</div>\n' if notes else ""
    return f'<div class="row">\n<div class="words">{words}</div>\n{aside}</div>\n'


def _note(numbered: Numbered, sources: Sources) -> str:
    """Return what is said of an issue: the message, and behind a click how to put it right."""
    number, issue = numbered
    rewrite = _term("Such as", f"<q>{_text(issue.rewrite)}</q>") if issue.rewrite else ""
    rule = f"{issue.rule} {_text(issue.name)}"
    more = f"<code>letterkit explain {issue.rule}</code>"
    place = _text(issue.where) or f"line {issue.line}, column {issue.column}"
    where = f'<span class="place">{_text(issue.where)}</span>\n' if issue.where else ""
    return f"""<details class="note {issue.severity}" id="note-{number}">
<summary><span class="number">{number}</span> <strong>{_text(issue.category)}</strong>
<span class="severity">{_SIGNS[issue.severity]} {issue.severity}</span>
{where}<span class="message">{_text(issue.message)}</span></summary>
<dl id="why-{number}">
{_term("Instead", _text(issue.advice))}{rewrite}{_sources(issue, sources)}\
{_term("Rule", f"{rule}, {place}. {more}")}\
</dl>
<a class="back" href="#words-{number}">Back to the words</a>
</details>
"""


def _sources(issue: Issue, sources: Sources) -> str:
    said = [
        f'{_text(cited.says)} <a href="{escape(cited.address)}" rel="noreferrer">{_text(name)}</a>'
        for name, cited in cited_by(issue, sources)
    ]
    return _term("Source", "<br>".join(said) or _text(issue.source))


def _term(name: str, words: str) -> str:
    return f"<dt>{name}</dt><dd>{words}</dd>\n"


def _counts(report: Report) -> str:
    counts = [
        f'<span class="count {severity}">{_SIGNS[severity]} {number} {severity}'
        f"{'s' if number != 1 else ''}</span>"
        for severity in SEVERITIES
        if (number := report.number_of(severity))
    ]
    if report.excused:
        counts.append(f'<span class="count excuses">{len(report.excused)} excused</span>')
    return f'<p class="counts">{" ".join(counts) or "No issues."}</p>\n'


def _excuses(report: Report) -> str:
    """Return the wording that was let pass, and why; and the allowances that allow nothing."""
    lines = [
        f"<li><q>{_text(report.text[e.start : e.end])}</q> {e.rule}: {_text(e.because)}"
        f"{f' (<i>{_text(e.cue)}</i>)' if e.cue else ''}</li>\n"
        for e in report.excused
    ]
    unused = [f"<li>{_text(f'{f.place}: {f.what} {f.todo}')}</li>\n" for f in report.unused]
    return _folded("Excused: what was let pass, and why", lines) + _folded(
        "Unused: allowances that allow nothing", unused
    )


def _folded(what: str, lines: list[str]) -> str:
    if not lines:
        return ""
    return (
        f'<details class="excused"><summary>{what} ({len(lines)})</summary>\n'
        f"<ul>\n{''.join(lines)}</ul></details>\n"
    )


def _name(path: str) -> str:
    return "standard input" if path == "-" else path


def _text(words: str) -> str:
    return shown(" ".join(words.split()) if "\n" in words else words)
