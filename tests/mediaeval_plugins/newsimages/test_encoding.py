import pytest

from mediaeval import DataError
from mediaeval_plugins.newsimages.encoding import decode_file

GERMAN = "Der Böller traf ihn schwer, sagt „Bild“: die Straße blieb für Stunden gesperrt\n"


@pytest.fixture
def decode(tmp_path):
    def from_bytes(data):
        path = tmp_path / "table.tsv"
        path.write_bytes(data)
        return decode_file(path)

    return from_bytes


def test_utf8_needs_no_note(decode):
    decoded = decode(GERMAN.encode())
    assert (decoded.text, decoded.note) == (GERMAN, "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_obeyed_and_noted(decode, encoding):
    decoded = decode(GERMAN.encode(encoding))
    assert decoded.text == GERMAN
    assert decoded.note.startswith("table.tsv: UTF-")
    assert "byte order mark" in decoded.note


def test_cp1252_is_noted_with_its_first_byte(decode):
    decoded = decode(b"plain\n" + GERMAN.encode("cp1252"))
    assert decoded.text == "plain\n" + GERMAN
    assert decoded.note == "table.tsv: cp1252 (not UTF-8: byte 0xf6 in line 2)"


def test_damaged_utf8_is_not_taken_for_cp1252(decode):
    data = b"plain\n" + GERMAN.encode() * 3
    broken = data.replace(b"schwer", b"schw\xe9r", 1)
    broken.decode("cp1252")  # so that only its look can tell
    with pytest.raises(DataError, match=r"table.tsv, line 2: byte 0xe9 at offset 31 .*it holds UTF-8 sequences"):
        decode(broken)


@pytest.mark.parametrize(("encoding", "text"), [("cp1251", "Новости этого дня"), ("koi8-r", "новости этого дня")])
def test_other_alphabets_are_not_taken_for_cp1252(decode, encoding, text):
    with pytest.raises(DataError, match="accented letters only"):
        decode(text.encode(encoding))


def test_bytes_in_neither_encoding_are_placed(decode):
    with pytest.raises(DataError, match=r"line 3: byte 0x81 at offset 9 is not valid UTF-8; nor cp1252"):
        decode(b"one\ntwo\nt\x81ree\n")


def test_binary_is_not_text(decode):
    with pytest.raises(DataError, match="control characters"):
        decode(b"\x89PNG\x1a\xff\xd8")


def test_nul_is_placed(decode):
    with pytest.raises(DataError, match="line 2: holds a NUL"):
        decode(b"a\tb\n\0\tb\n")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        decode_file(tmp_path)
