"""A letter mended issue by issue: the decisions of a person, and what they make of the file."""

from letterkit.mending.copy import breaks_signature, copy_of, encoding_of, fitting
from letterkit.mending.rewrite import brackets_of, filled
from letterkit.mending.session import KINDS, Decision, fingerprint, session_of, session_text
from letterkit.mending.state import Mending

__all__ = [
    "KINDS", "Decision", "Mending", "brackets_of", "breaks_signature", "copy_of", "encoding_of",
    "filled", "fingerprint", "fitting", "session_of", "session_text",
]  # fmt: skip
