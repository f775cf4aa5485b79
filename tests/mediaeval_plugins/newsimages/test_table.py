import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediaeval import DataError
from mediaeval_plugins.newsimages.table import read_header, read_table


@pytest.fixture
def table(tmp_path):
    def from_text(text, name="table.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table(path)

    return from_text


def test_quotes_in_tab_tables_are_letters(table):
    read = table('aid\ttitle\n1\t"Quoted" and "open\n2\t"\n3\t""\n')
    assert [row.text("title") for row in read.rows] == ['"Quoted" and "open', '"', '""']
    assert [row.line for row in read.rows] == [2, 3, 4]


def test_quotes_in_comma_tables_are_quotes(table):
    read = table('\ufeffarticle_id,article_title\n1,"a, ""b""\nc"\n2,d\n', "t.csv")
    assert [(row.line, row.key("article"), row.text("title")) for row in read.rows] == [
        (2, "1", 'a, "b"\nc'),
        (4, "2", "d"),
    ]
    assert read.notes == ("t.csv: UTF-8 with a byte order mark",)


def test_a_comma_table_with_a_broken_quote_is_refused(table):
    with pytest.raises(DataError, match="line 2: not a comma separated table"):
        table('article_id,title\n1,"open\n2,b\n')


def test_line_ends_and_blanks(table):
    read = table("# article\t aid \t title\r\n 7 \t8\t  kept as it is \r\n\r\n")
    (row,) = read.rows
    assert (row.key("article"), row.key("aid"), row.text("title")) == ("7", "8", "  kept as it is ")
    assert read.columns == ("article", "aid", "title")


def test_a_missing_value_is_written_in_words(table):
    (row,) = table("article_id,image_id,article_title\n1,N/A,N/A\n").rows
    assert (row.key("iid"), row.text("title")) == ("", "N/A")


def test_other_line_separators_stay_in_their_cell(table):
    (row,) = table("aid\ttitle\n1\ta\u2028b\x85c\x0bd\x1ce\n").rows
    assert row.text("title") == "a\u2028b\x85c\x0bd\x1ce"


def test_a_lone_carriage_return_is_refused_with_its_line(table):
    with pytest.raises(DataError, match=r"carriage return inside a line \(1 in all\)[\s\S]*line 3"):
        table("aid\ttitle\n1\ta\n2\tb\rc\n")


def test_all_ragged_rows_are_told_at_once(table):
    with pytest.raises(DataError) as caught:
        table("aid\turl\ttitle\n" + "1\tu\n" * 7 + "2\tu\tt\tmore\n3\tu\tt\n")
    assert "(8 in all)" in caught.value.message
    assert caught.value.details == (
        *(f"line {line}: 2 cells under 3 columns" for line in range(2, 7)),
        "and 3 more, the last in line 9",
    )


def test_trailing_tabs_are_let_pass(table):
    read = table("aid\ttitle\t\n1\ta\t\n2\tb\n3\tc\t\t\t\n")
    assert [row.text("title") for row in read.rows] == ["a", "b", "c"]
    assert read.notes == ()


def test_cells_without_a_name_are_noted(table):
    assert table("aid\t\ttitle\n1\tx\ta\n").notes == ("table.txt: column 2 has cells but no name and is not used",)


def test_blank_rows_are_noted(table):
    read = table("img\tiid\n\t\nu\t5\n")
    assert [row.line for row in read.rows] == [3]
    assert read.notes == ("table.txt: line 2 holds empty cells only and is left out",)


def test_two_columns_of_one_meaning_are_refused(table):
    with pytest.raises(DataError, match=r"columns 1 and 3 \('# article', 'articleID'\) both mean 'article'"):
        table("# article\taid\tarticleID\n")


@pytest.mark.parametrize("text", ["", "\n", "  \n1\t2\n"])
def test_an_empty_first_line_is_refused(table, text):
    with pytest.raises(DataError, match="must name the columns"):
        table(text)


def test_a_missing_column_is_named_with_the_nearest(table):
    with pytest.raises(DataError, match=r"table.txt: no column 'title'; did you mean 'titel'\?"):
        table("aid\ttitel\n1\ta\n").require("title")


def test_the_header_alone(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("image_id, caption \nx,y,z,ragged\n", encoding="utf-8")
    assert read_header(path) == ["image_id", " caption "]


text = st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]))


@given(st.lists(st.tuples(text, text)))
def test_a_comma_table_reads_as_it_was_written(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("round") / "t.csv"
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("title", "text"), *rows])
    path.write_bytes(buffer.getvalue().encode())
    read = [(row.text("title"), row.text("text")) for row in read_table(path).rows]
    assert read == [row for row in rows if "".join(row).strip()]
