"""The articles of a build, and how much of each is labelled."""

from dataclasses import dataclass
from datetime import date

import duckdb

_MOST_UNCOVERED = 12


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its coverage: numerals in its text, those that a label covers, and the first that none does."""

    article_id: str
    title: str | None
    outlet: str | None
    published_on: date | None
    url: str | None
    edition: str
    word_count: int
    version_count: int
    fact_count: int
    numeral_count: int
    covered_count: int
    uncovered: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of numerals that are covered; all of none."""
        return self.covered_count / self.numeral_count if self.numeral_count else 1.0

    @property
    def link(self) -> str | None:
        """The address, if it is one of the web."""
        return self.url if self.url and self.url.startswith(("https://", "http://")) else None


def read(con: duckdb.DuckDBPyConnection) -> tuple[Article, ...]:
    """Read every article, the least covered first."""
    rows = con.execute(
        "with counted as (select article_id, count(*) filter (is_live) as fact_count from marts.facts group by all)"
        " select articles.article_id, articles.title, sources.name, articles.published_on, articles.url,"
        " articles.edition, articles.word_count, articles.version_count, coalesce(counted.fact_count, 0),"
        " coalesce(coverage.numeral_count, 0), coalesce(coverage.covered_count, 0), coverage.uncovered[:$most]"
        " from marts.articles as articles"
        " left join marts.labelling_coverage as coverage using (article_id)"
        " left join counted using (article_id)"
        " left join marts.sources as sources on articles.outlet_id = sources.source_id"
        " order by articles.article_id",
        {"most": _MOST_UNCOVERED},
    ).fetchall()
    articles = [Article(*(*row[:11], tuple(str(one) for one in row[11] or ()))) for row in rows]
    return tuple(sorted(articles, key=lambda article: article.share))
