"""How long a keystroke in a report's search takes to show its result, how many rows the page holds, how large it is.

    python benchmarks/report.py [--articles N] [--runs N] [--budget MB] [--keep FOLDER]

Makes a folder of drawn pictures with headlines, ranks it with several runs by the program itself, writes the report,
opens it from disk in Chromium (playwright's own, or the one that $CHROMIUM names), and types. A keystroke lasts from
the change of the text until the frame with its rows is drawn. The peer is the same page with all articles in one table,
as a page without its own paging has them; the two are typed into in turns. A phone is a processor slowed down four
times.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

PLUGIN = '''
import zlib
import numpy as np
from mediaeval import Augmenter, Encoder, hookimpl

def rows(seeds, noise, salt):
    made = []
    for seed in seeds:
        shared = np.random.default_rng(seed).standard_normal(24)
        made.append(shared + noise * np.random.default_rng([seed, salt]).standard_normal(24))
    return np.array(made, dtype=np.float32)

class Planted:
    """A headline's number is drawn into its picture; noise makes them differ."""

    batch_size = 256

    def __init__(self, noise: float = 0.9):
        self.noise = noise

    def fingerprint(self, modality):
        return {"model": "planted", "noise": self.noise}

    def preprocess(self, image):
        return np.asarray(image.convert("L").resize((16, 1), 0), dtype=np.float32)

    def encode_images(self, batch):
        bits = batch.reshape(len(batch), 16) > 127
        return rows([int("".join("01"[int(bit)] for bit in own), 2) for own in bits], self.noise, 1)

    def encode_texts(self, texts):
        return rows([int(text.rsplit(" ", 1)[1]) for text in texts], self.noise, zlib.crc32("".join(texts).encode()))

class Turned:
    """The headline with its words in another order, twice."""

    def augment(self, ids, titles):
        found = []
        for title in titles:
            *words, number = title.split()
            found.append([title, " ".join([*words[2:], *words[:2], number]), " ".join([*words[::-1], number])])
        return found

@hookimpl
def mediaeval_encoders():
    yield Encoder("planted", f"{__name__}:Planted")

@hookimpl
def mediaeval_augmenters():
    yield Augmenter("turned", f"{__name__}:Turned")
'''

WORDS = """
council harbour storm minister fire rescue garden court bridge festival police train school market river
election museum winter protest hospital football climate factory village airport border strike summit
"""

QUERIES = ("storm minister", "fire", "rescue garden 12", "e", "bridge festival river", "zzz", "court 7")

TYPING = """async (query) => {
  const input = document.getElementById("query");
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const times = [];
  const press = async (value) => {
    await frame();
    const start = performance.now();
    input.value = value;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await frame();
    times.push(performance.now() - start);
  };
  for (let end = 1; end <= query.length; end += 1) await press(query.slice(0, end));
  for (let end = query.length - 1; end >= 0; end -= 1) await press(query.slice(0, end));
  return times;
}"""


def main() -> None:
    """Make the report, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--budget", type=float, default=25.0)
    parser.add_argument("--keep", type=Path, help="keep the data, the runs and the report here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        page = folder / "report.html"
        make(folder, page, options.articles, options.runs, options.budget)
        print(f"{options.articles:,} articles, {options.runs} runs: {page.stat().st_size / 1e6:.1f} MB")
        measure(page)


def make(folder: Path, page: Path, articles: int, runs: int, budget: float) -> None:
    """Pictures, headlines, runs and their report."""
    split = folder / "split"
    draw(split, articles)
    (folder / "planted.py").write_text(PLUGIN)
    os.environ["MEDIAEVAL_CACHE"] = str(folder / "cache")
    common = ["--split", f"folder:{split}"]
    for run in range(runs):
        reviser = ("dual-softmax", "csls", "none")[run % 3]
        file = folder / f"run{run + 1}.toml"
        file.write_text(
            f'[encoder]\nname = "planted"\nnoise = {0.6 + 0.15 * run}\n[augmenter]\nname = "turned"\n'
            f'[reviser]\nname = "{reviser}"\n[plugins]\nfiles = ["planted.py"]\n'
        )
        call("run", str(file), *common, "--out", str(folder / "out"))
    call("report", str(folder / "out"), *common, "--budget", str(budget), "-o", str(page))


def draw(split: Path, articles: int) -> None:
    """A folder split: each picture carries its number as light and dark stripes, on a soft ground with some grain."""
    (split / "images").mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(5)
    lines = ["article_id,article_url,article_title,article_tags,image_id,image_url"]
    for number in range(articles):
        bits = np.array([int(bit) for bit in f"{number:016b}"])
        stripes = np.repeat(np.where(bits, 196, 60), 24)[None, :, None]
        ground = np.asarray(Image.fromarray(rng.integers(0, 56, (6, 8, 3), dtype=np.uint8)).resize((384, 256), 3))
        grain = rng.integers(-6, 7, (256, 384, 3))
        Image.fromarray(np.clip(stripes + ground - 28 + grain, 0, 255).astype(np.uint8)).save(
            split / "images" / f"IMG{number:06d}.jpg", quality=85
        )
        words = " ".join(rng.choice(WORDS.split(), rng.integers(5, 12)))
        lines.append(f"{number + 1},https://example.org/{number},{words.capitalize()} {number},,IMG{number:06d},")
    (split / "articles.csv").write_text("\n".join(lines) + "\n")


def call(*arguments: str) -> None:
    """The program, as a user calls it."""
    command = [sys.executable, "-c", "from mediaeval.cli import main; main()", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def measure(page: Path) -> None:
    """Type into the page and into its peer, in turns."""
    from playwright.sync_api import sync_playwright

    peer = page.with_name("peer.html")
    peer.write_text(page.read_text("utf-8").replace("const PAGE = 50;", "const PAGE = 1e9;"), "utf-8")
    path = os.environ.get("CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for slower in (1, 4):
            ours, theirs = (opened(browser, one, slower) for one in (page, peer))
            times: dict[str, list[float]] = {"ours": [], "peer": []}
            for query in QUERIES:
                times["ours"] += ours.evaluate(TYPING, query)
                times["peer"] += theirs.evaluate(TYPING, query)
            medians = {name: statistics.median(own) for name, own in times.items()}
            rows = ours.evaluate("document.querySelectorAll('tr').length")
            print(f"processor slowed down {slower} times, {len(times['ours'])} keystrokes")
            print(f"  a keystroke         {medians['ours']:6.1f} ms (median), {max(times['ours']):6.1f} ms (slowest)")
            print(f"  all rows at once    {medians['peer']:6.1f} ms (median), {max(times['peer']):6.1f} ms (slowest)")
            print(f"  ratio of medians    {medians['peer'] / medians['ours']:6.1f}")
            print(f"  table rows in the document: {rows}")
        browser.close()


def opened(browser: Any, page: Path, slower: int) -> Any:
    """A page opened from disk, with the processor slowed down."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    tab.goto(page.resolve().as_uri())
    return tab


if __name__ == "__main__":
    main()
