"""The HTML page in a browser: opened from a file, searched, filtered, unfolded, linked to, printed, on a phone."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from end_to_end.page.conftest import CHANGED, HOSTILE, NEW, OPEN_CLASH, Visit
from playwright.sync_api import Page, expect

from wh.reports import page as html

Visits = Callable[..., Visit]
FOREIGN = "belarus-release-2025-12-13/belarus/prisoners_released/foreign-nationals"


def _texts(page: Page, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def _row(page: Page, claim_id: str) -> str:
    """Open a claim and return what stands in its line and below it."""
    page.evaluate("id => { location.hash = 'claim=' + encodeURIComponent(id); }", claim_id)
    page.wait_for_selector(".detail")
    return " ".join(page.locator(".detail").inner_text().split())


def test_it_opens_from_a_file_and_asks_no_network(visit: Visits) -> None:
    visited = visit()
    page = visited.open()
    _row(page, FOREIGN)
    assert [url for url in visited.requests if not url.startswith(("file:", "data:"))] == []
    assert visited.said == []


def test_the_top_tells_what_changed_what_clashes_what_is_new_and_what_was_ruled(visit: Visits) -> None:
    page = visit().open()
    clashes, changed, new, ruled = _texts(page, ".glance > div")
    assert changed.startswith("Changed since the last build 2 claims read differently How many prisoners were freed?")
    assert "9 people → 9 people (single)" in changed
    assert clashes.startswith("Clashes now 2 to be decided")
    assert "Does the person hold the office? Sources against each other: Donald Trump, The office of" in clashes
    assert "new" in clashes
    assert new.startswith("New 1 disagreement How many prisoners were freed? ")
    assert "1 claim new How many prisoners would be freed" in new
    assert ruled.startswith("Ruled 4 of 6 disagreements")


def test_a_disagreement_shows_its_words_its_plot_and_what_to_decide(visit: Visits) -> None:
    card = visit().open().locator(f'[id="clash={OPEN_CLASH}"]')
    assert card.locator("h3 a").first.inner_text() == "Does the person hold the office?"
    assert "former President Donald Trump" in card.locator("mark").all_inner_texts()
    assert card.locator("svg[role=img]").get_attribute("aria-label")
    assert card.locator("pre").inner_text().startswith(f"{OPEN_CLASH},accept,,WHY,WHO,")


def test_what_is_ruled_says_how_and_why(visit: Visits) -> None:
    page = visit().open()
    ruled = " ".join(_texts(page, ".clash.ruled"))
    assert "One is preferred: slug-belarus-123, from Viasna" in ruled
    assert "Viasna names and counts them one by one" in ruled


def test_claims_are_searched_by_their_evidence_and_filtered(visit: Visits) -> None:
    page = visit().open()
    page.fill("#find", "SEVERAL foreign nationals")
    assert page.inner_text("#found").startswith("2 of ")
    page.fill("#find", "")
    page.select_option("#verdict", "disputed")
    shown = page.locator("#claim-table tbody tr")
    assert page.inner_text("#found").startswith(f"{shown.count()} of ")
    assert all("cannot all be true" in text for text in shown.all_inner_texts())
    page.select_option("#verdict", "")
    page.select_option("#state", "stale")
    assert page.inner_text("#found").startswith("0 of ")
    page.select_option("#state", "")
    page.select_option("#verdict", "disputed")
    page.select_option("#since", "new")
    assert page.inner_text("#found").startswith("0 of ")
    page.click("#finder button[type=reset]")
    expect(page.locator("#claim-table tbody tr")).to_have_count(100)


def test_pages_of_claims_are_turned(visit: Visits) -> None:
    page = visit().open()
    first = page.locator("#claim-table tbody tr").first.inner_text()
    page.click("[data-pager=claims] button:has-text('Next')")
    assert page.locator("#claim-table tbody tr").first.inner_text() != first
    assert "101 to 200" in page.inner_text("[data-pager=claims]")


def test_a_claim_unfolds_with_who_had_it_from_whom_and_what_follows(visit: Visits) -> None:
    page = visit().open()
    told = _row(page, FOREIGN)
    assert "It is a list including Bialiatski" in told
    assert page.locator(".detail mark").all_inner_texts() == ["several foreign nationals"]
    assert "Given related claims it must be 6 to 123 people" in told
    assert "Who had it from whom" in told
    assert page.locator(".detail svg[role=img]").count() == 1
    page.locator("#claim-table button[aria-expanded=true]").click()
    assert page.locator(".detail").count() == 0


def test_a_deep_link_opens_its_claim_though_a_filter_hides_it(visit: Visits) -> None:
    visited = visit()
    page = visited.open("#verdict=disputed")
    assert page.input_value("#verdict") == "disputed"
    _row(page, FOREIGN)
    assert page.input_value("#verdict") == ""
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"


@pytest.mark.parametrize("claim_id", [CHANGED, NEW])
def test_a_claim_that_is_new_or_reads_differently_says_so(visit: Visits, claim_id: str) -> None:
    page = visit().open(f"#claim={quote(claim_id, safe='')}")
    page.wait_for_selector(".detail")
    line = page.locator("tr:has(button[aria-expanded=true])").inner_text()
    assert ("new" if claim_id == NEW else "changed") in line


def test_the_matrix_tells_who_says_who_denies_and_who_is_silent(visit: Visits) -> None:
    page = visit().open("#find=political_prisoners_exist")
    expect(page.locator("#matrix tbody tr")).to_have_count(1)
    cells = page.locator("#matrix tbody td > :not(.what)").all_text_contents()
    assert sorted(cells) == ["says it", "tells both sides", "●", "◐"]


def test_the_matrix_tells_what_each_says_where_they_part_and_of_what(visit: Visits) -> None:
    page = visit().open("#find=donald-trump/holds_office")
    expect(page.locator("#matrix tbody tr")).to_have_count(1)
    assert sorted(_texts(page, "#matrix tbody .what")) == ["no", "yes", "yes"]
    assert "president of the United States" in page.inner_text("#matrix tbody th")


def test_people_are_shown_with_their_spellings_and_why(visit: Visits) -> None:
    card = visit().open().locator('[id="person=maria-kalesnikava"]').inner_text()
    assert "Maria Kolesnikova" in card
    assert "Joined Maria Kalesnikava and Maria Kolesnikova by a judgement, 97% alike" in " ".join(card.split())


def test_rules_are_drawn_build_by_build(visit: Visits) -> None:
    page = visit().open()
    drawn = page.locator("#rules .multiple", has_text="Sources agree").first
    assert "2 builds, now broken, 2 of" in (drawn.locator("svg").get_attribute("aria-label") or "")


def test_lineage_leads_from_a_mart_back_to_the_files(visit: Visits) -> None:
    page = visit().open("#table=int_claims__counted")
    assert page.locator('[id="table=int_claims__counted"]').is_visible()
    mart = " ".join(page.locator('[id="table=claims"]').text_content().split())
    assert "int_claims__counted" in mart
    assert "data/labels/" in mart
    assert "facts.csv" in mart


def test_a_link_to_a_part_far_down_leads_there_though_lists_grow_above_it(visit: Visits) -> None:
    page = visit().open("#people")
    page.wait_for_timeout(200)
    assert 0 <= page.evaluate("document.getElementById('people').getBoundingClientRect().top") < 100
    assert _texts(page, ".bar nav a[aria-current]") == ["People"]


def test_a_retraction_says_what_it_takes_back(visit: Visits) -> None:
    told = _row(visit().open(), "belarus-release-2025-12-13/valiantsin-stefanovic/is_released")
    assert "takes back “reports about the release of Viasna advocate”" in told


def test_everything_is_reached_by_keys(visit: Visits) -> None:
    page = visit().open()
    page.keyboard.press("/")
    page.keyboard.type("foreign nationals")
    page.keyboard.press("Escape")
    assert page.input_value("#find") == ""
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("prisoners_released/foreign")
    expect(page.locator("#claim-table tbody tr")).to_have_count(1)
    page.evaluate("document.activeElement.blur()")
    page.locator("#clashes [data-stop]").last.focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".detail")
    page.keyboard.press("Escape")
    assert page.locator(".detail").count() == 0
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('.clash') !== null")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


def test_dark_and_light_follow_the_system_and_a_choice_is_kept(visit: Visits) -> None:
    page = visit(scheme="dark").open()
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    assert page.inner_text("#theme") == "Light"
    page.click("#theme")
    light = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == light
    assert page.inner_text("#theme") == "Dark"


@pytest.mark.parametrize(
    ("scheme", "width", "options"),
    [("light", 1280, {}), ("dark", 390, {"runOnly": ["color-contrast", "scrollable-region-focusable", "target-size"]})],
)
def test_axe_finds_nothing(visit: Visits, scheme: str, width: int, options: dict[str, object]) -> None:
    # a few of the rows that are alike: axe looks at every node against every rule
    page = visit(scheme=scheme, width=width).open("#find=foreign")
    page.click("#claim-table tbody button")
    page.wait_for_selector(".detail")
    page.evaluate(
        "document.querySelectorAll('#clashes details, .layer:last-of-type').forEach((one) => one.open = true)"
    )
    expect(page.locator("#matrix tbody tr").nth(19)).to_have_count(0)
    found = Axe().run(page, options=options).response["violations"]
    assert [(one["id"], one["impact"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == []


def test_nothing_is_wider_than_a_phone(visit: Visits) -> None:
    page = visit(width=390).open()
    _row(page, FOREIGN)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    # far more who publish than fit: the matrix scrolls, the page does not
    page.evaluate(
        "document.querySelectorAll('#matrix tr').forEach((tr) => {"
        " for (let at = 0; at < 30; at += 1) tr.append(tr.lastElementChild.cloneNode(true)); })"
    )
    assert page.evaluate("document.querySelector('.scroller').scrollWidth") > 900
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_it_prints_without_what_is_only_for_a_screen(visit: Visits) -> None:
    page = visit(scheme="dark").open()
    page.emulate_media(media="print")
    assert not page.locator(".finder").is_visible()
    assert not page.locator("header.bar").is_visible()
    assert page.locator(".clash").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 27, 25)"
    assert page.pdf().startswith(b"%PDF")


def test_all_claims_are_printed_not_only_those_of_the_page_that_is_turned_to(visit: Visits) -> None:
    page = visit().open()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.locator("#claim-table tbody tr").count()
    assert page.inner_text("#found").startswith(f"{printed} of {printed} ")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#claim-table tbody tr").count() == 100


def test_a_search_or_a_link_that_finds_nothing_says_so(visit: Visits) -> None:
    page = visit().open()
    page.fill("#find", "zeppelin")
    assert "none has “zeppelin”" in page.inner_text("#found")
    assert not page.locator("#claim-table").is_visible()
    assert not page.locator("#matrix").is_visible()
    page.fill("#find", "Lukashenka")
    page.click("#found a:text('lukashenko')")
    expect(page.locator("#found")).to_contain_text("34 of ")
    page.evaluate("location.hash = 'claim=nonsense'")
    expect(page.locator("#lost")).to_contain_text("no claim “nonsense”")
    page.evaluate("location.hash = 'claim/belarus'")
    expect(page.locator("#lost")).to_contain_text("this page has no place “claim/belarus”")


def test_a_person_is_found_by_every_spelling_with_and_without_accents(visit: Visits) -> None:
    page = visit().open("#find=nobel")
    found = []
    for name in ("Maria Kalesnikava", "Maria Kolesnikova", "María Kolésnikova"):
        page.fill("#find", name)
        found.append(int(page.inner_text("#found").split()[0]))
    assert found == [found[0]] * 3
    assert found[0] > 10


def test_the_address_leads_to_the_claim_that_was_unfolded(visit: Visits) -> None:
    page = visit().open("#find=political_prisoners_exist")
    page.click("#claim-table tbody button")
    page.wait_for_selector(".detail")
    assert "#claim=" in page.url


def test_a_rule_that_is_not_held_stands_at_the_top_and_leads_to_itself(visit: Visits) -> None:
    page = visit().open()
    page.locator(".refusal a").first.click()
    assert "#rule=" in page.url
    assert page.locator(".refusal").inner_text().count("Sources agree") == 1


def test_a_hostile_name_is_a_name(visit: Visits) -> None:
    visited = visit()
    page = visited.open()
    assert HOSTILE in page.locator("bdi").all_text_contents()
    assert HOSTILE in page.locator("#voice option").all_text_contents()
    assert page.locator("img").count() == 0
    assert page.title().startswith("What the sources say")


def test_long_lists_are_unpacked_part_by_part(
    visit: Visits, render: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "SHOWN", 4)
    monkeypatch.setattr(html, "PART", 7)
    monkeypatch.setattr(html, "DRAWN", 1)
    page = visit(path=render("parts.html")).open("#person=viktar-babaryka")
    page.wait_for_selector('[id="person=viktar-babaryka"]')
    assert page.locator(".clash").count() == 4
    page.click("[data-more=clashes]")
    expect(page.locator(".clash")).to_have_count(6)
    assert page.locator("[data-more=clashes]").count() == 0
    assert "several foreign nationals" in _row(page, FOREIGN)
    assert page.locator("#clashes .plot").count() == 1
    assert "Plots are drawn for the first 1" in page.inner_text("#claims")
