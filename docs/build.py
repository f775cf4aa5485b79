"""Build the documentation site with Zensical: ``python docs/build.py``, or ``python docs/build.py serve``.

Zensical finds :mod:`mathml` beside this file, which is why it is not started by its own command. A warning, such as of
a link that leads nowhere, ends the build with exit code 1.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from zensical.main import cli

if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parents[1])
    try:
        cli(sys.argv[1:] or ["build", "--clean", "--strict"])
    except RuntimeError as error:  # what Zensical raises after it has printed its warnings
        sys.exit(f"{error}.")
