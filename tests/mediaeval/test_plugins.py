from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval.errors import PluginError
from mediaeval.plugins import KINDS, get_plugins
from mediaeval.records import Command, Encoder, Ranker, Reviser

Make = Callable[..., Path]
Source = Callable[[str], str]


def test_our_own_plugins_all_load() -> None:
    plugins = get_plugins(own_only=True)
    assert {plugin.distribution for plugin in plugins.loaded} == {"mediaeval"}
    assert plugins.failed == ()
    assert plugins.find(Reviser, "dual-softmax").load().__name__ == "DualSoftmax"


def test_a_clash_names_both_distributions_and_each_has_a_full_name(distribution: Make, reviser_source: Source) -> None:
    distribution("mediaeval-one", reviser_source("csls"), version="1.2")
    distribution("mediaeval-two", reviser_source("csls"), version="3.4")
    plugins = get_plugins()
    with pytest.raises(PluginError) as caught:
        plugins.find(Reviser, "csls")
    assert "mediaeval-one:plugin (1.2)" in str(caught.value)
    assert "mediaeval-two:plugin (3.4)" in str(caught.value)
    assert "'mediaeval-one:csls' or 'mediaeval-two:csls'" in str(caught.value)
    for spelling in ("mediaeval-two:csls", "mediaeval_two:csls", "Mediaeval.Two:csls", "mediaeval-two:plugin:csls"):
        assert plugins.find(Reviser, spelling).plugin.version == "3.4"


def test_a_stranger_cannot_take_a_built_in_name_unseen(distribution: Make, reviser_source: Source) -> None:
    distribution("mediaeval-one", reviser_source("dual-softmax"))
    with pytest.raises(PluginError, match=r"claimed by mediaeval:hubness .* and mediaeval-one:plugin"):
        get_plugins().find(Reviser, "dual-softmax")
    assert get_plugins().find(Reviser, "mediaeval:dual-softmax").plugin.name == "mediaeval:hubness"


def test_one_name_in_two_kinds_is_no_clash() -> None:
    assert [found.record.kind for found in get_plugins().search("none")] == ["augmenter", "reviser"]
    assert [found.record.kind for found in get_plugins().search("reviser:none")] == ["reviser"]


def test_two_distributions_with_one_entry_point_name_are_both_seen(distribution: Make, reviser_source: Source) -> None:
    distribution("mediaeval-one", reviser_source("first"), entry="ranker")
    distribution("mediaeval-two", reviser_source("second"), entry="ranker")
    names = {plugin.name for plugin in get_plugins().loaded}
    assert {"mediaeval-one:ranker", "mediaeval-two:ranker"} <= names
    assert get_plugins().find(Reviser, "first").plugin.name == "mediaeval-one:ranker"
    assert get_plugins().find(Reviser, "second").plugin.name == "mediaeval-two:ranker"


HOOK = "from mediaeval import Encoder, Reviser, hookimpl\n@hookimpl\n"
YIELD = "    yield Reviser('x', 'a:b')\n"
BROKEN = {
    "import fails": ("import no_such_library\n", "ModuleNotFoundError: No module named 'no_such_library'"),
    "exits": ("import sys\nsys.exit('no licence')\n", "SystemExit: no licence"),
    "syntax": ("def broken(:\n", "SyntaxError"),
    "misspelled hook": (HOOK + f"def mediaeval_reviser():\n{YIELD}", "did you mean 'mediaeval_revisers'"),
    "wrong argument": (HOOK + f"def mediaeval_revisers(registry):\n{YIELD}", "Argument(s) {'registry'}"),
    "no mark": (
        f"from mediaeval import Reviser\ndef mediaeval_revisers():\n{YIELD}",
        "not marked with @mediaeval.hookimpl",
    ),
    "one of two without mark": (
        f"{HOOK}def mediaeval_revisers():\n{YIELD}def mediaeval_encoders():\n    yield Encoder('x', 'a:b')\n",
        "'mediaeval_encoders' is not marked",
    ),
    "no hook": ("value = 1\n", "implements no hook"),
    "wrapper": (
        "from mediaeval import hookimpl\n@hookimpl(wrapper=True)\ndef mediaeval_revisers():\n    return (yield)\n",
        "wraps nothing",
    ),
    "forgotten yield": (HOOK + "def mediaeval_revisers():\n    Reviser('x', 'a:b')\n", "returns nothing"),
    "one record instead of many": (
        HOOK + "def mediaeval_revisers():\n    return Reviser('x', 'a:b')\n",
        "it must yield",
    ),
    "record of another kind": (
        HOOK + "def mediaeval_revisers():\n    yield Encoder('x', 'a:b')\n",
        "not a mediaeval.Reviser",
    ),
    "one name twice": (HOOK + f"def mediaeval_revisers():\n{YIELD}{YIELD}", "yields the name 'x' twice"),
    "bad name": (HOOK + "def mediaeval_revisers():\n    yield Reviser('X Y', 'a:b')\n", "must be lower-case"),
    "a class as target": (
        HOOK + "def mediaeval_revisers():\n    yield Reviser('x', int)\n",
        "'package.module:attribute'",
    ),
    "hook raises": (
        HOOK + "def mediaeval_revisers():\n    yield Reviser()\n",
        "missing 2 required positional arguments",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_plugin_is_listed_with_its_reason_and_disturbs_nobody(
    distribution: Make, reviser_source: Source, case: str
) -> None:
    source, reason = BROKEN[case]
    distribution("mediaeval-broken", source, entry="mine")
    distribution("mediaeval-sound", reviser_source("sound"))
    plugins = get_plugins()
    (broken,) = plugins.failed
    assert broken.name == "mediaeval-broken:mine"
    assert broken.version == "1.0"
    assert reason in broken.reason
    assert "\n" not in broken.reason
    assert plugins.find(Reviser, "sound").record.summary == "from a test"
    assert plugins.find(Ranker, "top-k")


def test_a_run_that_names_a_broken_plugins_component_is_told_the_reason(distribution: Make) -> None:
    distribution("mediaeval-broken", "import no_such_library\n")
    with pytest.raises(
        PluginError, match=r"mediaeval-broken:plugin did not load: ModuleNotFoundError.*no_such_library"
    ):
        get_plugins().find(Reviser, "anything")


def test_a_target_is_imported_when_it_is_used_and_not_before(distribution: Make) -> None:
    source = (
        HOOK
        + "def mediaeval_revisers():\n    yield Reviser('x', 'no_such_module:Thing')\n    yield Reviser('y', 'json:Thing')\n"
    )
    distribution("mediaeval-lazy", source)
    plugins = get_plugins()
    assert plugins.failed == ()
    with pytest.raises(
        PluginError, match=r"reviser 'x' of mediaeval-lazy 1.0: no_such_module:Thing cannot be imported"
    ):
        plugins.find(Reviser, "x").load()
    with pytest.raises(PluginError, match=r"AttributeError"):
        plugins.find(Reviser, "y").load()


def test_no_plugins_skips_every_distribution_but_our_own(distribution: Make, reviser_source: Source) -> None:
    distribution("mediaeval-one", reviser_source("first"))
    assert {plugin.distribution for plugin in get_plugins(own_only=True).loaded} == {"mediaeval"}


@pytest.mark.parametrize(
    ("chosen", "loaded"),
    [
        ("", set()),
        ("mediaeval_one", {"mediaeval-one"}),
        (" mediaeval-one , mediaeval-two,", {"mediaeval-one", "mediaeval-two"}),
    ],
)
def test_the_environment_selects_distributions(
    distribution: Make, reviser_source: Source, monkeypatch: pytest.MonkeyPatch, chosen: str, loaded: set[str]
) -> None:
    distribution("mediaeval-one", reviser_source("first"))
    distribution("mediaeval-two", reviser_source("second"))
    monkeypatch.setenv("MEDIAEVAL_PLUGINS", chosen)
    plugins = get_plugins()
    assert {plugin.distribution for plugin in plugins.loaded} == {"mediaeval", *loaded}
    assert plugins.failed == ()


def test_a_distribution_selected_but_not_installed_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAEVAL_PLUGINS", "mediaeval-absent,mediaeval")
    (absent,) = get_plugins().failed
    assert absent.name == "mediaeval-absent"
    assert "$MEDIAEVAL_PLUGINS names it" in absent.reason


def test_a_trace_tells_what_each_plugin_is_asked(
    distribution: Make, reviser_source: Source, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution("mediaeval-one", reviser_source("first"))
    distribution("mediaeval-two", "import no_such_library\n")
    get_plugins()
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("MEDIAEVAL_TRACE", "1")
    get_plugins.cache_clear()
    get_plugins()
    trace = capsys.readouterr().err.splitlines()
    assert "trace: mediaeval-one:plugin: mediaeval_revisers() -> first" in trace
    assert "trace: mediaeval:ranking: mediaeval_rankers() -> top-k, faiss" in trace
    assert "trace: mediaeval-two:plugin: failed: No module named 'no_such_library'" in trace


def test_a_loose_file_is_a_plugin_known_by_its_digest(tmp_path: Path, reviser_source: Source) -> None:
    path = tmp_path / "my idea-2.py"
    path.write_text(reviser_source("idea"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    found = get_plugins((str(path),)).find(Reviser, "idea")
    assert (found.plugin.distribution, found.plugin.version, found.plugin.digest) == (
        "my idea-2.py",
        digest[:12],
        digest,
    )
    assert found.load()().apply("scores", None) == "scores"
    path.write_text(reviser_source("other"))
    get_plugins.cache_clear()
    assert get_plugins((str(path),)).find(Reviser, "other").plugin.digest != digest


def test_a_manifest_records_the_digest_of_a_loose_file(
    program: Callable[..., Any], tmp_path: Path, colour_run: Path, colour_folder: Path, colour_plugin: Path
) -> None:
    done = program("run", colour_run, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    (manifest,) = (tmp_path / "out").glob("*/colour.json")
    assert hashlib.sha256(colour_plugin.read_bytes()).hexdigest() in manifest.read_text()


def test_one_loose_file_named_twice_does_not_clash_with_itself(tmp_path: Path, reviser_source: Source) -> None:
    path = tmp_path / "idea.py"
    path.write_text(reviser_source("idea"))
    twice = (str(path), str(tmp_path / ".." / tmp_path.name / "idea.py"))
    assert get_plugins(twice).find(Reviser, "idea")


def test_two_loose_files_that_claim_one_name_clash(tmp_path: Path, reviser_source: Source) -> None:
    files = [tmp_path / "a" / "idea.py", tmp_path / "b" / "idea.py"]
    for file in files:
        file.parent.mkdir()
        file.write_text(reviser_source("idea"))
    plugins = get_plugins(tuple(map(str, files)))
    with pytest.raises(PluginError, match=r"claimed by"):
        plugins.find(Reviser, "idea")
    assert plugins.find(Reviser, f"{files[1]}:idea").plugin.name == str(files[1])


def test_a_loose_file_that_breaks_is_listed_and_one_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "breaking.py"
    path.write_text("1 / 0\n")
    (failed,) = get_plugins((str(path),)).failed
    assert failed.reason == "ZeroDivisionError: division by zero"
    assert not any(name.startswith("mediaeval_file_breaking") for name in sys.modules)
    with pytest.raises(PluginError, match=r"no.py: the plugin file cannot be read"):
        get_plugins((str(tmp_path / "no.py"),))


def test_unknown_names_are_answered_with_the_nearest(distribution: Make) -> None:
    with pytest.raises(PluginError, match=r"'vit-h14' is not an encoder; did you mean 'vit-h-14'"):
        get_plugins().find(Encoder, "vit-h14")
    with pytest.raises(PluginError, match=r"'dual-sofmax' is not the name of a component; did you mean 'dual-softmax'"):
        get_plugins().search("dual-sofmax")


def test_a_plugins_command_joins_the_program_and_a_broken_one_leaves_it_alone(distribution: Make) -> None:
    source = (
        "import click\nfrom mediaeval import Command, hookimpl\n"
        "@click.command()\ndef hello():\n    click.echo('hello from afar')\n"
        "@hookimpl\ndef mediaeval_commands():\n    yield Command('hello', f'{__name__}:hello', summary='Greet.')\n"
        "    yield Command('run', f'{__name__}:hello', summary='Take over.')\n"
    )
    site = distribution("mediaeval-hello", source)
    distribution("mediaeval-broken", "1 / 0\n")
    assert get_plugins().find(Command, "hello")

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = f"import sys; sys.path.insert(0, {str(site)!r}); from mediaeval.cli import main; main()"
        return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)

    assert call("hello").stdout == "hello from afar\n"
    told = call("--help").stdout
    assert "Greet." in told
    assert "Take over." not in told
    assert "Greet." not in call("--no-plugins", "--help").stdout


def test_every_kind_has_a_hook() -> None:
    assert list(KINDS) == ["encoder", "augmenter", "reviser", "aggregator", "ranker", "edition", "corpus", "command"]
