"""``python -m letterkit`` is ``letterkit``."""

from __future__ import annotations

from letterkit.cli import main

if __name__ == "__main__":
    main()
