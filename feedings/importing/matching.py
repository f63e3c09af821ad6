"""Which animal a label of the sheet means: by name, or by the colour of its collar. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import words
from .layout import Labelled

LONGEST_NAME = 60


@dataclass(frozen=True)
class Candidate:
    """An animal that the sheet may be about."""

    pk: int
    name: str
    collar: str = ""


def colour_of(text: str) -> str:
    """The collar that a text names: "pink", "Pink girl", "rosa Halsband"; empty where none is."""
    beside = words.BESIDE_A_COLOUR
    tokens = [token for token in words.plain(text).split() if token not in beside]
    phrase = " ".join(tokens)
    return words.COLLARS.get(phrase, "")


def collar_of(animal: Labelled) -> str:
    return colour_of(animal.collar) or colour_of(animal.label)


def sex_of(animal: Labelled) -> str:
    """female, male or unknown, from the sheet's own words."""
    if animal.sex:
        return animal.sex
    tokens = words.plain(animal.label).split()[1:]
    found = {words.SEXES[token] for token in tokens if token in words.SEXES}
    return found.pop() if len(found) == 1 else "unknown"


def new_name(animal: Labelled, young: str) -> str:
    """What an animal is called that comes in with the sheet: Pink, Clover, Kitten 1."""
    label = " ".join(animal.label.split())
    if label.lstrip("#").strip().isdigit():
        label = f"{young} {label.lstrip('#').strip()}"
    elif label and not any(char.isalpha() for char in label):
        label = f"{young} {label}"
    return (label[:1].upper() + label[1:])[:LONGEST_NAME].strip() or young.capitalize()


def match(
    animals: Sequence[Labelled], candidates: Sequence[Candidate], *, young: str
) -> dict[str, int]:
    """By label key: the one known animal it means. Nobody is matched twice, or on a doubt."""
    from_key: dict[str, int] = {}
    for means in (_means_by_name, _means_by_collar):
        for animal in animals:
            key = words.plain(animal.label) or animal.label.strip()
            if key in from_key:
                continue
            found = [
                c for c in candidates if c.pk not in from_key.values() and means(animal, c, young)
            ]
            if len(found) == 1:
                from_key[key] = found[0].pk
    return from_key


def _means_by_name(animal: Labelled, candidate: Candidate, young: str) -> bool:
    name = words.plain(candidate.name)
    label = words.plain(animal.label)
    if name in (label, words.plain(new_name(animal, young))):
        return True
    rest = [token for token in label.split() if token not in name.split()]
    beside = words.BESIDE_A_COLOUR | words.COLLARS.keys()
    return bool(rest) and set(name.split()) <= set(label.split()) and set(rest) <= beside


def _means_by_collar(animal: Labelled, candidate: Candidate, young: str) -> bool:
    """A label that is nothing but a colour; a name beside another name is another animal."""
    colour = colour_of(animal.label)
    return bool(colour) and colour == candidate.collar
