"""Single faults in the texts of the five reports and in what describes them."""

from planting import (
    ROOT,
    Fault,
    Plant,
    add,
    both,
    change,
    change_all,
    double,
    drop,
    recode,
    reload,
    reword,
    swap,
    write,
)

_ALJAZEERA, _COMMENTS, _DEVDISCOURSE, _HEADLINES, _SLUG = (
    f"{name}-belarus-123" for name in ("aljazeera", "comments", "devdiscourse", "headlines", "slug")
)
_QUOTED_MARKS = {"“": "â€œ", "”": "â€\x9d", "’": "â€™", "—": "â€”"}

_ENTRY = (
    "<item><link>https://herald.example/{0}</link><pubDate>Sat, 13 Dec 2025 18:00:00 GMT</pubDate>"
    "<description>They met in {0} on Saturday.</description></item>"
)
_FEED = f"<rss><channel>{_ENTRY.format('Minsk')}\n{_ENTRY.format('Vilnius')}\n</channel></rss>"
_ALL_ENTRIES = """\
    yield from xml.each(
        entries, ("item", "entry"), lambda entry: _read_entry(entry, language, base, xml), _cut_off, none
    )
"""
_PIECES = _ALL_ENTRIES.replace("yield from", "pieces =")


def _words(name: str, article_id: str, words: str, others: str) -> Fault:
    return Fault(name, "articles", article_id, reword(f"articles/{article_id}.txt", words, others))


def _bytes(name: str, article_id: str, plant: Plant) -> Fault:
    return Fault(name, "articles", article_id, plant)


def _row(name: str, article_id: str, /, **cells: str) -> Fault:
    row = {"article_id": article_id, "edition": "digest"}
    return Fault(name, "articles", article_id, change("articles.csv", row, **cells))


def _disguised() -> str:
    """Return the second report as another outlet might pass it off: other words and punctuation."""
    text = (ROOT / "data" / "articles" / f"{_HEADLINES}.txt").read_text(encoding="utf-8").partition("\n\n\n")[0]
    for words, others in (
        ("released", "let go"), ("prominent", "well-known"), ("laureate", "winner"), ("major", "big"),
        ("brokered", "arranged"), ("vital", "crucial"), (", ", " - "), ("The article", "THE PAPER"), ("“", "‘"),
        ("”", "’"), ("prisoners", "detainees"), ("largest", "biggest"),
    ):  # fmt: skip
        text = text.replace(words, others)
    return text


FAULTS = (
    _words("a digit of a figure changed", _ALJAZEERA, "has freed 123 prisoners", "has freed 132 prisoners"),
    _words("a figure in words changed", _COMMENTS, "six nationals", "sixteen nationals"),
    _words("a sentence with a new figure", _HEADLINES, "taken to Ukraine. ", "taken to Ukraine. Another 15 stayed. "),
    _words("a sentence dropped", _COMMENTS, "Bialiatski is the man who founded the human rights group Viasna. ", ""),
    _words("a sentence that nobody labelled dropped", _HEADLINES, "He spoke well of it, calling", "Calling"),
    _words("a name respelled", _COMMENTS, "Maxim Znak", "Maksim Znack"),
    _words("a quotation altered at its end", _COMMENTS, "so I have to adapt", "so I must adapt"),
    _words("a quotation altered in its middle", _COMMENTS, "water into a normal, warm",
           "water into a cold, dark"),
    _words("a quotation altered that another article has", _ALJAZEERA, "systemic change", "sweeping change"),
    _words("quotation marks lost", _COMMENTS, "“good advice”", "good advice"),
    _words("a quotation that is never closed", _COMMENTS, "they chose freedom. And, of course, I am their voice.”",
           "they chose freedom. And, of course, I am their voice."),
    _words("a sentence denied without touching its words", _HEADLINES, "Under an arrangement with Washington, ",
           "It is not true that under an arrangement with Washington, "),
    _words("a correction notice removed", _COMMENTS,
           "There is a correction: reports about the release of "
           "Viasna advocate Valiantsin Stefanovic had gone round; they were later clarified as incorrect by "
           "Bialiatski himself.",
           "Free as well is Viasna advocate Valiantsin Stefanovic."),
    _words("a credit line removed", _DEVDISCOURSE, "(With inputs from agencies.)\n", ""),
    _words("the report printed twice in one file", _SLUG, "13 December, 2025\n",
           "13 December, 2025\nBialiatski has given his life to advocating for human rights, and he was imprisoned "
           "since July 2021.\n"),
    _bytes("a text cut in half", _ALJAZEERA, recode(f"articles/{_ALJAZEERA}.txt", lambda text: text[: len(text) // 2])),
    _bytes("a text that is empty", _SLUG, recode(f"articles/{_SLUG}.txt", lambda _: b"")),
    _bytes("bytes that are no UTF-8", _ALJAZEERA,
           recode(f"articles/{_ALJAZEERA}.txt", lambda text: text.replace("“".encode(), b"\x93"))),
    _bytes("marks read in the wrong encoding", _COMMENTS, recode(f"articles/{_COMMENTS}.txt", lambda text: "".join(
        _QUOTED_MARKS.get(letter, letter) for letter in text.decode()).encode())),
    _bytes("every letter a capital", _SLUG,
           recode(f"articles/{_SLUG}.txt", lambda text: text.decode().upper().encode())),
    _row("a date of publication two months early", _ALJAZEERA, published_at="2025-10-13"),
    _row("a date of publication a day late", _DEVDISCOURSE, published_at="2025-12-14T22:20+05:30"),
    _row("a date that is none", _SLUG, published_at="2025-13-12"),
    _row("the outlet of another article", _ALJAZEERA, outlet_id="devdiscourse"),
    _row("an outlet that nobody knows", _ALJAZEERA, outlet_id="aljazeera"),
    _row("a source that is no outlet as the outlet", _ALJAZEERA, outlet_id="john-coale"),
    _row("the credited agency dropped", _DEVDISCOURSE, wire_id=""),
    _row("the file of another name", _COMMENTS, file="comments-belarus-124.txt"),
    _bytes("the files of two articles swapped", _SLUG, swap(
        "articles.csv", {"article_id": _SLUG, "edition": "digest"},
        {"article_id": _HEADLINES, "edition": "digest"}, "file")),
    _bytes("an article's row dropped", _SLUG, drop("articles.csv", {"article_id": _SLUG, "edition": "digest"})),
    Fault("an article doubled under another id", "articles", "slug-belarus-123-again", both(
        double("articles.csv", {"article_id": _SLUG, "edition": "digest"}, article_id="slug-belarus-123-again",
               file="slug-again.txt"),
        write("articles/slug-again.txt", (ROOT / "data" / "articles" / f"{_SLUG}.txt").read_text(encoding="utf-8")))),
    Fault("a copy disguised as another outlet's own", "articles", "copied-belarus-123", both(
        write("articles/copied.txt", _disguised()),
        add("articles.csv", article_id="copied-belarus-123", edition="digest", file="copied.txt",
            outlet_id="devdiscourse", published_at="2025-12-15", language="en"),
        double("labels/facts.csv", {"fact_id": "headlines-talks-began"}, fact_id="copied-talks-began",
               article_id="copied-belarus-123"))),
    Fault("a loader that loses an entry of a feed", "articles", "data/articles/wire.rss", both(
        write("articles/wire.rss", _FEED),
        reload("feed", _ALL_ENTRIES, f"{_PIECES}    next(pieces)\n    yield from pieces\n"))),
    Fault("a loader that loses what it refuses", "articles", "data/articles/wire.rss", both(
        write("articles/wire.rss", _FEED.replace("<pubDate>", "<updated>31 Feb 2025 10:00 GMT</updated><pubDate>", 1)),
        reload("feed", _ALL_ENTRIES,
               f"{_PIECES}    yield from (piece for piece in pieces if not isinstance(piece, Unusable))\n"))),
    Fault("a broken entry of a feed", "articles", "data/articles/wire.rss",
          write("articles/wire.rss", _FEED.replace("Sat, 13 Dec", "Sat, 31 Feb", 1))),
    Fault("an article id given to another article", "articles", _HEADLINES,
          change_all("articles.csv", {"article_id": _HEADLINES}, article_id=_SLUG)),
)  # fmt: skip
