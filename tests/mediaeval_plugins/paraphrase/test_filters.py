"""Filters against cases worked out by hand."""

from __future__ import annotations

import pytest

from mediaeval_plugins.paraphrase.filters import FILTERS, Pair, first_refusal, normalise

PASSES = [
    ("Fire destroys 3 houses in Athens", "Blaze ruins 3 homes in Athens"),
    ("Police arrest NATO official", "An official of NATO was arrested by police"),
    ("Bora Bora welcomes tourists", "Tourists are welcome in Bora Bora"),
    ("Trump's tariffs hurt farmers", "Farmers are hurt by the tariffs of Trump"),
    ("iPhone sales fall", "Sales of the iphone drop"),
    ("Budget rises to 1,000 euros", "The budget grows to 1000 euros"),
    ("Пожар уничтожил дом", "Дом сгорел при пожаре"),
    ("Überschwemmung trifft Köln", "Köln von Hochwasser getroffen"),
    ("🔥 Fire in the city", "City on fire 🔥 tonight"),
    ("How to paraphrase well", "Ways to paraphrase text well"),
    ("MAYOR OPENS BRIDGE", "A bridge was opened"),
    ("Mayor Opens The New Bridge", "A new crossing was opened today"),
    ("Fire destroys 3 houses", "Fire destroys three houses"),
    ("Brand zerstört 12 Häuser", "Zwölf Häuser durch Brand zerstört"),
    ("Streit um Haushalt in Berlin", "In Berlins Haushalt gibt es Streit"),
    ("Пожар в Одессе потушен", "Потушен пожар близ Одессы"),
]

REFUSED = [
    ("empty", "Storm hits coast", " ... "),
    ("identical", "Storm hits coast", "  storm — HITS   coast! "),
    ("identical", "Don\u2019t panic", "don't panic"),
    ("identical", "\uff33torm hits coast", "Storm hits coast"),
    ("too_short", "Yes", "no"),
    ("prompt_echo", "Storm hits coast", "Paraphrase: coast hit by storm"),
    ("repetition", "Storm hits coast", "The coast coast is hit by storm"),
    ("repetition", "Storm hits coast", "hit by storm and then hit by storm"),
    ("repetition", "New York storm hits", "storm hits new york new york"),
    ("length_ratio", "Storm hits the southern coast", "A storm hit"),
    ("length_ratio", "Storm hits coast", "A storm has hit the whole length of the coast"),
    ("lost_number", "Fire destroys 3 houses", "Fire destroys four houses"),
    ("lost_number", "3 of 3 houses burn", "Three houses burn down"),
    ("lost_number", "Fire destroys 13 houses", "Fire destroys thirteen houses"),
    ("lost_number", "Inflation at 3.5 percent", "Inflation at 35 percent now"),
    ("lost_number", "From 5 to 5 again", "Again from 5 to none"),
    ("lost_name", "Police arrest NATO official", "An official was arrested by police"),
    ("lost_name", "Talks with Niger go on", "Talks with nigeria continue"),
    ("lost_name", "Talks with Iran go on", "Talks with Iraq continue"),
    ("lost_name", "Fire destroys house in Athens", "House ruined by a fire in Greece"),
    ("lost_name", "Mayor Opens The NYC Bridge", "The mayor opens a city bridge"),
]


@pytest.mark.parametrize(("title", "candidate"), PASSES)
def test_good_paraphrase_passes(title, candidate):
    assert first_refusal(Pair(title, candidate, "paraphrase: ")) is None


@pytest.mark.parametrize(("reason", "title", "candidate"), REFUSED)
def test_bad_paraphrase_is_refused_for_its_reason(reason, title, candidate):
    assert FILTERS[reason](Pair(title, candidate, "paraphrase: "))
    assert first_refusal(Pair(title, candidate, "paraphrase: ")) == reason


def test_every_filter_has_a_case():
    assert {reason for reason, _, _ in REFUSED} == set(FILTERS)


@pytest.mark.parametrize("length", [8, 16, 32])
def test_length_ratio_includes_its_bounds(length):
    assert not FILTERS["length_ratio"](Pair("x" * 16, "y" * length))


@pytest.mark.parametrize("length", [7, 33])
def test_length_ratio_ends_at_its_bounds(length):
    assert FILTERS["length_ratio"](Pair("x" * 16, "y" * length))


def test_without_a_prefix_nothing_echoes_it():
    assert not FILTERS["prompt_echo"](Pair("Storm hits coast", "paraphrase: coast hit by storm", ""))


def test_title_without_letters_refuses_every_candidate():
    assert first_refusal(Pair("?!", "Anything at all")) == "length_ratio"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  A\u00a0b\t C ", "a b c"),
        ("Stra\u00dfe", "strasse"),
        ("twenty-one", "twenty one"),
        ("\ufb01re", "fire"),
        ("\u20ac5 \U0001f525", "\u20ac5 \U0001f525"),
        ("", ""),
    ],
)
def test_normalise(text, normal):
    assert normalise(text) == normal
    assert normalise(normal) == normal
