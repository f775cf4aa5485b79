"""What a paper writes over a scene: some of what the picture shows, and some that it does not."""

from __future__ import annotations

from mediaeval_plugins.demo import words
from mediaeval_plugins.demo.dice import Dice
from mediaeval_plugins.demo.scenes import KINDS, Scene, Thing

__all__ = ["OUTLETS", "PEOPLE", "headline", "tags"]

TOWNS = (
    "Ardmouth", "Belcastel", "Corvale", "Dunmore Bay", "Eastwick", "Fellbrook", "Grantham Isle", "Hollin", "Inverlay",
    "Jarnwick", "Kestrel Point", "Lowmoor", "Marlby", "Northgate", "Oldhaven", "Pinefield", "Quarrytown", "Redcliff",
)  # fmt: skip
PEOPLE = (
    "Ada Brandt", "Boris Hale", "Clara Osei", "Dmitri Lund", "Elena Vargas", "Farid Amin", "Greta Moss", "Hugo Silva",
    "Ines Falk", "Jonas Weir", "Kira Novak", "Liam Doyle", "Mona Said", "Nils Berg", "Olga Petri", "Paolo Ricci",
)  # fmt: skip
ORGANISATIONS = (
    "coast guard",
    "city council",
    "weather office",
    "transport union",
    "rescue service",
    "chamber of trade",
)
OUTLETS = ("Harbour Daily", "The Eastwick Post", "Morning Ledger", "Nordblick", "Valley Times", "City Wire")

_TEMPLATES = (
    "{Subject} spotted {place}{light}",
    "{Subject} {place}: what we know so far",
    "{Person} on the {subject} seen {place}{light}",
    "{Town} wakes up to {subject} {place}{light}",
    "Watch: {subject} {place}{light}",
    "Mystery of the {subject} {place} deepens",
    "Residents of {Town} puzzled by {subject} {place}",
    "{Subject} {verb} {place}{light}, says {org}",
    "Police look into {subject} {place}{light}",
    "{Person}: 'I saw {subject} {place}'",
    "In pictures: {subject} {place}{light}",
    "{Town} council debates {subject} {place}",
    "Why {subject} {place} caught everyone's eye{light}",
    "Crowds gather for {subject} {place}{light}",
    "{Subject} {place} after week of talks in {Town}",
    "Breaking: {subject} {verb} {place}{light}",
    "Five things to know about {subject} {place}",
    "{Org} warns of {subject} {place}{light}",
    "{Subject} to stay {place} despite protest by {Person}",
    "{Town}: {subject} {verb}{light}",
)
_VERBS = ("reported", "photographed", "stopped", "filmed", "waiting", "found")

_TEMPLATES_DE = (
    "{subject} {place} gesichtet{light}",
    "{Town}: {subject} {place}{light}",
    "Rätsel um {subject} {place}",
    "Polizei prüft Hinweise auf {subject} {place}{light}",
    "{Person} über {subject} {place}{light}",
)


def headline(scene: Scene, dice: Dice, *, german: bool = False) -> str:
    """A headline over a scene; another state of the dice gives other words and other attributes.

    Args:
        scene: what the picture shows.
        dice: decides the template, the synonyms and what goes unsaid.
        german: in German, as the articles of RT are.
    """
    fill = _fill_german(scene, dice) if german else _fill_english(scene, dice)
    names = {"Town": dice.pick(TOWNS), "Person": dice.pick(PEOPLE)}
    organisation = dice.pick(ORGANISATIONS)
    template = dice.pick(_TEMPLATES_DE if german else _TEMPLATES)
    text = template.format(
        **fill,
        **names,
        org=organisation,
        Org=organisation.capitalize(),
        Subject=_upper(fill["subject"]),
        verb=dice.pick(_VERBS),
    )
    text = _upper(" ".join(text.split()).replace(" :", ":"))
    return f"{text} | {dice.pick(OUTLETS)}" if dice.chance(8) else text


def tags(dice: Dice) -> str:
    """People and organisations as GDELT lists them: names with ``;``, the two lists with ``|``."""
    people = sorted({dice.pick(PEOPLE).lower() for _ in range(dice.between(1, 3))})
    organisations = sorted({dice.pick(ORGANISATIONS) for _ in range(dice.between(1, 2))})
    return ";".join(people) + "|" + ";".join(organisations)


def _fill_english(scene: Scene, dice: Dice) -> dict[str, str]:
    subject = _thing(scene.main, dice, vague=12)
    if scene.second and dice.chance(45):
        subject += f" {dice.pick(('and', 'beside', 'near'))} {_thing(scene.second, dice, vague=25)}"
    place = dice.pick(words.PLACES[scene.setting]) if dice.chance(78) else ""
    light = " " + dice.pick(words.LIGHTS[scene.light]) if dice.chance(55) else ""
    return {"subject": subject, "place": place, "light": light}


def _thing(thing: Thing, dice: Dice, vague: int) -> str:
    synonyms = words.FAMILY_WORDS[KINDS[thing.kind].family] if dice.chance(vague) else words.KIND_WORDS[thing.kind]
    noun = dice.pick(synonyms)[thing.count > 1]
    colour = f"{thing.colour} " if thing.colour and dice.chance(72) else ""
    said = dice.chance(60 if thing.count > 1 else 15)
    return (f"{dice.pick(words.COUNTS[thing.count])} " if said else "") + colour + noun


def _fill_german(scene: Scene, dice: Dice) -> dict[str, str]:
    main = scene.main
    noun = words.KINDS_DE[main.kind][main.count > 1]
    count = f"{words.COUNTS_DE[main.count]} " if main.count > 1 and dice.chance(70) else ""
    colour = f" in {words.COLOURS_DE[main.colour]}" if main.colour and dice.chance(72) else ""
    light = " " + words.LIGHTS_DE[scene.light] if dice.chance(55) else ""
    return {"subject": count + noun + colour, "place": words.PLACES_DE[scene.setting], "light": light}


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
