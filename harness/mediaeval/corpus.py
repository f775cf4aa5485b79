"""Training corpora: what they are made of, and how a command opens one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mediaeval.resolve import Component
    from mediaeval.splits import NamedSplit
    from mediaeval.tables import ComponentTable

__all__ = ["Pair", "open_corpus", "open_split"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One title and one picture that was published with it, as a corpus has them.

    What is wanting is left empty, not left out: whoever builds a training set counts it and says why.

    Args:
        id: unique in its corpus, and the same at every reading.
        title: plain text; empty where there is none.
        image: a file, as a path; a picture to download, as its address (a string that begins with ``http``); the bytes
            of a picture that lies in no file of its own; or None where there is none.
        licence: a note on what may be done with both; empty where the corpus does not say.
        group: what belongs together beyond equal titles and equal pictures, such as the id of an article with several
            pictures: all of a group is trained on, or validated on. Empty where the pair stands alone.
        page: the address of the article, where the picture is looked for if ``image`` is None; empty for nowhere.
    """

    id: str
    title: str
    image: Path | str | bytes | None
    licence: str = ""
    group: str = ""
    page: str = ""


def open_corpus(
    ctx: click.Context,
    table: ComponentTable,
    where: Callable[[str], str],
    base: Path,
    *,
    files: Sequence[str] = (),
    data: Path | None = None,
) -> Component:
    """The corpus (:class:`mediaeval.roles.CorpusRole`) that a table asks for, ready to be read.

    Args:
        ctx: of the command, which knows the plugins of this call.
        table: the corpus's name and options.
        where: how messages call the place of ``name`` or of an option.
        base: folder that options which are paths are relative to.
        files: loose plugin files beside those of the command line.
        data: the folder of the data sets, for a corpus that has an option ``data`` and is not told another.

    Raises:
        RunFileError: there is no such corpus, or an option is wrong.
        PluginError: the plugin that it comes from is broken.
    """
    from mediaeval.cli import plugins_of
    from mediaeval.options import options_of
    from mediaeval.plugins import KINDS
    from mediaeval.resolve import build_part

    plugins = plugins_of(ctx, files)
    options = dict(table.options)
    if (
        data is not None
        and "data" not in options
        and table.name in {f.record.name for f in plugins.all(KINDS["corpus"])}
    ):
        found = plugins.find(KINDS["corpus"], table.name)
        if "data" in options_of(found.load(), found.label):
            options["data"] = str(data.resolve())  # relative to the caller's folder, not to the file's
    return build_part("corpus", table.name, options, plugins, where, base)


def open_split(name: str, data: Path, ctx: click.Context | None = None) -> NamedSplit:
    """One split by its name: ``[edition:]NAME[/train]``, several joined by ``+``.

    Args:
        name: the split.
        data: the folder of the data sets.
        ctx: of the command, which knows the plugins of this call; by default that of the command at work.

    Raises:
        DataError: no edition has such a split.
    """
    from mediaeval.cli import plugins_of
    from mediaeval.plugins import get_plugins
    from mediaeval.splits import find_split

    ctx = ctx or click.get_current_context(silent=True)
    return find_split(name, get_plugins() if ctx is None else plugins_of(ctx), data)
