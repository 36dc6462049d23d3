"""Letters as templates: front matter and a Jinja2 body → a Letter whose words know their origin.

Only this package uses Jinja2.
"""

from __future__ import annotations

from letterkit.template.library import Template, find_template, load_template, template_ids
from letterkit.template.render import render

__all__ = ["Template", "find_template", "load_template", "render", "template_ids"]
