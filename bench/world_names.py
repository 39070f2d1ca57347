"""Makes up people of a generated world, and the ways in which newsrooms spell one name.

Two people never share given name and surname, nor have surnames under one given name that differ by a letter or two:
no matcher could tell them apart. The same random state gives the same people.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

# One person's given name as outlets of different languages print it.
_GIVEN = (
    ("Aliaksandr", "Alexander", "Aleksandr", "Oleksandr"),
    ("Siarhei", "Sergei", "Sergey", "Serhiy"),
    ("Mikalai", "Nikolai", "Nikolay", "Mykola"),
    ("Uladzimir", "Vladimir", "Volodymyr"),
    ("Dzmitry", "Dmitry", "Dmitri", "Dmytro"),
    ("Yauhen", "Yevgeny", "Evgeny", "Yevhen"),
    ("Andrei", "Andrey", "Andriy"),
    ("Aliaksei", "Alexei", "Alexey", "Oleksiy"),
    ("Sviatlana", "Svetlana", "Svitlana"),
    ("Volha", "Olga", "Olha"),
    ("Tatsiana", "Tatiana", "Tatyana", "Tetiana"),
    ("Natallia", "Natalia", "Nataliya"),
    ("Katsiaryna", "Ekaterina", "Yekaterina", "Kateryna"),
    ("Hanna", "Anna", "Ganna"),
    ("Mohammed", "Muhammad", "Mohamed", "Mohammad"),
    ("Ahmed", "Ahmad"),
    ("Yousef", "Youssef", "Yusuf"),
    ("Hussein", "Hussain", "Husayn"),
    ("Ibrahim", "Ebrahim"),
    ("Fatima", "Fatma", "Fatimah"),
    ("Khaled", "Khalid"),
    ("Omar", "Umar"),
    ("José", "Jose"),
    ("Jesús", "Jesus"),
    ("María", "Maria"),
    ("Andrés", "Andres"),
    ("Raúl", "Raul"),
    ("François", "Francois"),
    ("Zoë", "Zoe"),
    ("Jürgen", "Jurgen", "Juergen"),
    ("Björn", "Bjorn"),
    ("Łukasz", "Lukasz"),
    ("Katherine", "Catherine"),
    ("Steven", "Stephen"),
    ("Philip", "Phillip"),
    ("Geoffrey", "Jeffrey"),
    ("Thomas",),
    ("Margaret",),
    ("Patrick",),
    ("Helena",),
    ("Victor", "Viktor"),
    ("Oscar", "Oskar"),
    ("Nora",),
    ("Samuel",),
    ("Beatrice",),
    ("Leonard",),
    ("Rosalind",),
    ("Gregory", "Grigory"),
)
_STARTS = ("Bar", "Vel", "Kor", "Dan", "Mel", "Tor", "Zub", "Pol", "Gav", "Rad", "Lis", "Nov", "Hor", "Sav", "Fed")
_MIDDLES = ("an", "ich", "ost", "ub", "ad", "ek", "ol", "uz", "ir", "em", "av", "yn", "ot", "il", "us", "ap")
# One surname's end as it is carried over from one script in several ways.
_ENDS = (
    ("enka", "enko"),
    ("ouski", "ovsky", "ovskiy"),
    ("au", "ov", "off"),
    ("eu", "ev"),
    ("ich", "ych"),
    ("adze",),
    ("son",),
    ("berg",),
    ("illo",),
    ("ani",),
    ("ault",),
    ("wick",),
)
_TITLES = ("President", "Minister", "Dr", "Colonel", "spokesman", "Mayor", "Judge")


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the world; the first spelling of each part is the one in the person's papers."""

    number: int
    given: tuple[str, ...]
    surname: tuple[str, ...]
    born_year: int

    @property
    def name(self) -> str:
        """The name in the person's papers."""
        return f"{self.given[0]} {self.surname[0]}"


def people(chance: random.Random, count: int) -> tuple[Person, ...]:
    """Return that many people; never more than the names allow."""
    pairs = [(given, stem) for given in _GIVEN for stem in _stems()]
    if count > len(pairs):
        raise ValueError(f"{count} people were asked for, and there are names for {len(pairs)}")
    chosen = chance.sample(pairs, count)
    return tuple(
        Person(number, given, tuple(stem + end for end in chance.choice(_ENDS)), chance.randint(1940, 2004))
        for number, (given, stem) in enumerate(chosen)
    )


def printed(chance: random.Random, person: Person) -> tuple[str, str | None]:
    """Return the name as one article prints it in full, and the short form that it goes on with, if it does."""
    surname = _misprinted(chance, chance.choice(person.surname))
    given = chance.choice(person.given)
    full = f"{given} {surname}"
    shape = chance.random()
    if shape < 0.15:
        full = f"{chance.choice(_TITLES)} {full}"
    elif shape < 0.2:
        full = full.upper()
    return full, surname if chance.random() < 0.5 else None


def _stems() -> Iterator[str]:
    """Yield stems of surnames, each at least three letters from any other that could be taken for it."""
    for start in _STARTS:
        for number, middle in enumerate(_MIDDLES):
            yield start + middle
            for other in _MIDDLES[number % 3 :: 3]:
                yield start + middle + "d" + other


def _misprinted(chance: random.Random, surname: str) -> str:
    """Return the surname, one time in fifty with a letter doubled or left out."""
    if chance.random() >= 0.02:
        return surname
    place = chance.randrange(2, len(surname) - 1)
    return surname[:place] + chance.choice(("", surname[place] * 2)) + surname[place + 1 :]
