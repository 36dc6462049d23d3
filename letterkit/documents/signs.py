"""Characters that no text says as such: those of a symbol font, and of a form's box or list."""

from __future__ import annotations

from typing import Any

from letterkit.documents.markup import counted, each, find, is_on, value

# Characters that only a symbol font shows, as plain ones; what is no character, as a space.
PLAIN = {
    0xF0B7: "•", 0xF0A7: "•", 0xF076: "•", 0xF0D8: "•", 0xF0A8: "☐", 0xF06F: "☐", 0xF0FE: "☒",
    0xF0FD: "☒", 0xF052: "☒", 0xF0FC: "✓", 0xF0FB: "✗", 0xF0E0: "→", 0xF0AE: "→", 0xF0AD: "↑",
    0xF0AF: "↓", 0xF0B0: "°", 0xF0B1: "±", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B4: "×", 0xF0BB: "≈",
    0xF061: "α", 0xF062: "β", 0xF06D: "μ", 0xF044: "Δ", 0x0A: " ", 0x0D: " ", 0x09: " ",
}  # fmt: skip
_SYMBOL_FONT = 0xF000


def symbol(code: str) -> str:
    """Return the character of a symbol font; where it is not known, a space."""
    try:
        sign = int(code, 16)
    except ValueError:
        return " "
    if sign < 0x100:
        sign += _SYMBOL_FONT
    if sign in PLAIN:
        return PLAIN[sign]
    if _SYMBOL_FONT < sign < _SYMBOL_FONT + 0x80:
        return chr(sign - _SYMBOL_FONT)
    return chr(sign) if 0 < sign < 0xD800 else " "


def form_field(begin: Any) -> str:
    """Return what a form's box or list shows, which stands in no text; else nothing."""
    box, choices = find(begin, "w:ffData/w:checkBox"), find(begin, "w:ffData/w:ddList")
    if box is not None:
        checked = find(box, "w:checked")
        return "☒" if is_on(find(box, "w:default") if checked is None else checked) else "☐"
    if choices is not None:
        entries = [value(entry) for entry in each(choices, "w:listEntry")]
        return next(iter(entries[counted(find(choices, "w:result"), 0) :]), "")
    return ""
