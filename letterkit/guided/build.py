"""Compiles which fields each shipped letter asks for or prints: ``data/letter-fields.json``.

``python -m letterkit.guided.build`` writes it; a test holds the two together. To try out all
branches of a letter takes the better part of a second, which nobody should wait for.
"""

from __future__ import annotations

import json

from letterkit.profiles import load_profile
from letterkit.resources import data_folder
from letterkit.template.fields import letter_fields
from letterkit.template.library import load_template, template_ids


def fields_of(letter: str) -> dict[str, str]:
    """Return the fields of a letter, and whether it needs each: yes, no, if any."""
    fields = letter_fields(load_template(letter), load_profile())
    return {field.path: field.required for field in fields}


def build() -> str:
    """Return the compiled fields of all shipped letters."""
    fields = {letter: fields_of(letter) for letter in template_ids()}
    return json.dumps(fields, indent=0, sort_keys=True) + "\n"


if __name__ == "__main__":
    (data_folder() / "letter-fields.json").write_text(build(), "utf-8")
