"""What a page shows: its text in its order, a block an entry, with white space as a browser shows it."""

import pytest

from wh.markup import read_html
from wh.shown import set_out, text_of_html, visible_blocks


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>one\n  two</p><p>three</p>", ["one two", "three"]),
        ("<p>one <b> two</b>&nbsp;three &lt;b&gt; &amp;amp;</p>", ["one two\xa0three <b> &amp;"]),
        ("<div>before<p>inside</p>behind</div>", ["before", "inside", "behind"]),
        ("<p>one<br>two<br><br> three</p>", ["one\ntwo\n\nthree"]),
        ("<p>one<script>two('<p>')</script><style>p {}</style> three</p>", ["one three"]),
        ("<p>one</p><div hidden><p>two</p><br></div><p>three</p>", ["one", "three"]),
        ("<p>one</p><div style='color: red; display: none'>two<div>too</div></div>three", ["one", "three"]),
        ("one<hr>two<img alt=three>four", ["one", "twofour"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<p title='a > b'>one</p><!-- <p>two</p> --><p data-x=\"'&quot;<p>\">three", ["one", "three"]),
        ("<p>\ufdd0one\x01 two</p>", ["\ufdd0one two"]),
        ("<p> &nbsp; </p><p>\t\n</p>one", ["one"]),
    ],
)
def test_each_block_is_shown_as_a_browser_shows_it(page: str, shown: list[str]) -> None:
    assert [block.text for block in visible_blocks(read_html(f"<body>{page}</body>"))] == shown


def test_a_block_is_told_of_by_the_nearest_element_around_it_that_tells() -> None:
    page = "<div id=a>one<p>two</p><p id=b>three</p><span id=c><p>four</p>five</span></div>six"
    root = read_html(f"<body>{page}</body>")
    blocks = visible_blocks(root, lambda name, attributes: attributes.strip()[4:5] or None)
    assert [(block.text, block.told) for block in blocks] == [
        ("one", "a"), ("two", "a"), ("three", "b"), ("four", "c"), ("five", "c"), ("six", None),
    ]  # fmt: skip


def test_a_tree_that_was_looked_at_is_as_it_was() -> None:
    root = read_html("<body><p>one<br>two</p><script>three</script></body>")
    assert visible_blocks(root) == visible_blocks(root)


def test_passages_that_touch_and_have_one_reason_are_one() -> None:
    text, passages = set_out([("one", "caption"), ("two", "caption"), ("three", None), ("four", "comments")])
    assert text == "one\n\ntwo\n\nthree\n\nfour"
    assert [(text[each.start : each.end], each.reason) for each in passages] == [
        ("one\n\ntwo", "caption"),
        ("four", "comments"),
    ]


def test_a_text_without_markup_stays_as_it_is() -> None:
    assert text_of_html(" 3 > 2 \n") == "3 > 2"
