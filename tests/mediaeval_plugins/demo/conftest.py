"""One generated data set for the tests of the demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval_plugins.demo.generate import FOLDER, write_data


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the generated files."""
    folder = tmp_path_factory.mktemp("demo")
    write_data(folder)
    return folder / FOLDER
