"""Made-up pages of the web as news sites write them: a report amid menus, teasers, scripts, comments and a footer.

Pages of one number are alike to the byte; no sentence of any of them has been in a paper. As on the pages of some
hundred sites (counted 2026-11-22), 80 KB hold some 650 elements, sixteen deep, 130 links and 140 stretches of text.
"""

import json
import random
from collections.abc import Iterator

SIZES = (20, 45, 100)
"""How many thousand bytes a page has, about: a small paper's, a usual one, and one with all that sells."""

_SYLLABLES = (
    "ba",
    "cor",
    "den",
    "el",
    "far",
    "gol",
    "hin",
    "is",
    "jun",
    "kel",
    "lom",
    "mar",
    "nor",
    "ost",
    "pel",
    "qui",
)
_ENDINGS = ("", "s", "ed", "ing", "er", "ly", "ness", "ion")
_SMALL = ("the", "of", "and", "to", "in", "a", "that", "was", "for", "on", "with", "by", "at", "from", "as", "said")


def page(number: int, kilobytes: int) -> str:
    """Return a page of about so many thousand bytes; its number is in its address."""
    made = random.Random(f"{kilobytes}/{number}")
    title = _sentence(made, 9).rstrip(".")
    address = f"https://www.gazette-{number % 40}.example/news/2025/{1 + number % 12:02}/report-{kilobytes}-{number}"
    report = "\n".join(_report(made, 8 + kilobytes // 8))
    rest = list(_furniture(made))
    parts = [_head(made, title, address, number), rest[0], _article(made, title, number, report), *rest[1:]]
    while sum(map(len, parts)) < kilobytes * 1000 - 400:
        parts.insert(-1, _more(made, len(parts)))
    return "".join((*parts, "</body></html>\n"))


def _words(made: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        if made.random() < 0.45:
            yield made.choice(_SMALL)
        else:
            yield "".join(made.choices(_SYLLABLES, k=made.randint(1, 3))) + made.choice(_ENDINGS)


def _sentence(made: random.Random, most: int = 22) -> str:
    words = list(_words(made, made.randint(most // 2, most)))
    if made.random() < 0.3:
        words[len(words) // 2] = f"{made.randint(2, 9000):,}"
    return f"{' '.join(words).capitalize()}."


def _report(made: random.Random, paragraphs: int) -> Iterator[str]:
    for place in range(paragraphs):
        sentences = " ".join(_sentence(made) for _ in range(made.randint(2, 4)))
        first, _, others = sentences.partition(" ")
        linked = f'<a href="/topic/{made.randint(1, 99)}">{first}</a> {others}' if place % 4 == 1 else sentences
        yield f'<p class="story-body__text">{linked}</p>'
        if place % 7 == 4:
            yield f'<h2 id="part-{place}">{_sentence(made, 5)}</h2>'
        if place % 9 == 5:
            yield (
                f'<figure class="image"><img src="/img/{place}.jpg" alt="" width="976" height="549" loading="lazy">'
                f"<figcaption>{_sentence(made, 8)} Picture: The Gazette</figcaption></figure>"
            )
        if place % 8 == 6:
            yield f"<blockquote><p>“{_sentence(made)}”</p></blockquote>"
        if place % 11 == 7:
            yield f"<ul>{''.join(f'<li>{_sentence(made, 8)}</li>' for _ in range(4))}</ul>"


def _head(made: random.Random, title: str, address: str, number: int) -> str:
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"2025-{1 + number % 12:02}-{1 + number % 28:02}T08:{number % 60:02}:00+01:00",
        "author": [{"@type": "Person", "name": "Ada Quill"}],
        "publisher": {"@type": "NewsMediaOrganization", "name": "The Gazette"},
        "inLanguage": "en",
        "url": address,
    }
    settings = ",".join(f'"k{place}":"{made.getrandbits(64):x}"' for place in range(60))
    styles = "".join(f".c{place}{{margin:{place}px;color:#{made.getrandbits(24):06x}}}" for place in range(40))
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title} | The Gazette</title>\n'
        f'<meta name="viewport" content="width=device-width"><meta property="og:title" content="{title}">\n'
        f'<meta property="og:type" content="article"><meta name="description" content="{_sentence(made)}">\n'
        f'<link rel="canonical" href="{address}"><link rel="stylesheet" href="/main.css">\n'
        f'<script type="application/ld+json">{json.dumps(told)}</script>\n'
        f"<script>window.settings={{{settings}}};</script><style>{styles}</style></head>\n<body class='page'>"
    )


def _article(made: random.Random, title: str, number: int, report: str) -> str:
    return (
        f'{_WRAPPERS}<main id="main"><article class="story"><h1 class="headline">{title}</h1>\n'
        f'<div class="byline">By <a href="/by/ada-quill">Ada Quill</a> <time datetime="2025-{1 + number % 12:02}-'
        f'{1 + number % 28:02}T08:{number % 60:02}:00+01:00">{number % 28} days ago</time></div>\n'
        f'<div class="share-tools"><button>Share</button><button>Save</button></div>\n'
        f'<div class="story-body" itemprop="articleBody">\n{report}\n</div></article></main>{"</div>" * 8}\n'
    )


_WRAPPERS = "".join(f'<div class="layout layout--{place} has-sidebar" data-layer="{place}">' for place in range(8))


def _furniture(made: random.Random) -> Iterator[str]:
    """Yield the menu above the report, and below it what one should read next, what readers say, and the footer."""
    links = "".join(f'<li><a href="/s/{place}">{next(_words(made, 1))}</a></li>' for place in range(18))
    yield f'<header class="site"><a href="/">The Gazette</a><nav class="menu"><ul>{links}</ul></nav></header>\n'
    yield f'<aside class="related"><h3>Related</h3>{"".join(_teaser(made, place) for place in range(6))}</aside>\n'
    said = "".join(
        f'<div class="comment"><b>reader{made.randint(1, 999)}</b><p>{_sentence(made)}</p></div>' for _ in range(8)
    )
    yield f'<section id="comments" class="comments"><h3>Comments</h3>{said}</section>\n'
    yield f"<footer><ul>{links}</ul><p>© The Gazette. {_sentence(made)}</p></footer>\n"


def _teaser(made: random.Random, place: int) -> str:
    """Return a picture and a headline, in as many wrappers as an editing system puts around them."""
    key = f"{made.getrandbits(48):x}"
    widths = ", ".join(f"/cdn/{key}/picture-{width}x{width * 9 // 16}.webp {width}w" for width in (240, 480, 976))
    return (
        f'<div class="layout-item layout-item--{place}"><div class="teaser teaser--compact" data-id="{key}" '
        f'data-tracking="{{&quot;slot&quot;:{place},&quot;kind&quot;:&quot;teaser&quot;}}">'
        f'<div class="teaser__media"><a class="teaser__link" href="/news/{key}" tabindex="-1" aria-hidden="true">'
        f'<picture><source srcset="{widths}" sizes="(min-width: 60em) 240px, 50vw">'
        f'<img src="/cdn/{key}/picture.webp" width="240" height="135" alt="">'
        f'</picture></a></div><div class="teaser__body"><h4 class="teaser__title"><a class="teaser__link" '
        f'href="/news/{key}"><span>{_sentence(made, 9)}</span></a></h4><svg viewBox="0 0 24 24" class="icon"><path '
        f'd="M12 2a10 10 0 100 20 10 10 0 000-20zm0 3v7l5 3"/></svg>{made.randint(1, 23)} h</div></div></div>\n'
    )


def _more(made: random.Random, place: int) -> str:
    """Return what fills a page up: by turns a script and a shelf of teasers."""
    if place % 2:
        return f'<script>push({{"slot":{place},"targeting":"{made.getrandbits(6400):x}"}});</script>\n'
    shelf = "".join(_teaser(made, number) for number in range(4))
    return f'<section class="shelf shelf--{place}"><h3>{_sentence(made, 4)}</h3>{shelf}</section>\n'
