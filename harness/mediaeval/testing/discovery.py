"""Discovery: `mediaeval --help` imports every plugin, so a plugin must not bring a model library with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from mediaeval.testing.check import Subject, expect

__all__ = ["CHECKS", "HEAVY"]

HEAVY = (
    "datasets", "faiss", "jax", "open_clip", "pandas", "pyarrow", "ray", "scipy", "sklearn", "tensorflow", "timm",
    "torch", "torchvision", "transformers",
)  # fmt: skip
"""Libraries that take from a tenth of a second to many seconds to import."""

_SCRIPT = """
import json, sys
from mediaeval.plugins import get_plugins
files, heavy = json.loads(sys.argv[1])
get_plugins(tuple(files))
print(json.dumps([name for name in heavy if name in sys.modules]))
"""


def imports_nothing_heavy(subject: Subject) -> None:
    """Finding its plugin imports no model library."""
    assert subject.found is not None  # noqa: S101 - the kit leaves this check out for a bare class
    plugin = subject.found.plugin
    files = [plugin.name] if plugin.digest else []
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "MEDIAEVAL_PLUGINS": "" if plugin.digest else plugin.distribution,
        "MEDIAEVAL_TRACE": "",
    }
    done = subprocess.run(  # noqa: S603 - this interpreter, on a script of our own
        [sys.executable, "-c", _SCRIPT, json.dumps([files, HEAVY])],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    expect(done.returncode == 0, f"listing plugins fails: {done.stderr.strip().splitlines()[-1:]}")
    loaded = json.loads(done.stdout.strip().splitlines()[-1])
    expect(not loaded, f"it imports {', '.join(loaded)}; import them inside the functions that use them")


CHECKS = (imports_nothing_heavy,)
