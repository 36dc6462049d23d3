"""What Jinja2 says of a template that it cannot read, in words for whoever wrote the letter."""

from __future__ import annotations

import re

# What Jinja2 says → what is wrong, and what to do.
_PLAIN: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), what, todo)
    for pattern, what, todo in (
        (r"Missing end of comment tag", "a remark that starts with {# is not closed.",
         "Close it with #}."),
        (r"unexpected end of template, expected 'end of print statement'",
         "{{ is not closed.", "Close it with }}."),
        (r"unexpected end of template", "{% is not closed.", "Close it with %}."),
        (r"Unexpected end of template.* closed is '(\w+)'", "{{% {0} … %}} is not closed.",
         "Close it with {{% end{0} %}}."),
        (r"Encountered unknown tag 'end'", "“end” and what it ends are one word.",
         "Write {% endif %}, {% endfor %} or {% endset %}."),
        (r"unexpected '(.+)'", "“{0}” does not fit here.",
         "Every {{{{ ends with }}}} and every {{% with %}}."),
        (r"Encountered unknown tag '(end\w*|else|elif)'",
         "{{% {0} %}} belongs to nothing above it.", "Delete it, or start what it ends."),
        (r"Encountered unknown tag '(\w+)'", "there is no {{% {0} … %}} in a letter.",
         "There is: if, for, set, include, from and macro."),
        (r"unexpected char '(.+)' at \d+", "“{0}” cannot stand inside {{{{ }}}} or {{% %}}.",
         "Delete it; quotes there are straight ones."),
        (r"expected token 'end of (?:print statement|statement block)', got '(.+)'",
         "“{0}” stands where the expression should end.",
         "Write one field, with dots and no spaces, such as {{{{ patient.name }}}}."),
        (r"Expected an expression, got 'end of (?:print statement|statement block)'",
         "nothing stands inside {{ }} or {% %}.", "Write a field there, or delete it."),
    )
)  # fmt: skip


_UNCLOSED = re.compile(r"Unexpected end of template.* closed is '(\w+)'")
_TAG = re.compile(r"\{%[-+]?\s*(end)?(\w+)\b((?:(?!%\}).)*)%\}", re.DOTALL)


def opening_line(said: str, source: str) -> int | None:
    """Return the line of what is never closed, where that is what ``said`` is about.

    Jinja2 gives the end of the file, which is where it gave up.
    """
    unclosed = _UNCLOSED.match(said)
    opened: list[int] = []
    for tag in _TAG.finditer(source) if unclosed else ():
        if unclosed and tag[2] == unclosed[1]:
            if tag[1]:
                opened = opened[:-1]
            elif tag[2] != "set" or "=" not in tag[3]:
                opened.append(tag.start())
    return source.count("\n", 0, opened[-1]) + 1 if opened else None


def in_plain_words(said: str) -> tuple[str, str]:
    """Return what is wrong and what to do, where ``said`` is Jinja2's own message or ours."""
    for pattern, what, todo in _PLAIN:
        if match := pattern.match(said):
            if not match.groups():
                return what, todo
            return what.format(*match.groups()), todo.format(*match.groups())
    what, stop, todo = said.partition(". ")
    return what + ("" if what.endswith((".", "?")) else "."), todo + "." * bool(
        stop and not todo.endswith((".", "?"))
    )
