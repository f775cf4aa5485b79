"""Formulas of ```` ```math ```` blocks as MathML, which browsers set by themselves: no script, no font, no network."""

from __future__ import annotations

from typing import Any

from latex2mathml.converter import convert

__all__ = ["fence"]


def fence(source: str, *_: Any, **__: Any) -> str:
    """One block of LaTeX to a MathML element; called by ``pymdownx.superfences``.

    Args:
        source: the block's text; what stands on lines of its own between blank lines becomes a formula of its own.
    """
    formulas = [formula for formula in source.split("\n\n") if formula.strip()]
    return "".join(f'<div class="formula">{convert(formula, display="block")}</div>' for formula in formulas)
