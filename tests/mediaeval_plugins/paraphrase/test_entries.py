"""JSON lines, CSV and TSV, well formed and not."""

from __future__ import annotations

import pytest

from mediaeval import DataError
from mediaeval_plugins.paraphrase.entries import Entry, read_entries


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


GOOD = {
    "lists.jsonl": '{"id": "1", "paraphrases": ["a", "b"]}\n\n{"id": "2", "paraphrases": []}\n',
    "single.ndjson": '{"article": "1", "paraphrase": "a"}\r\n{"aid": 1, "paraphrase": "b"}\r\n'
    '{"key": "2", "paraphrases": []}',
    "rows.csv": 'id,paraphrase\n1,a\n1,b\n\n2,""\n',
    "columns.csv": "\ufeffNote,ID,paraphrase_1,Paraphrase 2\nx,1,a,b\ny,2,,\n",
    "tabs.tsv": "paraphrases\taid\na\t1\nb\t1\n\t2\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_every_form_says_the_same(tmp_path, name):
    said: dict[str, list[str]] = {}
    for entry in read_entries(written(tmp_path, name, GOOD[name])):
        said.setdefault(entry.article, []).extend(text for text in entry.texts if text)
    assert said == {"1": ["a", "b"], "2": []}


def test_texts_keep_delimiters_quotes_and_line_ends_of_unicode(tmp_path):
    text = 'one, "two"\u2028three 🔥'
    as_csv = written(tmp_path, "a.csv", 'id,paraphrase\n1,"one, ""two""\u2028three 🔥"\n')
    as_json = written(tmp_path, "a.jsonl", '{"id": "1", "paraphrase": "one, \\"two\\"\u2028three 🔥"}\n')
    assert list(read_entries(as_csv)) == list(read_entries(as_json)) == [Entry("1", (text,))]


BAD = [
    ("a.jsonl", '{"id": "1", "paraphrase": "a"}\n{"id": \n', "line 2: is not JSON"),
    ("a.jsonl", '["1", "a"]\n', "line 1: is a list, not an object"),
    ("a.jsonl", "[" * 100_000 + "\n", "line 1: is not JSON"),
    ("a.jsonl", '\n{"title": "x", "paraphrase": "a"}\n', "line 2: has no article id"),
    ("a.jsonl", '{"id": null, "paraphrase": "a"}\n', "line 1: 'id' must be a string, not null"),
    ("a.jsonl", '{"id": true, "paraphrase": "a"}\n', "line 1: 'id' must be a string, not a boolean"),
    ("a.jsonl", '{"id": "1", "paraphrased": "a"}\n', "line 1: has neither 'paraphrases' nor 'paraphrase'"),
    ("a.jsonl", '{"id": "1", "paraphrases": "a"}\n', "line 1: 'paraphrases' must be a list of strings, and a string"),
    (
        "a.jsonl",
        '{"id": "1", "paraphrases": ["a", 7]}\n',
        "line 1: 'paraphrases' must be a list of strings, and a number",
    ),
    ("a.jsonl", '{"id": "1", "paraphrase": ["a"]}\n', "line 1: 'paraphrase' must be a string, not a list"),
    (
        "a.jsonl",
        b'{"id": "1", "paraphrase": "a"}\n{"id": "2", "paraphrase": "\xfc"}\n',
        "line 2: is not UTF-8 (byte 0xfc)",
    ),
    ("a.jsonl", "\n", "holds no paraphrase"),
    ("a.csv", "", "line 1: no column is called 'id', 'article', 'aid' or 'key'; columns: none"),
    ("a.csv", "name,paraphrase\n1,a\n", "line 1: no column is called 'id'"),
    ("a.csv", "id,text\n1,a\n", "line 2: no column is called 'paraphrase'; columns: 'id', 'text'"),
    ("a.csv", "id,paraphrase\n1,a\n2,b,c\n", "line 3: has 3 cells where the header has 2"),
    ("a.csv", 'id,paraphrase\n1,"a\n', "unexpected end of data"),
    ("a.csv", "id,paraphrase\n", "holds no paraphrase"),
    ("a.json", "[]", "did you mean"),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD)
def test_bad_file_is_refused_with_its_place(tmp_path, name, content, message):
    path = written(tmp_path, name, content)
    with pytest.raises(DataError) as caught:
        list(read_entries(path))
    assert str(path) in caught.value.message
    assert message in caught.value.message


def test_missing_file(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        list(read_entries(tmp_path / "none.jsonl"))
