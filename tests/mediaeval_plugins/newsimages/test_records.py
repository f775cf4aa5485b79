"""What the family offers, seen as the core sees it."""

import importlib
import subprocess
import sys

from mediaeval.roles import EditionRole
from mediaeval_plugins.newsimages import mediaeval_editions


def test_every_record_has_an_edition_behind_it():
    for record in mediaeval_editions():
        module, _, attribute = record.target.partition(":")
        edition = getattr(importlib.import_module(module), attribute)
        assert isinstance(edition(), EditionRole)
        if record.name != "folder":
            assert edition.edition == record.name
            assert tuple(edition.layouts) == record.splits


def test_a_bare_rt_is_that_of_2023():
    assert max(record.name for record in mediaeval_editions() if "RT" in record.splits) == "2023"


def test_listing_the_editions_is_light():
    heavy = {"csv", "numpy", "pandas", "tomllib", "torch"}
    code = "import sys, mediaeval_plugins.newsimages; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "mediaeval_plugins.newsimages" in done.stdout.split()
    assert not heavy & set(done.stdout.split())
