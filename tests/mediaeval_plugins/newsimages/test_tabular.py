from dataclasses import replace
from types import MappingProxyType

from mediaeval import SplitName
from mediaeval_plugins.newsimages.layout import stem_layout
from mediaeval_plugins.newsimages.tabular import TabularEdition


def test_an_edition_that_makes_its_data_delegates(tmp_path, write_gdelt):
    """The recipe in the module's docstring."""

    class Made(TabularEdition):
        edition = "demo"
        layouts = MappingProxyType({"demo": stem_layout("Demo")})

        def root(self, data):
            return data / "cache"

        def locate(self, name, data):
            return replace(super().locate(name, data), missing=())

        def read(self, name, data):
            write_gdelt(self.root(data) / "Demo-Dataset", "Demo", truth=True)
            return super().read(name, data)

    edition = Made()
    assert edition.locate(SplitName("demo", "demo"), tmp_path).found
    assert len(edition.read_truth(SplitName("demo", "demo"), tmp_path)) == 6
    split = edition.read(SplitName("demo", "demo"), tmp_path)
    assert (len(split.articles), len(split.images)) == (6, 6)
    assert len(edition.read_truth(SplitName("demo", "demo"), tmp_path)) == 6
    assert len(edition.read_truth(SplitName("demo", "demo", train=True), tmp_path)) == 6
    assert b"".join(edition.format_submission([("u", ["A"])])) == b"u\tA\n"


def test_user_ground_truth_goes_by_any_key(tmp_path, write_gdelt, write):
    class Made(TabularEdition):
        edition = "demo"
        layouts = MappingProxyType({"demo": stem_layout("Demo")})

    write_gdelt(tmp_path, "Demo")
    split = Made().read(SplitName("demo", "demo"), tmp_path)
    path = write(tmp_path / "mine.txt", f"https://news.example/2 0 {3:032X} 1\n")
    assert Made().read_qrels(path, split) == {"20230720081500-2": f"{3:032X}"}
