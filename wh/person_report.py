"""A person, told in the terminal: the spellings and why each is his or hers, and the names that were kept apart."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from wh.naming import Likeness, Person, Spelling
from wh.terminal import count, paint, print_json, print_wrapped


def print_person(person: Person, *, as_json: bool) -> None:
    """Print a person whole."""
    if as_json:
        print_json(asdict(person))
        return
    print(paint(person.name, "bold"))
    print(f"person   people/{person.person_id}{'' if person.is_known else ', not in people.csv'}")
    born = "/".join(str(day) for day in dict.fromkeys((person.born_earliest_on, person.born_latest_on)) if day)
    if born:
        print(f"born     {born}")
    if person.roles:
        print_wrapped(", ".join(person.roles), "roles    ", "         ")
    for title, lines in (
        ("How it is spelled, and why it is one person", [_spelling(each, at_most=9) for each in person.spellings]),
        ("Names that were joined", _first(person.joined, 20)),
        ("Names that were kept apart", [_likeness(each) for each in person.kept_apart]),
    ):
        print(f"\n{title}")
        for line in lines or ["none"]:
            print_wrapped(line, "  - ", "    ")


def print_people(people: Sequence[Person]) -> None:
    """Print the people of a claim: a few lines for each."""
    for person in people:
        print(f"  {paint(person.name, 'bold')}: {', '.join(person.parts)}  people/{person.person_id}")
        for line in _in_short(person):
            print_wrapped(line, "    ", "      ")


def _in_short(person: Person) -> Iterator[str]:
    """Yield a line for all spellings of one reason, the joins, and those kept apart."""
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for spelling in person.spellings:
        alike.setdefault((spelling.because, spelling.article_ids), []).append(spelling.name)
    for (because, articles), names in alike.items():
        yield f"{_printed(names, articles, at_most=2)}: {because}"
    yield from _first(person.joined, 3)
    yield from (f"not {_likeness(each)}" for each in person.kept_apart)


def _first(joined: Sequence[Likeness], number: int) -> list[str]:
    more = len(joined) - number
    return [*map(_likeness, joined[:number]), *([f"and {count(more, 'pair')} more: `--json`"] if more > 0 else [])]


def _spelling(spelling: Spelling, *, at_most: int) -> str:
    return f"{_printed([spelling.name], spelling.article_ids, at_most=at_most)}: {spelling.because}"


def _printed(names: Sequence[str], articles: Sequence[str], *, at_most: int) -> str:
    where = ", ".join(articles) if len(articles) <= at_most else count(len(articles), "article")
    return f"{', '.join(f'“{name}”' for name in names)} ({where})"


def _likeness(likeness: Likeness) -> str:
    if likeness.other_person_id is None:
        return f"“{likeness.name}” is “{likeness.other_name}”: {likeness.because}"
    score = "" if likeness.score is None else f", {likeness.score:.2f}"
    return f"“{likeness.other_name}” (people/{likeness.other_person_id}{score}): {likeness.because}"
