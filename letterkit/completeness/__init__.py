"""What a reader would have to ask back: of a case before its letter, and of a letter as it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from letterkit.completeness.of_case import Gap, gaps

__all__ = ["Gap", "gaps"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'letterkit.completeness' has no attribute {name!r}")
    from letterkit.completeness import of_case  # a letter from elsewhere has no case

    return getattr(of_case, name)
