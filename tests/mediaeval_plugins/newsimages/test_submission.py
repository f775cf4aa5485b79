import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediaeval import SubmissionError
from mediaeval_plugins.newsimages.submission import tab_lines

cell = st.text(st.characters(exclude_characters="\t\r\n", exclude_categories=["Cs"]), min_size=1)


def test_lines_end_without_a_tab():
    assert b"".join(tab_lines([("https://a/ä", ["X", "Y"])])) == "https://a/ä\tX\tY\n".encode()


def test_a_header_is_as_long_as_the_first_row():
    assert list(tab_lines([("1", ["X", "Y"]), ("2", ["Z"])], header=True)) == [
        b"articleID\tiid1\tiid2\n",
        b"1\tX\tY\n",
        b"2\tZ\n",
    ]


@pytest.mark.parametrize("bad", ["", "a\tb", "a\nb", "a\rb"])
@pytest.mark.parametrize("place", ["key", "image"])
def test_a_cell_that_breaks_the_line_is_refused(bad, place):
    row = (bad, ["X"]) if place == "key" else ("1", ["X", bad])
    with pytest.raises(SubmissionError, match="Row 2, article"):
        list(tab_lines([("0", ["X"]), row]))


@given(st.lists(st.tuples(cell, st.lists(cell))))
def test_any_cells_come_back(rows):
    lines = b"".join(tab_lines(rows)).decode().split("\n")
    assert [(line.split("\t")[0], line.split("\t")[1:]) for line in lines[:-1]] == rows
