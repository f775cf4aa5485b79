"""One run at many settings: everything is encoded once, and every setting is compared with the run as it stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mediaeval.errors import DataError, RunFileError
from mediaeval.pipeline import Settings, results
from mediaeval.plugins import Plugins
from mediaeval.resolve import ResolvedRun, resolve
from mediaeval.results.metrics import COMPARED, OFFICIAL, Measure
from mediaeval.results.result import Result
from mediaeval.results.rounding import printed, printed_difference, printed_p
from mediaeval.results.significance import holm, sign_flip
from mediaeval.roles import HasTuning
from mediaeval.runfile import read_run_file
from mediaeval.splits import NamedSplit

__all__ = ["Row", "Setting", "combinations", "is_test", "settings_of", "sweep", "sweep_table"]

AS_IT_STANDS = "as it stands"


@dataclass(frozen=True)
class Setting:
    """One setting of a run.

    Args:
        label: what was set.
        run: the run, so set.
    """

    label: str
    run: ResolvedRun


@dataclass(frozen=True)
class Row:
    """A setting's figures beside those of the run as it stands.

    Args:
        label: what was set.
        result: its ranks.
        difference: of the means of :data:`mediaeval.results.metrics.COMPARED`; None for the run as it stands.
        p_value: that of the paired test; None for the run as it stands.
        corrected: the same after Holm, over all settings of the sweep.
    """

    label: str
    result: Result
    difference: float | None = None
    p_value: float | None = None
    corrected: float | None = None


def is_test(named: NamedSplit) -> bool:
    """Whether tuning on a split would tune on a benchmark's test set.

    Training halves are free, and so are the splits of an edition that says so (``tuning = True``): the demo and folders
    of your own. Every other split is a test set.
    """
    return not all(name.train or (isinstance(edition, HasTuning) and edition.tuning) for name, edition in named.parts)


def combinations(over: Sequence[str]) -> list[tuple[str, ...]]:
    """The overrides of every setting.

    Args:
        over: ``table.key=value,value…`` each; all values of one are combined with all of the others, in order.

    Raises:
        RunFileError: one has another form, or there is none.
    """
    axes = []
    for axis in over:
        key, equals, values = axis.partition("=")
        listed = [value.strip() for value in re.findall(r"(?:\[[^\]]*\]|[^,])+", values)]
        if not equals or not listed:
            raise RunFileError(f"--over {axis!r}: must read table.key=value,value, such as reviser.temperature=0.01,1.")
        axes.append([f"{key.strip()}={value}" for value in dict.fromkeys(listed)])
    return list(itertools.product(*axes))


def settings_of(
    path: Path, overrides: Sequence[str], over: Sequence[str], plugins: Plugins, device: str | None = None
) -> list[Setting]:
    """The run as it stands, and then every setting; one that changes nothing takes the place of the first.

    Args:
        path: the run file.
        overrides: of every setting, the run as it stands too.
        over: see :func:`combinations`.
        plugins: where components come from.
        device: of every component that has one.

    Raises:
        RunFileError: a setting is no valid run.
    """
    base = Setting(AS_IT_STANDS, resolve(read_run_file(path, overrides), plugins, device=device))
    found = []
    for chosen in combinations(over):
        run = resolve(read_run_file(path, (*overrides, *chosen)), plugins, device=device)
        if _plan(run) == _plan(base.run):
            base = Setting(f"{', '.join(chosen)} ({AS_IT_STANDS})", run)
        else:
            found.append(Setting(", ".join(chosen), run))
    return [base, *found]


def sweep(chosen: Sequence[Setting], named: NamedSplit, settings: Settings) -> list[Row]:
    """The figures of every setting, each compared with the first by a paired test.

    Raises:
        DataError: the ground truth is not known.
        MediaevalError: as for a run.
    """
    scored = results([setting.run for setting in chosen], [named], settings)
    found = [result for result in scored if result is not None]
    if len(found) < len(scored):
        raise DataError(
            f"{named.name}: its ground truth is not known, so settings cannot be compared.",
            hint="Give it with --qrels FILE.",
        )
    base = found[0].per_article(COMPARED)
    values = [result.per_article(COMPARED) for result in found[1:]]
    p_values = [sign_flip(value, base) for value in values]
    rows = [Row(chosen[0].label, found[0])]
    for setting, result, value, p_value, corrected in zip(
        chosen[1:], found[1:], values, p_values, holm(p_values), strict=True
    ):
        rows.append(Row(setting.label, result, float(value.mean() - base.mean()), p_value, corrected))
    return rows


def sweep_table(rows: Sequence[Row], measures: Sequence[Measure] = OFFICIAL) -> str:
    """The rows as a table for people."""
    from tabulate import tabulate

    names = [str(measure) for measure in measures]
    cells = [
        [row.label, *(printed(row.result.figures(measures)[name]) for name in names), *_comparison(row)] for row in rows
    ]
    headers = ["Setting", *names, f"{COMPARED} difference", "p", "p (Holm)"]
    return tabulate(cells, headers=headers, disable_numparse=True, stralign="left")


def _comparison(row: Row) -> list[str]:
    if row.difference is None or row.p_value is None or row.corrected is None:
        return ["", "", ""]
    return [printed_difference(row.difference), printed_p(row.p_value), printed_p(row.corrected)]


def _plan(run: ResolvedRun) -> dict[str, object]:
    plan = run.plan()
    del plan["run"]
    return plan
