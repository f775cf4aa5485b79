"""``python -m mediaeval``."""

from __future__ import annotations

from mediaeval.cli import main

if __name__ == "__main__":
    main()
