"""Asking a person, at a terminal or through a pipe."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping

import click

from letterkit.reports.visible import visible

_NO_SIGNS = frozenset("\ufffd\ufffe\uffff")  # typed in another encoding, or no characters


def asked_for(prompt: str) -> str:
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


def typed(prompt: str) -> str:
    """Return words on one line, asked for again while they hold what cannot be seen."""
    while True:
        words = " ".join(asked_for(prompt).split(" "))
        if visible(words) == words and not _NO_SIGNS & set(words):
            return " ".join(words.split())
        click.echo("That holds characters that cannot be read. Type it again.")


def edited(words: str) -> str:
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
        return typed(">")


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


def one_of(choices: Mapping[str, str]) -> str:
    """Return one of the letters, each given with its word; click.Abort at the end of input."""
    prompt = " ".join(_lettered(key, word) for key, word in choices.items()) + ":"
    while True:
        answer = asked_for(prompt).lower()
        for key, word in choices.items():
            if answer in (key, word):
                return key
        click.echo(f"Type one letter: {', '.join(choices)}.")


def _lettered(key: str, word: str) -> str:
    return word.replace(key, f"[{key}]", 1) if key in word else f"[{key}]"


def says_yes(question: str) -> bool:
    """Return the answer to a question; click.Abort at the end of input."""
    while True:
        answer = asked_for(question).lower()
        if answer in ("y", "yes", "n", "no"):
            return answer.startswith("y")
        click.echo("Type y or n.")
