"""A printed name is read into its words, and what each may be known by."""

import pytest

from wh.people import PrintedName, read_name


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Alexander Lukashenko", ["alexander", "lukashenko"]),
        ("PRESIDENT ALEXANDER LUKASHENKO", ["alexander", "lukashenko"]),
        ("Belarusian President Alexander Lukashenko", ["alexander", "lukashenko"]),
        ("Lukashenko, Alexander", ["alexander", "lukashenko"]),
        ("Александр Лукашенко", ["aleksandr", "lukashenko"]),
        ("U.S. Secretary of State Antony Blinken", ["antony", "blinken"]),
        ("Mr. Lukashenko's", ["lukashenko"]),
        ("Ursula von der Leyen", ["ursula", "leyen"]),
        ("Mohammed bin Salman", ["mohammed", "salman"]),
        ("Noureddine Bedoui", ["nurdin", "bedoui"]),
        ("Nur al-Din Bedoui", ["nurdin", "bedoui"]),
        ("Xi Jinping", ["jinping", "xi"]),
        ("Jinping Xi", ["jinping", "xi"]),
        ("习近平", ["jinping", "xi"]),
        ("Kim Jong-un", ["jongun", "kim"]),
        ("Kim Cattrall", ["kim", "cattrall"]),
        ("Joe Biden", ["joe", "biden"]),
        ("J.K. Rowling", ["j", "k", "rowling"]),
        ("JD Vance", ["j", "d", "vance"]),
        ("Jean-Claude Juncker", ["jean", "claude", "juncker"]),
        ("Bob O'Brien", ["bob", "obrien"]),
        ("VladimirPutin", ["vladimir", "putin"]),
        ("Al Gore", ["al", "gore"]),
        ("al-Assad", ["assad"]),
        ("", []),
        ("…", []),
    ],
)
def test_titles_and_particles_go_and_given_names_come_first(printed: str, words: list[str]) -> None:
    assert [token.word for token in read_name(printed).tokens] == words


def test_a_patronymic_is_told_from_a_surname() -> None:
    for printed in ("Sergey Viktorovich Lavrov", "Lavrov Sergey Viktorovich"):
        words = [(token.word, token.kind) for token in read_name(printed).tokens]
        assert words == [("sergey", "word"), ("viktorovich", "patronymic"), ("lavrov", "word")]
    assert [token.kind for token in read_name("Slobodan Milosevich").tokens] == ["word", "word"]


def test_a_nickname_in_quotation_marks_is_offered_and_not_required() -> None:
    words = [(token.word, token.kind) for token in read_name("Robert “Bob” Woodward").tokens]
    assert words == [("robert", "word"), ("woodward", "word"), ("bob", "nickname")]


@pytest.mark.parametrize(
    ("printed", "generation"),
    [("Joseph R. Biden Jr.", "jr"), ("King Charles III", "3"), ("Xi", None), ("Ann Lee", None)],
)
def test_a_mark_of_generation_is_taken_off_and_kept(printed: str, generation: str | None) -> None:
    assert read_name(printed).generation == generation


@pytest.mark.parametrize(
    ("printed", "gender"),
    [
        ("Mrs. Clinton", "f"),
        ("Mr Clinton", "m"),
        ("Clinton", None),
        ("Maria Lukashenko", "f"),
        ("Tsikhanouskaya", None),
        ("Sasha Ivanenko", None),
        ("S. Viktorovna Ivanenko", None),
    ],
)
def test_gender_is_told_by_title_or_given_name_and_else_not_guessed(printed: str, gender: str | None) -> None:
    assert read_name(printed).gender == gender


def test_the_ending_of_a_surname_is_kept_apart_from_the_gender_of_its_bearer() -> None:
    read = [read_name(printed) for printed in ("Monica Lewinsky", "Tsikhanouskaya", "Tsikhanouski", "Trump")]
    assert [(name.gender, name.ending) for name in read] == [("f", "m"), (None, "f"), (None, "m"), (None, None)]


def test_spellings_of_one_word_share_a_form() -> None:
    for spellings in (
        ["Lukashenka", "Lukashenko", "Loukachenko", "Lukaschenko"],
        ["Tsikhanouskaya", "Tikhanovskaya", "Tikhanovsky"],
        ["Kavaliou", "Kovalev", "Kovalyov"],
        ["Bialiatski", "Belyatsky"],
        ["Abd al-Rahman", "Abderrahmane", "Abdul Rahman", "Abdurrahman"],
        ["ElBaradei", "al-Baradei"],
        ["Mao Tse-tung", "Mao Zedong"],
        ["Moon Jae-in", "Mun Chae-in"],
    ):
        keys = [set(read_name(spelling).tokens[0].keys) for spelling in spellings]
        assert set.intersection(*keys), spellings


def test_a_cell_keeps_the_text_and_all_that_was_read_from_it() -> None:
    name = PrintedName.read("President Xi")
    assert (name.text, name.folded, name.joined, name.gender) == ("President Xi", "president xi", "ksi", None)
    assert name.tokens == ("xi|word|ksi|ksi|ks|i i i i|xi-zh||k x|k|k",)
