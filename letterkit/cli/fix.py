"""letterkit fix: walk through the issues of a letter, and write a mended copy of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from letterkit.cli.files import file_name, refuse_inputs
from letterkit.errors import Fault, InputError, Place, UsageError
from letterkit.issue import SEVERITIES, Issue, Report
from letterkit.manuscript import Manuscript
from letterkit.mending import (
    KINDS,
    Decision,
    Mending,
    brackets_of,
    copy_of,
    encoding_of,
    filled,
    fingerprint,
    fitting,
    session_of,
    session_text,
)
from letterkit.readers import MAX_BYTES
from letterkit.reports.text_report import issue_lines, painted, place_of, plain
from letterkit.reports.underlined import WIDTH, Underlined
from letterkit.reports.visible import visible
from letterkit.review import Asked, review, review_manuscript, side_files
from letterkit.scope.selection import rules_named
from letterkit.writers.files import read_small_file, refuse_unwritable, write_file

if TYPE_CHECKING:
    from letterkit.scope.side_file import Entry

CHOICES = {
    "a": ("accept", "put the rewrite in place of the sentence; what stands in [ ] is asked for"),
    "e": ("edit", "write the sentence anew, in $EDITOR where that is set, or take it out"),
    "l": ("allow", "leave it, with a reason that the next check shows"),
    "s": ("skip", "leave it as it is"),
    "b": ("back", "undo the last decision"),
    "q": ("quit", "stop here; what is decided is kept, and the same command goes on"),
    "?": ("help", "show this"),
}
_NO_SIGNS = frozenset("\ufffd\ufffe\uffff")  # typed in another encoding, or no characters
_UNREADABLE: dict[type, str] = {
    FileNotFoundError: "there is no such file.",
    IsADirectoryError: "is a folder.",
}


@click.command(
    "fix",
    epilog="""\b
Example:  letterkit fix letter.docx
          letterkit fix letter.txt -o sent.txt""",
)
@click.argument("file", type=file_name, metavar="FILE")
@click.option("-o", "--out", type=file_name, metavar="OUT",
              help="The copy; if not named, letter.fixed.docx beside letter.docx.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace a copy that is already there.")
@click.option(
    "--profile", default="massage-us", show_default=True, help="Who is writing, and where."
)
@click.option("--select", multiple=True, metavar="RULES", help="Ask these only.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these rules out.")
@click.option("--never-allow", multiple=True, metavar="RULES", help="These cannot be allowed.")
def command(
    file: str,
    out: str | None,
    overwrite: bool,
    profile: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    never_allow: tuple[str, ...],
) -> None:
    """Walk through the issues of a letter: accept, edit, allow, skip.

    FILE stays as it is; a copy takes what you accept and nothing else. In a Word file the new words
    take the look of the old ones. Text stays text; of any other format the copy is a plain text.

    What you decide is kept beside the copy until the end, in a file that holds words of the letter.
    Stop whenever you like: the same command goes on.

    Exit status: 0 no error is left in the copy, 1 errors are left, 2 cannot run, or stopped before
    the end.
    """
    if file == "-":
        fault = Fault("standard input is where the answers come from.", "Name the letter's file.")
        raise UsageError(fault)
    asked = Asked(profile, select, ignore, never_allow)
    content = _content(file)
    first = review(content, file, asked)
    if not first.report.issues:
        click.echo(f"{visible(file)}: nothing is found, so there is nothing to fix.")
        return
    copy = _copy_name(file, out, first.manuscript.format, text=first.manuscript.allows_comments)
    refuse_inputs([str(copy)], [file])
    for target in (copy, _side_file(copy)):
        refuse_unwritable(target, overwrite=overwrite)
    session = copy.with_name(f"{copy.name}.letterkit-session.json")

    def check(manuscript: Manuscript) -> Report:
        return review_manuscript(manuscript, file, asked).report

    whose = fingerprint(content, first.manuscript)
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure:  # an answer in another encoding is asked for again
        reconfigure(errors="replace")
    mending = Mending(first.manuscript, check)
    try:
        mending = _resumed(session, whose, lambda kept: Mending(first.manuscript, check, kept))
        _say_what_happens(file, copy, session, mending)
        walk = _Walk(file, mending, lambda kept: _keep(session, whose, kept), asked)
        walk.encoding = encoding_of(content, first.manuscript)[1]
        walk.keep(mending.decisions)
        walk.go()
    except (click.Abort, KeyboardInterrupt, EOFError):
        _stopped(session, mending)
        sys.exit(2)
    left = _written(content, file, copy, mending, asked, overwrite=overwrite)
    session.unlink(missing_ok=True)
    if left.reaches("error"):
        sys.exit(1)


class _Walk:
    """Asks a person about one issue after the other."""

    def __init__(
        self, name: str, mending: Mending, keep: Callable[[Iterable[Decision]], None], asked: Asked
    ) -> None:
        self.name, self.mending, self.keep = name, mending, keep
        self.barred = rules_named(asked.never_allow)
        self.encoding = "utf-8"
        self.initials = next((one.initials for one in mending.decisions if one.initials), "")

    def go(self) -> None:
        """Ask until nothing is left to decide, and the copy may be written."""
        while True:
            issues = self.mending.issues
            if issues:
                self._show(issues[0], len(issues))
                self._decide(issues[0])
            elif self._is_done():
                return

    def _show(self, issue: Issue, left: int) -> None:
        width = min(WIDTH, shutil.get_terminal_size().columns - 1)
        report = self.mending.report._replace(text=self.mending.shown)
        sentences = Underlined(report, width=width - 6)
        number = len(self.mending.decisions) + 1
        head = f"{number} of {number + left - 1} · {place_of(self.name, issue)}"
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        lines = issue_lines(head, issue, sentences, painted if colour else plain, width)
        click.echo("\n" + "\n".join(lines))
        if self._offers(issue, "a"):
            whole, own = self.mending.whole_words(issue), self.mending.words(issue)
            instead = "the whole sentence" if whole == own else f"“{own}”"
            told = f"Accept puts that in place of {instead}."
            click.echo(textwrap.indent(textwrap.fill(visible(told), width - 4), "    "))

    def _offers(self, issue: Issue, choice: str) -> bool:
        if choice == "a":
            return bool(issue.rewrite) and issue.end > issue.start
        if choice == "e":
            return issue.end > issue.start
        if choice == "l":
            return issue.rule not in self.barred
        return choice != "b" or bool(self.mending.decisions)

    def _decide(self, issue: Issue) -> None:
        """Ask for one letter until something is decided, or taken back."""
        offered = {key: word for key, (word, _) in CHOICES.items() if self._offers(issue, key)}
        prompt = " ".join(_lettered(key, word) for key, word in offered.items()) + ":"
        deeds: dict[str, Callable[[Issue], bool]] = {
            "a": self._accept, "e": self._edit, "l": self._allow, "s": self._skip,
            "b": lambda _: self._back(), "?": _help,
        }  # fmt: skip
        while True:
            answer = _answer(prompt).lower()
            chosen = next((key for key, word in offered.items() if answer in (key, word)), None)
            if chosen == "q":
                raise click.Abort
            if chosen is None:
                click.echo(f"Type one letter: {', '.join(offered)}.")
                continue
            try:
                if deeds[chosen](issue):
                    self.keep(self.mending.decisions)
                    return
            except InputError as error:  # words that the file cannot hold, a comment misspelt
                click.echo(visible(str(error)))

    def _accept(self, issue: Issue) -> bool:
        rewrite = issue.rewrite or ""
        brackets = brackets_of(rewrite)
        if brackets:
            click.echo("Fill in what is true; Enter alone leaves it in brackets for later.")
        words = filled(rewrite, [_typed(f"{bracket}:") for bracket in brackets])
        self._take(lambda: self.mending.accept(issue, fitting(words, self.encoding)))
        click.echo(f"Now: {visible(words)}")
        return True

    def _edit(self, issue: Issue) -> bool:
        before = self.mending.words(issue)
        words = _edited(before)
        if words in ("", before):
            click.echo("The sentence stays as it is.")
            return False
        words = "" if words == "-" else fitting(words, self.encoding)
        self._take(lambda: self.mending.edit(issue, words))
        still = self.mending.issues_in_last()
        if not words:
            click.echo("The sentence is taken out.")
        elif still:
            count = "1 issue" if len(still) == 1 else f"{len(still)} issues"
            click.echo(f"It still draws {count}, shown next. To keep your words, skip.")
        else:
            click.echo("Nothing is found in it now.")
        return True

    def _allow(self, issue: Issue) -> bool:
        in_text = self.mending.original.allows_comments
        reason = _typed("Reason (Enter alone goes back):")
        if not reason:
            return False
        if in_text and ("--" in reason or "<!" in reason):
            click.echo("The reason goes into a comment: write it without “--” and “<!”.")
            return False
        if not in_text:
            default = f" (Enter: {self.initials})" if self.initials else ""
            self.initials = _typed(f"Your initials{default}:") or self.initials
            if not self.initials:
                click.echo("An allowance says who gave it. Nothing is allowed yet.")
                return False
        reason = fitting(reason, self.encoding)
        on = date.today().isoformat()  # noqa: DTZ011 the day of the person at the keyboard
        self._take(lambda: self.mending.allow(issue, reason, self.initials, on))
        where = "in this paragraph, by a comment above it" if in_text else "in this sentence"
        click.echo(f"{issue.rule} is allowed {where}.")
        return True

    def _skip(self, issue: Issue) -> bool:
        self.mending.skip(issue)
        return True

    def _back(self) -> bool:
        undone = self.mending.back()
        if undone:
            click.echo(f"Taken back: {undone.rule} {undone.kind}.")
        return True

    def _take(self, decide: Callable[[], None]) -> None:
        """Decide; what the check cannot read is taken back at once. Raises InputError."""
        before = len(self.mending.decisions)
        try:
            decide()
        except InputError:
            if len(self.mending.decisions) > before:
                self.mending.back()
            raise

    def _is_done(self) -> bool:
        """Return whether the copy may be written; the last decision can still be taken back."""
        click.echo(f"\nNothing is left to decide: {_counted(self.mending)}.")
        while True:
            answer = _answer("[w]rite the copy [b]ack [q]uit:").lower()
            if answer in ("", "w", "write"):
                return True
            if answer in ("b", "back") and self._back():
                self.keep(self.mending.decisions)
                return False
            if answer in ("q", "quit"):
                raise click.Abort
            click.echo("Type one letter: w, b, q.")


# Asking


def _answer(prompt: str) -> str:
    """Return what a person types; click.Abort at the end of input."""
    if sys.stdin.isatty():
        typed: str = click.prompt(prompt, default="", show_default=False, prompt_suffix=" ")
        return typed.strip()
    click.echo(f"{prompt} ", nl=False)
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    click.echo(visible(line.strip()))  # as a terminal would show it
    return line.strip()


def _typed(prompt: str) -> str:
    """Return words on one line, asked for again while they hold what cannot be seen."""
    while True:
        words = " ".join(_answer(prompt).split(" "))
        if visible(words) == words and not _NO_SIGNS & set(words):
            return " ".join(words.split())
        click.echo("That holds characters that cannot be read. Type it again.")


def _edited(words: str) -> str:
    """Return a sentence as a person writes it anew; nothing where it is to stay."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if editor and sys.stdin.isatty():
        try:
            text = click.edit(words + "\n", editor=editor, extension=".txt") or ""
        except click.ClickException as error:
            click.echo(f"{error.format_message()} Type it here.")
        else:
            text = " ".join(text.split())
            if visible(text) == text and not _NO_SIGNS & set(text):
                return text
            click.echo("That holds characters that cannot be read. Type it here.")
    click.echo("Write the sentence anew. Enter alone keeps it, - takes it out.")
    with _offered(words):
        return _typed(">")


@contextlib.contextmanager
def _offered(words: str) -> Iterator[None]:
    """Put words on the line that is asked for, where the terminal can."""
    try:
        import readline
    except ImportError:
        yield
        return
    readline.set_startup_hook(lambda: readline.insert_text(words))
    try:
        yield
    finally:
        readline.set_startup_hook()


def _help(_issue: Issue) -> bool:
    for key, (word, does) in CHOICES.items():
        click.echo(f"  {key}  {word:7} {does}")
    return False


def _lettered(key: str, word: str) -> str:
    return word.replace(key, f"[{key}]", 1) if key in word else f"[{key}]"


# Files


def _content(name: str) -> bytes:
    try:
        return read_small_file(Path(name), MAX_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        what = _UNREADABLE.get(type(error), f"cannot be read ({reason}).")
        raise InputError(Fault(what, "Name a letter.", Place(name))) from None


def _copy_name(file: str, out: str | None, form: str, *, text: bool) -> Path:
    """Return where the copy goes. Raises UsageError for a name that promises another format."""
    letter = Path(file)
    ending = ".docx" if form == "docx" else letter.suffix if text else ".txt"
    if out is None:
        return letter.with_name(f"{letter.stem}.fixed{ending}")
    word = Path(out).suffix.lower() == ".docx"
    if word != (form == "docx") or Path(out).suffix.lower() in (".pdf", ".odt", ".rtf", ".doc"):
        what = f"has another ending than {ending}, which the copy of this letter is."
        raise UsageError(Fault(what, f"Give it a name that ends in {ending}.", Place(out)))
    return Path(out)


def _side_file(copy: Path) -> Path:
    return copy.with_suffix(".letterkit.yaml")


def _keep(session: Path, whose: str, decisions: Iterable[Decision]) -> None:
    write_file(session, session_text(whose, decisions).encode(), overwrite=True)


def _resumed(session: Path, whose: str, begin: Callable[[Iterable[Decision]], Mending]) -> Mending:
    """Return the walk that the session file holds, if a person wants to go on with it.

    Else a new one; the old file is then kept under another name. Raises InputError for a folder.
    """
    if not os.path.lexists(session):
        return begin(())
    mending = None
    try:
        owner, decisions = session_of(read_small_file(session, MAX_BYTES).decode())
        if owner == whose:
            mending = begin(decisions)
    except OSError as error:
        what = _UNREADABLE.get(type(error), f"cannot be read ({error.strerror}).")
        todo = "Move it away: the decisions are kept there."
        raise InputError(Fault(what, todo, Place(str(session)))) from None
    except ValueError:
        why = f"{session.name} is damaged, and cannot be gone on with."
    else:
        why = "The letter has changed since you stopped, or is read in another way."
    if mending is not None:
        told = f"{len(mending.decisions)} decided, {len(mending.issues)} left"
        if _says_yes(f"You stopped here before ({told}). Go on? [y]es [n]o:"):
            return mending
        why = "Then the walk begins again."
    aside = next(
        name for number in range(1, 1000)
        if not os.path.lexists(name := session.with_name(f"{session.name}.old{number}"))
    )  # fmt: skip
    click.echo(f"{visible(why)} Your decisions so far would be kept as {visible(aside.name)}.")
    if not _says_yes("Start again? [y]es [n]o:"):
        raise click.Abort
    session.rename(aside)
    return begin(())


def _says_yes(question: str) -> bool:
    while True:
        answer = _answer(question).lower()
        if answer in ("y", "yes", "n", "no"):
            return answer.startswith("y")
        click.echo("Type y or n.")


def _written(
    content: bytes, file: str, copy: Path, mending: Mending, asked: Asked, *, overwrite: bool
) -> Report:
    """Write what was decided, say so, and return the report on it."""
    counted = _counted(mending)
    if all(decision.kind == "skipped" for decision in mending.decisions):
        click.echo(f"Nothing is changed, so no copy is written: {counted}.")
        return mending.report
    write_file(copy, copy_of(content, file, mending), overwrite=overwrite)
    click.echo(f"Wrote {visible(str(copy))}: {counted}.")
    if entries := _allowances(file, mending):
        from letterkit.scope.side_file import side_file_text

        write_file(_side_file(copy), side_file_text(entries).encode(), overwrite=overwrite)
        click.echo(f"Wrote {visible(str(_side_file(copy)))}: what is allowed, by whom and why.")
    elif any(decision.kind == "allowed" for decision in mending.decisions):
        click.echo("Take the comments that allow something out of what you send.")
    if brackets := mending.left_to_fill():
        click.echo(f"Left to fill in: {', '.join(dict.fromkeys(brackets))}.")
    left = review(_content(str(copy)), str(copy), asked).report
    counts = [f"{n} {s}{'s' if n != 1 else ''}" for s in SEVERITIES if (n := left.number_of(s))]
    click.echo(f"Left in it: {', '.join(counts) or 'nothing that letterkit finds'}.")
    click.echo(f"Read it before you sign. To look again: letterkit check {visible(str(copy))}")
    return left


def _allowances(file: str, mending: Mending) -> list[Entry]:
    """Return the entries of the copy's side file: the letter's own that count, and new ones."""
    new = mending.allowed_beside()
    used = {(one.issue.rule, one.reason) for one in mending.report.allowed if one.by == "side file"}
    if not new and not used:
        return []
    from letterkit.scope.side_file import Entry, read_side_file

    before = [entry for path in side_files(file)[:1] for entry in read_side_file(path)]
    nowhere = Place("")
    return [
        *(entry for entry in before if (entry.rule, entry.why) in used),
        *(Entry(d.rule, d.sentence, d.reason, d.initials, d.date, nowhere) for d in new),
    ]


# Saying


def _say_what_happens(file: str, copy: Path, session: Path, mending: Mending) -> None:
    count = len(mending.issues)
    click.echo(
        f"{visible(file)}: {count} issue{'s' if count != 1 else ''} to decide. It stays as it is;"
    )
    click.echo(f"the copy will be {visible(str(copy))}.")
    if mending.original.format != "docx" and not mending.original.allows_comments:
        click.echo("The copy will be a plain text, without the look of the letter.")
    click.echo(f"Until then {visible(session.name)}")
    click.echo("keeps what you decide, and holds words of the letter.")


def _stopped(session: Path, mending: Mending) -> None:
    if not mending.decisions:
        with contextlib.suppress(OSError, ValueError):
            if session.is_file() and not session_of(session.read_text("utf-8"))[1]:
                session.unlink()
        click.echo("\nStopped. Nothing is written.")
        return
    click.echo(
        f"\nStopped: {_counted(mending)}; {len(mending.issues)} left. No copy is written yet."
    )
    click.echo(f"The same command goes on; {visible(session.name)} keeps what is decided.")


def _counted(mending: Mending) -> str:
    kinds = Counter(decision.kind for decision in mending.decisions)
    return ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
