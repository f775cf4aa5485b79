"""Titles a second: paraphrasing in batches sorted by length, against ``generate`` called for one title at a time.

    python benchmarks/paraphrase.py [--pairs N] [--titles FILE] [--checkpoint FOLDER] [--device DEVICE]

Both load the same checkpoint (a real T5; see title_model.py), use the same prompt and settings, and must write the same
texts. Prints medians over pairs, one of each in turns, so that a noisy machine is noisy to both.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mediaeval_plugins.paraphrase.decoding import Decoding
from mediaeval_plugins.paraphrase.seq2seq import Seq2Seq

TITLES = """\
Wildfire near Athens forces thousands to leave their homes
Central bank raises interest rates by 0.5 percent
Storm hits coast
Scientists find 3 new species of frogs in Madagascar
New bridge over the river Elbe opens to traffic
City council votes to close two of five public swimming pools next year because of rising energy costs
Police arrest two men after break-in at jeweller's
Why the price of olive oil has doubled since last summer
Parliament passes budget after all-night debate
Museum returns bronze statues to Nigeria more than a century after they were taken
Train drivers call for 48-hour strike on Thursday
Football: Late goal sends underdogs into semi-final
Heavy rain floods cellars
How a small town in Portugal became home to Europe's largest solar park
Astronauts repair leak on space station during six-hour spacewalk
Court rules that the company must pay 40 million euros in back taxes
Farmers block motorway in protest at fuel duty
Volcano erupts on Iceland's Reykjanes peninsula for the fourth time this year
School reopens after flood
Researchers warn of microplastics in mountain lakes
Airline cancels 120 flights as cabin crew walk out
What the new rent cap means for tenants and landlords
Two sisters win the national spelling contest
Ferry runs aground off the west coast, all 230 passengers safe
Government plans to phase out coal-fired power stations five years earlier than agreed
Fire destroys historic theatre
Voters in three regions go to the polls on Sunday
Study: Coffee drinkers live longer
Shipyard lays off a third of its workers after a large order is cancelled
Mayor resigns over spending on a new town hall
Wolves return to the valley after a hundred years
Tennis: Teenager beats the world number one in straight sets
Pharmacies run short of antibiotics as winter begins
Night trains between Vienna and Paris are back
How climate change is altering the taste of wine
Drone footage shows extent of damage after earthquake
Supermarket chain recalls frozen spinach
Engineers test a robot that picks strawberries without bruising them
Why young people are leaving the islands
Thousands march for peace in the capital
Power cut leaves 30,000 households in the dark for six hours
Painting found in an attic sells for 2 million at auction
Bus drivers win pay rise
New vaccine against malaria shows promise in a large trial
Opposition calls for inquiry into the collapse of a railway bridge
Hikers rescued from glacier after two nights in the cold
Football: Champions out of the cup after penalties
""".splitlines()
"""Headlines of the lengths that news sites write."""


def one_at_a_time(folder: Path, decoding: Decoding, device: str) -> Callable[[list[str]], list[list[str]]]:
    """As a first script does it."""
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSeq2SeqLM.from_pretrained(folder).eval().to(device)

    @torch.inference_mode()
    def paraphrase(titles: list[str]) -> list[list[str]]:
        texts = []
        for title in titles:
            encoded = tokenizer(title, return_tensors="pt", truncation=True, max_length=decoding.max_input_tokens)
            tokens = model.generate(
                input_ids=encoded["input_ids"].to(device),
                attention_mask=encoded["attention_mask"].to(device),
                num_beams=decoding.beams,
                num_return_sequences=decoding.candidates,
                max_new_tokens=decoding.max_new_tokens,
                no_repeat_ngram_size=decoding.no_repeat_ngram_size,
                repetition_penalty=decoding.repetition_penalty,
            )
            texts.append([text.strip() for text in tokenizer.batch_decode(tokens, skip_special_tokens=True)])
        return texts

    return paraphrase


def in_batches(
    folder: Path, decoding: Decoding, device: str, batch_size: int
) -> Callable[[list[str]], list[list[str]]]:
    """As the augmenter does it, without its store."""
    model = Seq2Seq(folder, device=device, batch_size=batch_size)
    return lambda titles: [[one.text for one in found] for found in model.generate(titles, decoding)]


def measure(folder: Path, arguments: argparse.Namespace) -> None:
    """Time pairs and print medians."""
    decoding = Decoding(beams=arguments.beams, candidates=arguments.beams, no_repeat_ngram_size=2, max_new_tokens=48)
    titles = arguments.titles.read_text(encoding="utf-8").splitlines() if arguments.titles else TITLES
    ways = {
        "one title at a time": one_at_a_time(folder, decoding, arguments.device),
        f"batches of {arguments.batch_size}": in_batches(folder, decoding, arguments.device, arguments.batch_size),
    }
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for pair in range(-1, arguments.pairs):  # the first pair warms up
        texts = []
        for way, paraphrase in ways.items():
            start = time.perf_counter()
            texts.append(paraphrase(titles if pair >= 0 else titles[:2]))
            seconds[way] += [time.perf_counter() - start] if pair >= 0 else []
        if texts[0] != texts[1]:
            raise SystemExit("the two ways wrote different texts")
    for way, taken in seconds.items():
        print(f"{way:24}{len(titles) / statistics.median(taken):8.2f} titles/s")
    slow, fast = seconds.values()
    ratios = [a / b for a, b in zip(slow, fast, strict=True)]
    print(f"ratio                   {statistics.median(ratios):8.2f}   (median of {len(ratios)}; {len(titles)} titles,")
    print(f"                                   {decoding.beams} beams, same texts)")


def main() -> None:
    """Make the checkpoint where none is given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--titles", type=Path, help="one a line")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--beams", type=int, default=5)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    if arguments.checkpoint:
        measure(arguments.checkpoint, arguments)
        return
    from title_model import write_checkpoint

    with tempfile.TemporaryDirectory() as folder:
        write_checkpoint(Path(folder))
        measure(Path(folder), arguments)


if __name__ == "__main__":
    main()
