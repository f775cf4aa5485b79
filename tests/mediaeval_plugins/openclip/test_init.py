from __future__ import annotations

import importlib

from mediaeval_plugins.openclip import mediaeval_encoders


def test_every_record_leads_to_a_class():
    records = {record.name: record for record in mediaeval_encoders()}
    assert set(records) == {"open-clip", "vit-h-14", "vit-l-14-336", "vit-l-14-336-ft"}
    for record in records.values():
        module, _, name = record.target.partition(":")
        assert isinstance(getattr(importlib.import_module(module), name), type)
        assert record.summary
