"""What an edition writes, the reader understands; what is damaged is named, or refused, and never quietly misread."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediaeval.errors import MediaevalError
from mediaeval.plugins import get_plugins
from mediaeval.records import Edition
from mediaeval.roles import EditionRole
from mediaeval.split import Article, GalleryImage, Split
from mediaeval.splits import find_split
from mediaeval.submissions.reader import read_submission
from mediaeval.submissions.repair import repair
from mediaeval.submissions.score import score
from mediaeval.submissions.validate import format_of

name = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), st.sampled_from('", ;|.jpg')
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() != "")


def editions() -> list[str]:
    return [found.record.name for found in get_plugins().all(Edition)]


@pytest.mark.parametrize("edition", ["2021", "2022", "2023", "2025", "2026", "corpus", "folder"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(name, unique=True, min_size=1, max_size=5), st.lists(name, unique=True, min_size=1, max_size=9), st.data()
)
def test_what_an_edition_writes_is_valid_and_means_the_same(
    edition: str, tmp_path: Path, keys: list[str], images: list[str], data: st.DataObject
) -> None:
    role: EditionRole = get_plugins().find(Edition, edition).load()()
    split = Split(
        "test:split",
        "split",
        tuple(Article(f"id-{n}", {"key": key}, {}) for n, key in enumerate(keys)),
        tuple(GalleryImage(image, Path(f"/p/{n}.png")) for n, image in enumerate(images)),
        submission_keys=("key",),
    )
    rows = [(key, data.draw(st.permutations(images))) for key in keys]
    path = tmp_path / "run.tsv"
    path.write_bytes(b"".join(role.format_submission(rows)))
    read = read_submission(path, split, format_of(role))
    assert read.findings.items == ()
    assert [(line.key, line.images, line.cells, line.scored) for line in read.lines] == [
        (key, listed, listed, f"id-{n}") for n, (key, listed) in enumerate(rows)
    ]


def test_every_built_in_edition_is_among_them() -> None:
    assert set(editions()) - {"demo"} == {"2021", "2022", "2023", "2025", "2026", "corpus", "folder"}


def test_damaged_bytes_never_pass_unseen(real_data: Path, tmp_path: Path) -> None:
    """Flipped, lost and doubled bytes of a published file: refused, or every line that changed is named."""
    dice = random.Random(2021)  # noqa: S311 - a repeatable choice of bytes
    named = find_split("2021", get_plugins(), real_data)
    whole, form = named.read(), format_of(named.edition)
    original = b"".join(
        (real_data / "newsimages2021" / "perturbed" / "plain.tsv").read_bytes().splitlines(keepends=True)[:31]
    )
    listed = {line.split(b"\t")[0].decode() for line in original.splitlines()[1:]}
    split = Split(
        whole.name,
        whole.slug,
        tuple(a for a in whole.articles if a.id in listed),
        whole.images,
        (),
        whole.submission_keys,
    )
    truth = {article: image for article, image in (named.read_truth() or {}).items() if article in listed}
    path = tmp_path / "run.tsv"
    path.write_bytes(original)
    intact = read_submission(path, split, form)
    lists = {line.article: list(line.images) for line in intact.lines}
    assert intact.findings.valid
    refusals: list[str] = []
    named_ = 0
    for _ in range(150):
        data = bytearray(original)
        for _ in range(dice.choice((1, 2, 5))):
            at = dice.randrange(len(data))
            match dice.randrange(3):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    del data[at]
                case _:
                    data.insert(at, dice.choice(b'\t\r\n ,;"\xff0'))
        path.write_bytes(bytes(data))
        try:
            damaged = read_submission(path, split, form)
            mended = repair(damaged, split, form)
            scored = score(damaged, split, truth)
        except MediaevalError as error:
            refusals.append(str(error))
            continue
        assert len(scored.result.articles) == len(split.articles)
        assert len(mended.rows) <= len(damaged.lines)
        changed = {line.article for line in damaged.lines if lists.get(line.article) != list(line.images)}
        if damaged.findings.valid:
            # A digit may turn one known id into another, which no reader can see; nothing else may differ.
            assert all(len(line.images) == 100 for line in damaged.lines)
            assert all(
                sum(a != b for a, b in zip(lists[i], line.images, strict=True)) <= 5
                for line in damaged.lines
                if (i := line.article) in changed
            )
        else:
            named_ += 1
    assert refusals
    assert all(str(path) in refusal for refusal in refusals)
    assert named_ > 0
