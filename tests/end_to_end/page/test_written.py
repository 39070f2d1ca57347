"""The HTML page as it is written: the same bytes each time, rows and words left out on request, no table required."""

import base64
import gzip
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
from end_to_end.page.conftest import OPEN_CLASH, SECRET

from wh import quality
from wh.errors import ModelError
from wh.explaining import Account, Interval
from wh.project import find_project
from wh.reports import page as html
from wh.reports.page import drawing
from wh.reports.page.charts import Bar, Intervals
from wh.reports.page.claims import in_plain_words
from wh.reports.page.templating import quoted
from wh.reports.report import Case, Spot
from wh.results import Answer, Severity

Render = Callable[..., Path]
ACCOUNT = Account(
    fact_id="f1",
    article_id="a1",
    outlet="The Desk",
    edition=None,
    published_on=None,
    sentence="",
    start=0,
    end=0,
    value="9",
    stance="asserts",
    as_of=None,
    interval=Interval(9, 9, None, None, None),
    chain=(),
    is_live=True,
    not_live_because=None,
    note=None,
)


def _everything(path: Path) -> str:
    """Return the page with its packed parts unpacked."""
    text = path.read_text(encoding="utf-8")
    packed = re.findall(r'<script type="text/plain"[^>]*>([^<]*)</script>', text)
    parts = [gzip.decompress(base64.b64decode(one)).decode() for one in packed]
    assert parts
    return "\n".join([text, *parts])


def test_the_same_build_gives_the_same_bytes(render: Render, written: Path) -> None:
    assert render("again.html").read_bytes() == written.read_bytes()


def test_rows_and_words_are_left_out_on_request(render: Render, written: Path) -> None:
    words = ("several foreign nationals", "The 69-year-old leader", "Viasna names and counts them", "Kolesnikova")
    told, left = _everything(written), _everything(render("without.html", has_samples=False))
    assert [word for word in words if word not in told] == []
    assert [word for word in words if word in left] == []
    assert "Does the person hold the office?" in left
    assert "rows and words were left out on request" in left
    assert f"{OPEN_CLASH},accept,,WHY,WHO," in told
    assert f"{OPEN_CLASH},accept,,WHY,WHO," not in left
    assert "says</span>" not in left


def test_no_sentence_is_longer_than_what_surrounds_its_evidence(written: Path) -> None:
    sentences = re.findall(r'<blockquote dir="auto">(.*?)</blockquote>', _everything(written).replace('\\"', '"'))
    assert sentences
    assert max(len(re.sub("<[^>]*>|&#?\\w+;", "", one)) for one in sentences) <= 260


def test_it_names_no_place_of_the_machine(written: Path, changed_project: Path) -> None:
    assert str(changed_project.parent) not in _everything(written)


def test_a_page_is_written_about_a_build_without_our_marts(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.wh]\n", encoding="utf-8")
    with duckdb.connect() as con:
        quality.create_quality(con, has_layers=False)
        con.execute("insert into quality.builds values ('b1', '2026-03-01', '2026-03-01', 'published', 1, 1, 5)")
        asked = "('b1', 'not_null', 'main.orders', 'critical', 'broken', 5, 2, 5, 'b1', null)"
        con.execute(f"insert into quality.rule_results values {asked}")
        con.execute(
            "insert into quality.violations (build_id, rule, table_name, detail)"
            " values ('b1', 'not_null', 'main.orders', 'order 7 of password=hunter2secret')"
        )
        con.execute(
            "insert into quality.violations (build_id, rule, table_name, file_line, detail)"
            " values ('b1', 'not_null', 'main.orders', 'orders.csv:9', 'orders.csv:9 day: not a day')"
        )
        text = html.render(con, "b1", project=find_project(tmp_path), has_samples=True)
    assert "1 <span>broken, of 1</span>" in text
    assert "<h1>What the rules say</h1>" in text
    assert "order 7 of password=•••" in text
    assert text.count("orders.csv:9") == 2, "once at the top, once below, never twice in a row"
    assert 'id="claims"' not in text


def test_a_page_about_nothing_says_what_to_put_where(changed_project: Path, tmp_path: Path) -> None:
    project = find_project(changed_project)
    copy = tmp_path / "built.duckdb"
    shutil.copy(project.warehouse.resolve(), copy)
    with duckdb.connect(str(copy)) as con:
        for table in ("claims", "claim_sources", "facts", "disagreements", "people", "articles", "labelling_coverage"):
            con.execute(f"delete from marts.{table}")
        text = html.render(con, "", project=project, has_samples=True)
    assert "Nothing is here yet. Put texts into <code>data/articles/</code>" in text
    assert [part for part in ("clashes", "claims", "voices", "people", "coverage") if f'id="{part}"' in text] == []


def test_a_page_about_a_project_that_could_not_be_built_says_what_is_wrong(changed_project: Path) -> None:
    wrong = ModelError(
        "There is no model named `<claims>`.", at="models/x.sql:3:7", way_out="`claims`, the closest name"
    )
    text = html.render_refused([wrong], project=find_project(changed_project))
    assert "Not built: 1 thing is wrong" in text
    assert "There is no model named `&lt;claims&gt;`." in text
    assert "models/x.sql:3:7" in text
    assert "`claims`, the closest name" in text


def test_a_secret_is_masked_in_an_account_though_the_evidence_parts_it() -> None:
    sentence = "He wrote password=hunter2secret to them, and AKIAABCDEFGHIJKLMNOP too, and left."
    for evidence in ("He wrote password=hunter", "hunter2secret to them", "and left", "AKIAABCDEFGH", sentence):
        start = sentence.index(evidence)
        shown = quoted(replace(ACCOUNT, sentence=sentence, start=start, end=start + len(evidence)))
        assert "".join(shown) == "He wrote password=••• to them, and ••• too, and left."
    start = sentence.index("and left")
    assert quoted(replace(ACCOUNT, sentence=sentence, start=start, end=start + 8))[1] == "and left"


def test_no_secret_of_a_ruling_is_on_the_page(written: Path) -> None:
    told = _everything(written)
    assert SECRET not in told
    assert "Viasna names and counts them one by one (token ghp_" not in told
    assert "password=•••" in told


def test_a_label_that_is_wrong_is_to_be_mended_before_anybody_rules_on_it(
    changed_project: Path, written: Path, tmp_path: Path
) -> None:
    project = find_project(changed_project)
    copy = tmp_path / "built.duckdb"
    shutil.copy(project.warehouse.resolve(), copy)
    with duckdb.connect(str(copy)) as con:
        (build_id,) = con.execute("select max(build_id) from quality.builds").fetchone() or ("",)
        con.execute(
            "insert into quality.violations (build_id, rule, severity, table_name, fact_id, file_line, detail)"
            " values (?, 'evidence_bears_out_value', 'critical', 'staging.stg_facts', 'slug-trump-former-president',"
            " 'data/labels/facts.csv:7', 'the words bear out another value')",
            [build_id],
        )
        text = html.render(con, build_id, project=project, has_samples=True)
    assert "data/labels/facts.csv:7<" not in written.read_text(encoding="utf-8")
    assert "First mend the label:</b> <code>data/labels/facts.csv:7</code> (<bdi>the words bear out another" in text


def test_what_follows_is_told_in_plain_words() -> None:
    lines = {
        "114..141 becomes 114 by freed-by-country": "114 to 141 narrows to 114, because of freed-by-country",
        "6.. becomes 6..123 by x, given y": "at least 6 narrows to 6 to 123, because of x, given y",
        "..9 becomes 9 by x": "up to 9 narrows to 9, because of x",
    }
    assert {line: in_plain_words(line) for line in lines} == lines
    told = in_plain_words(
        "whole belarus/freed/all = 123; part belarus/freed/us = 1", {"belarus/freed/us": "“From the US”"}
    )
    assert told == "whole belarus/freed/all = 123; part “From the US” = 1"


def test_a_plot_says_what_a_source_says_and_explains_a_denial(written: Path) -> None:
    told = _everything(written)
    assert ">says no<" in told
    assert ">denies it<" in told
    assert "✕ denies what stands there" in told


def test_what_must_be_of_the_whole_is_not_laid_behind_its_parts() -> None:
    bars = (Bar("all: The Desk", "123", "asserts", 123, 123), Bar("a part: The Desk", "9", "asserts", 9, 9))
    chart = Intervals("Two.", "number", bars, (100, 160), is_whole=True)
    strips = [drawing.intervals(each).count("var(--band)") for each in (chart, replace(chart, banded=1))]
    assert strips == [2, 1]


def test_a_rule_is_told_in_its_sentence_with_its_line_and_the_worst_first(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.wh]\n", encoding="utf-8")
    with duckdb.connect() as con:
        quality.create_quality(con, has_layers=False)
        con.execute("insert into quality.builds values ('b1', '2026-03-01', '2026-03-01', 'failed', 1, 1, 5)")
        for rule, severity in (
            ("a_warning", "warning"),
            ("z_critical", "critical"),
            *((f"m{n}", "warning") for n in "12345"),
        ):
            asked = f"('b1', '{rule}', 'main.orders', '{severity}', 'broken', 5, 2, 5, 'b1', null)"
            con.execute(f"insert into quality.rule_results values {asked}")
        case = Case(
            rule="z_critical",
            table="main.orders",
            type="expect_x",
            sentence="Each order has a day.",
            notes=None,
            severity=Severity.CRITICAL,
            answer=Answer.BROKEN,
            candidate_count=5,
            compared_count=5,
            broken_count=2,
            is_failure=True,
            forbids=True,
            new_count=None,
            old_count=None,
            sql=None,
            spot=Spot("expectations/orders.json", 7),
        )
        text = html.render(con, "b1", project=find_project(tmp_path), has_samples=True, cases=(case,))
    assert "Nothing was published: 7 rules are not held." in text
    assert text.index("Each order has a day.</a>") < text.index("A warning</a>")
    assert ">and 1 more</a>" in text
    assert "<code>expectations/orders.json:7</code>" in text
