"""Reasons to refuse a paraphrase, each a small pure function of the title and the candidate.

Precedents for most of them are in the Parrot paraphraser (https://github.com/PrithivirajDamodaran/Parrot_Paraphraser)
and in the practice of cleaning back-translations. They refuse rather too much than too little: a refused candidate
costs a view, a wrong one costs rank.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["FILTERS", "Filter", "Pair", "first_refusal", "normalise"]

_APOSTROPHES: Final = "'\u2019\u02bc"
_MIN_CHARACTERS: Final = 3
_LENGTH_RATIO: Final = (0.5, 2.0)
_NGRAM: Final = 3
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS: Final = re.compile(r",(?=\d{3}(?!\d))")
_NUMBER_WORDS: Final = {
    word: str(number)
    for language in (
        "zero one two three four five six seven eight nine ten eleven twelve",
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for number, word in enumerate(language.split())
}
_SHORTEST_STEM: Final = 4
_STEM_SHARE: Final = 0.75
_WORD: Final = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*")
_SENTENCE_START: Final = re.compile(r"(?:^|[.:!?|\u2013\u2014]\s)[^\w]*$")


@dataclass(frozen=True, slots=True)
class Pair:
    """A title, a candidate to stand beside it, and what stood before the title in the prompt."""

    title: str
    candidate: str
    prefix: str = ""


Filter = Callable[[Pair], bool]
"""Whether the candidate is refused."""


def normalise(text: str) -> str:
    """A text without what does not make a paraphrase: NFKC, case-folded, no punctuation, single spaces.

    Apostrophes vanish (``don't`` is ``dont``), other punctuation parts words; symbols such as ``€`` or an emoji stay.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = (
        "" if char in _APOSTROPHES else " " if unicodedata.category(char).startswith("P") else char for char in folded
    )
    return " ".join("".join(bare).split())


def is_empty(pair: Pair) -> bool:
    """Nothing is left after normalisation."""
    return not normalise(pair.candidate)


def is_identical(pair: Pair) -> bool:
    """The title again, but for case, spacing, punctuation and compatibility forms."""
    return normalise(pair.candidate) == normalise(pair.title)


def is_too_short(pair: Pair) -> bool:
    """Fewer than three characters."""
    return len(normalise(pair.candidate)) < _MIN_CHARACTERS


def is_out_of_length(pair: Pair) -> bool:
    """Less than half or more than twice as many characters as the title, both normalised."""
    low, high = _LENGTH_RATIO
    length, reference = len(normalise(pair.candidate)), len(normalise(pair.title))
    return not low * reference <= length <= high * reference


def echoes_prompt(pair: Pair) -> bool:
    """The words of the prompt stand in the candidate, and not in the title."""
    prompt = normalise(pair.prefix)
    if not prompt:
        return False
    return f" {prompt} " in f" {normalise(pair.candidate)} " and f" {prompt} " not in f" {normalise(pair.title)} "


def repeats_itself(pair: Pair) -> bool:
    """Words follow themselves at once, or three words in a row occur twice, as they do not in the title."""
    return bool(_repetitions(pair.candidate) - _repetitions(pair.title))


def loses_number(pair: Pair) -> bool:
    """A number of the title is gone; ``1,000`` is ``1000``, and up to twelve a word of English or German will do."""
    return bool(_numbers(pair.title) - _numbers(pair.candidate) - _number_words(pair.candidate))


def loses_name(pair: Pair) -> bool:
    """A word that the title capitalises as a name is gone, whatever its case and ending in the candidate."""
    written = {_bare(word).casefold() for word in _words(pair.candidate)}
    names = {name.casefold() for name in _names(pair.title)}
    return any(not any(_is_inflected(name, word) for word in written) for name in names - written)


FILTERS: Final[dict[str, Filter]] = {
    "empty": is_empty,
    "identical": is_identical,
    "too_short": is_too_short,
    "prompt_echo": echoes_prompt,
    "repetition": repeats_itself,
    "length_ratio": is_out_of_length,
    "lost_number": loses_number,
    "lost_name": loses_name,
}
"""In the order in which they are asked; a candidate is counted under the first that refuses it."""


def first_refusal(pair: Pair, filters: Mapping[str, Filter] = FILTERS) -> str | None:
    """The name of the first filter that refuses a candidate, or None when it passes them all."""
    return next((reason for reason, refuses in filters.items() if refuses(pair)), None)


def _repetitions(text: str) -> set[tuple[str, ...]]:
    """Trigrams that occur more than once, and shorter sequences of words that follow themselves at once."""
    words = normalise(text).split()
    at_once = {
        tuple(words[i : i + n])
        for n in range(1, _NGRAM)
        for i in range(len(words) - 2 * n + 1)
        if words[i : i + n] == words[i + n : i + 2 * n]
    }
    trigrams = Counter(tuple(words[i : i + _NGRAM]) for i in range(len(words) - _NGRAM + 1))
    return at_once | {trigram for trigram, count in trigrams.items() if count > 1}


def _numbers(text: str) -> Counter[str]:
    compatible = unicodedata.normalize("NFKC", text)
    return Counter(_THOUSANDS.sub("", number) for number in _NUMBER.findall(compatible))


def _number_words(text: str) -> Counter[str]:
    """Numbers that are written out; headlines write ``5`` where a sentence has ``five``."""
    return Counter(_NUMBER_WORDS[word] for word in normalise(text).split() if word in _NUMBER_WORDS)


def _is_inflected(name: str, word: str) -> bool:
    """Whether two words share a stem: four letters or more, and three quarters of the longer word.

    Any language that inflects by endings is served: ``Berlins`` and ``Москве`` are kept names, while ``Nigeria`` is no
    form of ``Niger``, nor ``Iraq`` of ``Iran``.
    """
    stem = max(_SHORTEST_STEM, math.ceil(_STEM_SHARE * max(len(name), len(word))))
    return len(word) >= stem and name[:stem] == word[:stem]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text))


def _bare(word: str) -> str:
    """A word without the English possessive."""
    return re.sub(rf"[{_APOSTROPHES}]s$", "", word, flags=re.IGNORECASE)


def _names(title: str) -> set[str]:
    """Words that are capitalised for what they are rather than for where they stand.

    Capitals inside a word (``NATO``, ``iPhone``) always mark a name, and a capital in front does unless the word opens
    a sentence or the headline is in title case, that is, capitalises more than half of its words that open none.
    A headline all in capitals marks nothing. Single letters are passed over.
    """
    text = unicodedata.normalize("NFKC", title)
    found = [(match.group(), bool(_SENTENCE_START.search(text[: match.start()]))) for match in _WORD.finditer(text)]
    words = [(_bare(word), opens) for word, opens in found if word[0].isalpha()]
    if text.isupper():
        return set()
    inside = [word for word, opens in words if not opens]
    title_case = 2 * sum(word[0].isupper() for word in inside) > len(inside)
    return {
        word
        for word, opens in words
        if len(word) > 1
        and (any(c.isupper() for c in word[1:]) or (word[0].isupper() and not opens and not title_case))
    }
