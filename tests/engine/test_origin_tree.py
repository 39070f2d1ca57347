"""Trees of who had a claim from whom, from accounts to lines of text."""

from wh.origin_tree import Telling, grow, lines_of


def _lines(*tellings: Telling) -> list[str]:
    return list(lines_of(grow(tellings)))


def _telling(name: str, *hands: str, on: str | None = None, reason: str | None = None) -> Telling:
    return Telling(name, name.title(), hands, on, reason)


def test_an_articles_own_word_is_an_origin() -> None:
    assert _lines(_telling("post"), _telling("mail")) == ["Post", "Mail"]


def test_hands_lead_from_the_origin_to_the_article() -> None:
    lines = _lines(_telling("post", "Kalesnikava", "Her sister", "Reuters"), _telling("mail", "Kalesnikava"))
    assert lines == ["Kalesnikava", "├─ Her sister", "│  └─ Reuters", "│     └─ Post", "└─ Mail"]


def test_a_copy_stands_below_what_it_copied_with_the_reason() -> None:
    lines = _lines(_telling("mail", on="post", reason="reuses its text"), _telling("post", "Viasna"))
    assert lines == ["Viasna", "└─ Post", "   └─ Mail, which reuses its text"]


def test_what_leans_on_an_account_that_does_not_count_stands_for_itself() -> None:
    assert _lines(_telling("mail", "Viasna", on="gone", reason="cites it")) == ["Viasna", "└─ Mail"]


def test_an_article_that_says_it_twice_is_one_leaf() -> None:
    assert _lines(_telling("post", "Viasna"), _telling("post", "Viasna")) == ["Viasna", "└─ Post"]


def test_two_that_lean_on_each_other_are_both_told() -> None:
    lines = _lines(_telling("post", on="mail", reason="cites it"), _telling("mail", on="post", reason="cites it"))
    assert lines == ["Mail", "└─ Post, which cites it", "Post", "└─ Mail, which cites it"]


def test_a_claim_that_nobody_asserts_has_no_tree() -> None:
    assert _lines() == []
