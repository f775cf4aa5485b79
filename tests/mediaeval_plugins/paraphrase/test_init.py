"""The records of the family."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from mediaeval.roles import AugmenterRole, NeedsFiles
from mediaeval_plugins import paraphrase

RECORDS = {record.name: record for record in paraphrase.mediaeval_augmenters()}
OPTIONS = {"none": {}, "t5-paraphrase": {}, "translate": {}, "file": {"path": "paraphrases.jsonl"}}


@pytest.mark.parametrize("name", OPTIONS)
def test_record_leads_to_an_augmenter(name):
    module, attribute = RECORDS[name].target.split(":")
    component = getattr(importlib.import_module(module), attribute)(**OPTIONS[name])
    assert isinstance(component, AugmenterRole)
    assert name == "none" or isinstance(component, NeedsFiles)


def test_constructing_the_family_imports_no_model_library():
    code = (
        "import sys; from mediaeval_plugins import paraphrase; list(paraphrase.mediaeval_augmenters());"
        "list(paraphrase.mediaeval_commands());"
        "from mediaeval_plugins.paraphrase.t5 import T5Paraphrase; T5Paraphrase().requirements();"
        "from mediaeval_plugins.paraphrase.translate import Translate; Translate().requirements();"
        "print({'torch', 'transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
