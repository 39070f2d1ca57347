"""Addresses in one form, and the ids that they give."""

import pytest

from wh.addresses import id_from_address, id_from_name, same_address


@pytest.mark.parametrize(
    "form",
    [
        "https://www.example.org/a/b",
        "http://example.org/a/b/",
        "https://EXAMPLE.org:443/a/b?utm_source=x&fbclid=1#part",
        " https://example.org/a/%62 ",
    ],
)
def test_forms_of_one_address_are_one(form: str) -> None:
    assert same_address(form) == "example.org/a/b"


def test_what_is_asked_for_tells_addresses_apart() -> None:
    assert same_address("https://example.org/?id=1") != same_address("https://example.org/?id=2")


def test_an_id_is_readable_and_holds_nothing_that_an_id_may_not() -> None:
    assert id_from_address("https://example.org/2025/12/13/swap-of-123.html") == "example.org-swap-of-123-69b1fbbc"
    assert id_from_name("urn:wire:1") == "urn:wire:1"
    for name in ("a b,c/d", "x" * 200, "https://[broken", "\ud800", "свет/лана"):
        given = id_from_name(name)
        assert given.isprintable() and len(given) <= 80
        assert not set(given) & set(" ,/\n")
