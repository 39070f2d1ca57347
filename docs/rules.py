"""Writes docs/rules.md from the expectation classes, so that the page says what they say.

Run by `make docs`; a test compares the page with what this gives.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import wh.expectations
from wh.rules.expectation import RuleBetweenSources

ROOT = Path(__file__).resolve().parent.parent

HEAD = """# Rules

Written by `make docs` from the classes in `expectations/`. A rule is an expectation of Great Expectations; a suite in
`expectations/` names the table it guards. How much was compared is part of each answer: *held*, *broken*, *unanswered*
(nothing could be compared) or *error*. The last column names a handbook of the field that asks for the rule, or
claimhouse where it comes from our own practice.

## Without `wh`

`pip install claimhouse`, and every rule works in plain Great Expectations, on any DuckDB file and any table. The import
makes the rules known by name, for suites in JSON as well, and DuckDB known as a data source.

```python
import great_expectations as gx
import wh.expectations as rules

context = gx.get_context(mode="ephemeral")
source = context.data_sources.add_duckdb("mine", connection_string="duckdb:///floods.duckdb")
batch = source.add_table_asset("floods").add_batch_definition_whole_table("all").get_batch()
names = {"claim_id": "'dead'", "fact_id": "report", "article_id": "report", "low": "dead", "high": "dead"}
names |= {"stance": "'asserts'", "is_live": "true"}
suite = gx.ExpectationSuite("floods")
suite.add_expectation(rules.ExpectPartsToAddUp(parts=["dead", "hurt"], whole="casualties", key=["report"]))
suite.add_expectation(rules.ExpectTotalsNotToFall(total="dead", in_order_of="told_on"))
suite.add_expectation(rules.ExpectFiguresOfOneMagnitude(names=names, disagreements=None))
for said in batch.validate(suite).results:
    print(said.success, said.expectation_config.description)
    for row in said.result["details"]["unexpected_rows"]:
        print("   ", row["detail"])
```

On a table `floods` where report a tells of 3 dead and 4 hurt, 7 in all, and report b a day later of 30 and 6, 9 in all:

```
False dead, hurt add up to casualties. (key report)
    report b: dead 30 + hurt 6 = 36, casualties 9
True dead never falls as told_on grows.
False No figure is 10 times what another article says.
    a has 3 (a), b has 30: not of one magnitude (10 times)
```

- `names` says what a table calls the columns that a rule knows by another name, in SQL. Other tables that a rule reads
  are parameters, such as `people="my.people"`; where one has other columns, give a view.
- `mostly` is the share of the compared rows that must hold, as in Great Expectations. `severity` is the rule's own
  where none is given.
- In the result, `element_count` is what the rule is about, `compared_count` what could be compared, `unexpected_count`
  what breaks it, and `details.unexpected_rows` has up to 200 rows in words. Unanswered though there were rows is no
  success.
- Data Docs show each sentence with its parameters, how much was compared, and the rows that break it.

## A rule of your own

A class in `expectations/` is one, and says of each row whether it could be compared and whether it is broken. This is
`expectations/headlines.py`, whole:

```python
from wh.expectations import RuleBetweenSources


class ExpectShortHeadlines(RuleBetweenSources):
    sentence = "No headline has more than {longest} characters."
    longest: int = 60

    def candidates(self) -> str:
        return (
            "select null as claim_id, null as fact_id, article_id, title is not null as is_compared,"
            f" length(title) > {self.longest} as is_broken, title as detail from {{batch}}"
        )
```

In plain Great Expectations, in the folder of that file:

```python
import great_expectations as gx
from headlines import ExpectShortHeadlines

source = gx.get_context(mode="ephemeral").data_sources.add_duckdb("mine", connection_string="duckdb:///desk.duckdb")
batch = source.add_table_asset("articles").add_batch_definition_whole_table("all").get_batch()
said = batch.validate(ExpectShortHeadlines(longest=20))
print(said.success, [row["detail"] for row in said.result["details"]["unexpected_rows"]])
```

With `wh`, a suite such as `expectations/headlines.json` asks it of a table in every build:

```json
{
  "name": "marts.articles",
  "expectations": [
    {"type": "expect_short_headlines", "kwargs": {"longest": 20}, "severity": "warning", "meta": {"rule": "is_short"}}
  ]
}
```

Of articles with the titles "Freed", "Prisoners are freed at last" and none:

```
False ['Prisoners are freed at last']
```

```
warning is_short on marts.articles: 1 of 2 broken (reported only)
  No headline has more than 20 characters.
  - Prisoners are freed at last
```

## A rule in SQL

A query in `expectations/` is a rule too: each row that it gives breaks it. It is named after its file, says what its
first comment says, and is critical unless its `config` makes it a warning (`severity='warn'`). It is about the first
table that it reads by `ref`. A column `detail` tells the row in words; claim_id, fact_id and article_id find it. This
is `expectations/one_title_an_article.sql`, whole:

```sql
-- No two articles have one title.
{{ config(severity='warn') }}

select title, count(*) as article_count
from {{ ref('articles') }}
group by title
having count(*) > 1
```

```
warning one_title_an_article on marts.articles: 1 of 3 broken (reported only)
  No two articles have one title.
  - title 'Freed', article_count 2
```

An entry of that name under `data_tests:` in a YAML of `models/` may have the description and the settings instead. What
is wrong with a rule of any form (a table, a column, a parameter that is not there, a suite that is no JSON) is told
before anything is built or asked, with its line and the closest name; the status is 2.

## Suites

- What a rule of Great Expectations' own says in reports is its `description`; where it has none, what it expects, as in
  "`low` of marts.claims is at least 1000."
- JSON is Great Expectations' own (`gx.ExpectationSuite(**json.load(file))`). In Python, `expectations/*.py` may name
  suites: `suite = gx.ExpectationSuite("marts.claims", expectations=[...])`; that import is paid for in every build.
- `meta.rule` names a rule; `meta.table` is the table where the suite's name is not.
- A rule that compares accounts (marked ↔) has `expect_enough_compared` beside it, with `of_type` and `of_kwargs` as in
  the suite: how much was compared, as well as how well it agreed. One that lacks it breaks
  `agreement_rules_are_covered`.
- A threshold (in *italics*) that is set has `meta.set_on` (a day), `meta.measured_…` (the value then; null where there
  was nothing to measure) and `meta.reason`; one that lacks them breaks `thresholds_are_reasoned`, with file and line.
- Both are critical for the suites that come with claimhouse, and warnings (`own_…`) for your own.
- What was ruled on in `rulings.csv` is forgiven until a new fact makes it another disagreement. A ruling that fits none
  any more is stale, one past its `expires_on` is expired, and `rulings_still_fit` tells of both.
"""


def page() -> str:
    """Return the whole page."""
    lines = [HEAD]
    by_file: dict[str, list[type[RuleBetweenSources]]] = {}
    for each in wh.expectations.CLASSES:
        by_file.setdefault(each.__module__, []).append(each)
    for module, classes in sorted(by_file.items()):
        first = (sys.modules[module].__doc__ or "").split("\n")[0]
        lines += [f"## {first.rstrip('.')}", ""]
        lines += ["| rule | says | looks at | parameters | severity | asked for by |", "|---|---|---|---|---|---|"]
        lines += [_row(each) for each in classes]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(rule: type[RuleBetweenSources]) -> str:
    mark = " ↔" if rule.is_agreement else ""
    described = dict(parameters_of(rule))
    cells = [
        f"`{rule.__name__}`{mark}",
        rule.sentence.replace("{", "*").replace("}", "*"),
        " ".join(looks_at(rule)),
        "<br>".join(f"{_named(rule, name)}: {said}" for name, said in described.items()),
        rule.own_severity,
        ", ".join(rule.asked_by),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _named(rule: type[RuleBetweenSources], name: str) -> str:
    marks = "*" if name in rule.thresholds else ""
    default = rule.__fields__[name].default
    has_default = default not in (None, [], {}) and not isinstance(default, dict)
    return f"{marks}`{name}`{marks}" + (f" ({_plain(default)})" if has_default else "")


def _plain(value: object) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def looks_at(rule: type[RuleBetweenSources]) -> Iterator[str]:
    """Yield what the docstrings of a rule say of the table it is for: its last paragraphs before the parameters."""
    for text in _docstrings(rule):
        for paragraph in text.split("\n\n")[1:]:
            if not paragraph.startswith("`"):
                yield " ".join(paragraph.split())


def parameters_of(rule: type[RuleBetweenSources]) -> Iterator[tuple[str, str]]:
    """Yield the parameters that the docstrings of a rule describe, each with what they say of it."""
    for text in _docstrings(rule):
        for paragraph in text.split("\n\n")[1:]:
            if paragraph.startswith("`"):
                told = re.split(r"(?:^|\s)`(\w+)`: ", paragraph)[1:]
                for name, said in zip(told[::2], told[1::2], strict=True):
                    yield name, " ".join(said.split()).rstrip(".")


def _docstrings(rule: type[RuleBetweenSources]) -> Iterator[str]:
    for each in reversed(rule.__mro__):
        if issubclass(each, RuleBetweenSources) and each is not RuleBetweenSources:
            yield inspect.cleandoc(each.__doc__ or "")


if __name__ == "__main__":
    (ROOT / "docs" / "rules.md").write_text(page(), encoding="utf-8")
