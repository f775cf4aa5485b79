"""How the things, places and lights of a scene are called, in English and in German."""

from __future__ import annotations

__all__ = ["COLOURS_DE", "COUNTS", "COUNTS_DE", "FAMILY_WORDS", "KINDS_DE", "KIND_WORDS", "LIGHTS", "LIGHTS_DE", "PLACES", "PLACES_DE"]  # fmt: skip

Words = tuple[tuple[str, str], ...]
"""Singular and plural of each synonym."""


def _words(text: str) -> Words:
    """``"ship ships, vessel vessels"`` as pairs; an underscore stands for a blank."""
    pairs = (pair.split() for pair in text.split(","))
    return tuple((one.replace("_", " "), many.replace("_", " ")) for one, many in pairs)


KIND_WORDS: dict[str, Words] = {
    "ship": _words("ship ships, freighter freighters, cargo_vessel cargo_vessels"),
    "sailboat": _words("sailboat sailboats, yacht yachts, sailing_boat sailing_boats"),
    "whale": _words("whale whales, humpback humpbacks"),
    "lighthouse": _words("lighthouse lighthouses, beacon_tower beacon_towers"),
    "car": _words("car cars, automobile automobiles"),
    "bus": _words("bus buses, coach coaches"),
    "lorry": _words("lorry lorries, truck trucks"),
    "train": _words("train trains, express_train express_trains"),
    "tractor": _words("tractor tractors, farm_tractor farm_tractors"),
    "bicycle": _words("bicycle bicycles, bike bikes"),
    "plane": _words("plane planes, airliner airliners, jet jets"),
    "helicopter": _words("helicopter helicopters, chopper choppers"),
    "balloon": _words("hot-air_balloon hot-air_balloons, balloon balloons"),
    "rocket": _words("rocket rockets, launcher launchers"),
    "bird": _words("bird birds, gull gulls"),
    "house": _words("house houses, cottage cottages, home homes"),
    "church": _words("church churches, chapel chapels"),
    "factory": _words("factory factories, plant plants"),
    "tent": _words("tent tents, camp_tent camp_tents"),
    "turbine": _words("wind_turbine wind_turbines, windmill windmills"),
    "crane": _words("crane cranes, tower_crane tower_cranes"),
    "horse": _words("horse horses, stallion stallions"),
    "cow": _words("cow cows, heifer cattle"),
    "sheep": _words("sheep sheep, lamb lambs"),
    "dog": _words("dog dogs, hound hounds"),
    "tree": _words("tree trees, oak oaks"),
    "flower": _words("flower flowers, blossom blossoms"),
    "fire": _words("fire fires, blaze blazes"),
    "person": _words("man people, bystander bystanders, visitor visitors"),
    "flag": _words("flag flags, banner banners"),
    "umbrella": _words("umbrella umbrellas, parasol parasols"),
    "ball": _words("ball balls, football footballs"),
    "trophy": _words("trophy trophies, cup cups"),
    "statue": _words("statue statues, monument monuments"),
}

FAMILY_WORDS: dict[str, Words] = {
    "vessel": _words("vessel vessels, boat boats"),
    "animal": _words("animal animals, creature creatures"),
    "building": _words("building buildings, landmark landmarks"),
    "vehicle": _words("vehicle vehicles"),
    "aircraft": _words("aircraft aircraft, flying_machine flying_machines"),
    "object": _words("object objects, sight sights"),
    "fire": _words("inferno infernos, flames flames"),
    "people": _words("onlooker onlookers, local locals"),
}

COUNTS = {1: ("lone", "single", "solitary"), 2: ("two", "pair of"), 3: ("three", "trio of"), 5: ("five", "fleet of")}

PLACES: dict[str, tuple[str, ...]] = {
    "sea": ("at sea", "off the coast", "in open water"),
    "harbour": ("in the harbour", "at the docks", "by the quay"),
    "city": ("in the city", "downtown", "in the capital's centre"),
    "road": ("on the motorway", "on a country road", "by the roadside"),
    "field": ("in a field", "on farmland", "in the meadows"),
    "forest": ("in the forest", "in the woods", "among the pines"),
    "mountain": ("in the mountains", "below the peaks", "in the alpine valley"),
    "desert": ("in the desert", "among the dunes", "on desert sand"),
    "snow": ("in the snow", "on the snowfields", "in the frozen north"),
    "airport": ("at the airport", "on the runway", "at the terminal"),
    "stadium": ("at the stadium", "in the arena", "on the pitch"),
}

LIGHTS: dict[str, tuple[str, ...]] = {
    "day": ("in bright sunshine", "under blue skies", "on a sunny day"),
    "dusk": ("at sunset", "at dusk", "in evening light"),
    "night": ("at night", "after dark", "under the moon"),
    "rain": ("in heavy rain", "during a downpour", "as rain sets in"),
    "fog": ("in thick fog", "in dense mist", "as fog rolls in"),
    "storm": ("as lightning strikes", "in a thunderstorm", "as the storm hits"),
}

KINDS_DE: dict[str, tuple[str, str]] = {
    "ship": ("Schiff", "Schiffe"), "sailboat": ("Segelboot", "Segelboote"), "whale": ("Wal", "Wale"),
    "lighthouse": ("Leuchtturm", "Leuchttürme"), "car": ("Auto", "Autos"), "bus": ("Bus", "Busse"), "lorry": ("Lastwagen", "Lastwagen"),
    "train": ("Zug", "Züge"), "tractor": ("Traktor", "Traktoren"), "bicycle": ("Fahrrad", "Fahrräder"),
    "plane": ("Flugzeug", "Flugzeuge"), "helicopter": ("Hubschrauber", "Hubschrauber"), "balloon": ("Heißluftballon", "Ballone"),
    "rocket": ("Rakete", "Raketen"), "bird": ("Vogel", "Vögel"), "house": ("Haus", "Häuser"), "church": ("Kirche", "Kirchen"),
    "factory": ("Fabrik", "Fabriken"), "tent": ("Zelt", "Zelte"), "turbine": ("Windrad", "Windräder"), "crane": ("Kran", "Kräne"),
    "horse": ("Pferd", "Pferde"), "cow": ("Kuh", "Kühe"), "sheep": ("Schaf", "Schafe"), "dog": ("Hund", "Hunde"),
    "tree": ("Baum", "Bäume"), "flower": ("Blume", "Blumen"), "fire": ("Feuer", "Feuer"), "person": ("Passant", "Passanten"),
    "flag": ("Flagge", "Flaggen"), "umbrella": ("Regenschirm", "Regenschirme"), "ball": ("Ball", "Bälle"),
    "trophy": ("Pokal", "Pokale"), "statue": ("Statue", "Statuen"),
}  # fmt: skip

COLOURS_DE = {
    "red": "Rot", "blue": "Blau", "green": "Grün", "yellow": "Gelb", "white": "Weiß", "black": "Schwarz", "orange": "Orange", "purple": "Lila",
    "grey": "Grau", "brown": "Braun", "pink": "Rosa",
}  # fmt: skip

COUNTS_DE = {1: "Einsam:", 2: "Zwei", 3: "Drei", 5: "Fünf"}

PLACES_DE = {
    "sea": "vor der Küste", "harbour": "im Hafen", "city": "in der Innenstadt", "road": "auf der Landstraße", "field": "auf dem Feld",
    "forest": "im Wald", "mountain": "in den Bergen", "desert": "in der Wüste", "snow": "im Schnee", "airport": "am Flughafen",
    "stadium": "im Stadion",
}  # fmt: skip

LIGHTS_DE = {
    "day": "bei strahlendem Wetter", "dusk": "bei Sonnenuntergang", "night": "in der Nacht", "rain": "bei Dauerregen",
    "fog": "im dichten Nebel", "storm": "während eines Gewitters",
}  # fmt: skip
