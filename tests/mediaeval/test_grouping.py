from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mediaeval.grouping import joined


def test_groups_that_share_an_item_are_one_and_order_is_kept() -> None:
    assert joined("abcdef", [["e", "c"], ["a", "f"], ["c", "b"]]) == [["a", "f"], ["b", "c", "e"], ["d"]]
    assert joined([], []) == []


@settings(deadline=None)  # the first call imports scipy's graphs
@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=4), max_size=20))
def test_they_are_the_components_of_the_graph(groups: list[list[int]]) -> None:
    pairs = [(group[0], other) for group in groups for other in group]
    rows, columns = ([pair[side] for pair in pairs] for side in (0, 1))
    graph = coo_array(([1] * len(pairs), (rows, columns)), shape=(31, 31))
    _, labels = connected_components(graph, directed=False)
    theirs = {frozenset(n for n in range(31) if labels[n] == label) for label in set(labels)}
    assert {frozenset(group) for group in joined(range(31), groups)} == theirs
