from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediaeval_plugins.finetune.sampler import plan_epoch


@st.composite
def corpora(draw):
    count = draw(st.integers(1, 120))
    image = draw(st.lists(st.integers(0, draw(st.integers(1, 60))), min_size=count, max_size=count))
    title = draw(st.lists(st.integers(0, draw(st.integers(1, 60))), min_size=count, max_size=count))
    return np.array(image), np.array(title), draw(st.integers(2, 20)), draw(st.integers(0, 3))


@settings(deadline=None)
@given(corpora(), st.booleans())
def test_no_picture_and_no_title_meets_itself_and_no_pair_is_lost(drawn, keep):
    image, title, size, epoch = drawn
    plan = plan_epoch(image, title, size, seed=7, epoch=epoch, keep_remainder=keep)
    for batch in plan.batches:
        assert len(set(image[batch])) == len(set(title[batch])) == len(batch)
        assert len(batch) == size or (keep and 1 < len(batch) < size)
    every = np.concatenate([*plan.batches, plan.left_out]) if plan.batches else plan.left_out
    assert sorted(every.tolist()) == list(range(len(image)))
    again = plan_epoch(image, title, size, seed=7, epoch=epoch, keep_remainder=keep)
    assert [batch.tolist() for batch in again.batches] == [batch.tolist() for batch in plan.batches]


def test_without_repeats_only_the_remainder_is_left():
    numbers = np.arange(100)
    plan = plan_epoch(numbers, numbers, 16, seed=0, epoch=0)
    assert (len(plan.batches), len(plan.left_out)) == (6, 4)
    kept = plan_epoch(numbers, numbers, 16, seed=0, epoch=0, keep_remainder=True)
    assert [len(batch) for batch in kept.batches] == [16] * 6 + [4]
    assert len(kept.left_out) == 0


def test_two_texts_of_every_picture_cost_no_more_than_the_last_batch():
    """The paper's case: pairs wait for another batch, and at the end no more than one batch is left."""
    image = np.tile(np.arange(4800), 2)
    plan = plan_epoch(image, image, 480, seed=3, epoch=0)
    assert len(plan.batches) in {19, 20}
    assert len(plan.left_out) == 9600 - 480 * len(plan.batches)
    kept = plan_epoch(image, image, 480, seed=3, epoch=0, keep_remainder=True)
    assert len(kept.left_out) < 2


def test_each_epoch_and_seed_has_an_order_of_its_own():
    numbers = np.arange(64)
    orders = [
        np.concatenate(plan_epoch(numbers, numbers, 8, seed=seed, epoch=epoch).batches).tolist()
        for seed, epoch in ((0, 0), (0, 1), (1, 0))
    ]
    assert len({tuple(order) for order in orders}) == 3


@pytest.mark.parametrize("keep", [False, True])
def test_one_title_with_every_picture_makes_no_batch(keep):
    plan = plan_epoch(np.arange(10), np.zeros(10, dtype=int), 4, seed=0, epoch=0, keep_remainder=keep)
    assert (list(plan.batches), len(plan.left_out)) == ([], 10)


def test_pairs_are_shuffled_evenly():
    """Each pair is as likely in each batch: means of 400 epochs, far within what chance allows."""
    numbers = np.arange(40)
    place = np.zeros((40, 4))
    for epoch in range(400):
        for at, batch in enumerate(plan_epoch(numbers, numbers, 10, seed=1, epoch=epoch).batches):
            place[batch, at] += 1
    assert np.abs(place / 400 - 0.25).max() < 0.1
