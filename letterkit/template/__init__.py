"""Letters as templates: front matter and a Jinja2 body → a Letter whose words know their origin.

Only this package uses Jinja2.
"""

from __future__ import annotations

from letterkit.template.fields import Field, letter_fields
from letterkit.template.library import (
    FrontMatter,
    Template,
    body_of,
    find_template,
    load_template,
    read_front,
    read_template,
    template_ids,
    text_of,
)
from letterkit.template.new_letter import start_letter
from letterkit.template.render import NotGivenError, fill, render
from letterkit.template.shelf import SHARED, letter_folders, letter_paths
from letterkit.template.trials import Trial, misfits, try_out

__all__ = [
    "SHARED", "Field", "FrontMatter", "NotGivenError", "Template", "Trial", "body_of", "fill",
    "find_template", "letter_fields", "letter_folders", "letter_paths", "load_template", "misfits",
    "read_front", "read_template", "render", "start_letter", "template_ids", "text_of", "try_out",
]  # fmt: skip
