from __future__ import annotations

from mediaeval_plugins.mini import mediaeval_encoders


def test_the_record_leads_to_the_class():
    import importlib

    (record,) = mediaeval_encoders()
    module, _, name = record.target.partition(":")
    assert record.name == "mini"
    assert isinstance(getattr(importlib.import_module(module), name), type)
