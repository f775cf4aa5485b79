"""An environment of its own to install plugins into."""

from __future__ import annotations

import os
import subprocess
import sysconfig
import textwrap
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

_PROGRAMS = {
    "mediaeval": "from mediaeval.cli import main; main()",
    # What a build needs is here already: nothing is fetched.
    "pip": (
        "from pip._internal.cli.main import main\n"
        "offline = ['--no-index', '--no-deps', '--no-build-isolation']\n"
        "sys.exit(main(sys.argv[1:] + (offline if sys.argv[1] in ('install', 'wheel') else [])))"
    ),
    "pytest": "import pytest; sys.exit(pytest.console_main())",
}


@dataclass(frozen=True)
class Environment:
    """A virtual environment that also sees what this one has, so that nothing is downloaded into it."""

    root: Path

    def call(self, *command: object, cwd: Path | None = None, code: int = 0) -> str:
        """Run a program of the environment and give back its output, standard error included."""
        return self._run(list(map(str, command)), cwd, code)

    def shell(self, command: str, cwd: Path) -> str:
        """Run a line of shell in the environment."""
        return self._run(["bash", "-c", command], cwd, 0)

    def _run(self, command: Sequence[str], cwd: Path | None, code: int) -> str:
        variables = {
            **os.environ,
            "PATH": f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "MEDIAEVAL_CACHE": str(self.root / "cache"),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            command, cwd=cwd, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        assert done.returncode == code, f"{command} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Python with this environment's libraries in reach, and without the plugins that tests install."""
    root = tmp_path_factory.mktemp("environment")
    venv.create(root, symlinks=True)
    site = Path(sysconfig.get_path("purelib", scheme="venv", vars={"base": str(root), "platbase": str(root)}))
    here = sysconfig.get_path("purelib")
    (site / "reach.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    for name, code in _PROGRAMS.items():
        program = root / "bin" / name
        body = textwrap.indent(code, "    ")
        program.write_text(f"#!{root / 'bin' / 'python'}\nimport sys\nif __name__ == '__main__':\n{body}\n")
        program.chmod(0o755)
    return Environment(root)
