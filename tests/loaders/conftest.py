"""A small desk: one article, one fact, and one row of each other kind, all good, in a folder of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb
import pytest

from wh import discovery, loading
from wh.article_settings import StatedOfFiles
from wh.label_settings import Scheme
from wh.results import LoadSummary

LOADERS = Path(__file__).resolve().parents[2] / "loaders"
NOW = datetime(2025, 12, 14, 9, 30, tzinfo=UTC)

GOOD: Mapping[str, str] = {
    "articles.csv": "article_id,edition,file,outlet_id,title,published_at,language,url,wire_id\n"
    "swap-herald,full,herald.txt,herald,Swap,2025-12-13T22:20+05:30,en,,wire\n",
    "articles/herald.txt": "Ann Lee said that eight or nine of 123 prisoners were freed.\n",
    "labels/sources.csv": "source_id,name,kind,owner_id,person_id\n"
    "herald,The Herald,outlet,,\nwire,The Wire,agency,,\nann-lee,Ann Lee,person,,ann\n",
    "labels/people.csv": "person_id,name,born_on,died_on,wikidata_id\nann,Ann Lee,1954-08-30/1954-08-31,,Q1\n",
    "labels/subjects.csv": "subject_id,name,kind\nprisoners,the prisoners,group\n",
    "labels/scopes.csv": "scope_id,description,within_scope_id\nall,all of them,\nabroad,those sent abroad,all\n",
    "labels/events.csv": "event_id,name,happened_on,place\nswap,The swap,2025-12-13,Minsk\n",
    "labels/attributes.csv": "attribute,value_kind,unit,over_time,single_valued,tolerance,question\n"
    "released_count,count,people,fixed,true,0.1,How many were freed?\n"
    "arrested_on,date,,fixed,true,,When was the arrest?\n"
    "held_for,duration,years,fixed,true,,How long was it?\n"
    "was_released,boolean,,fixed,true,,Was the person freed?\n"
    "role,text,,level,false,,What is the role?\n",
    "labels/mentions.csv": "article_id,person_id,exact,role,as_of\nswap-herald,ann,Ann Lee,,\n",
    "labels/person_judgements.csv": "name_a,name_b,judgement,reason,decided_by,decided_on\n"
    "Ann Lee,Anne Lee,positive,same office,desk,2025-12-14\n",
    "labels/facts.csv": "fact_id,article_id,event_id,subject_id,attribute,scope_id,value,unit,as_of,source_id,via_id,"
    "stance,target_fact_id,exact,note,labelled_by,labelled_on\n"
    "f1,swap-herald,swap,prisoners,released_count,,8..9,,2025-12,ann-lee,,asserts,,eight or nine of 123 prisoners,,"
    "desk,2025-12-14\n",
    "labels/fact_chain.csv": "fact_id,position,source_id\nf1,1,ann-lee\n",
    "labels/quotes.csv": "quote_id,article_id,source_id,said_to_id,exact_from,exact_to\n"
    "q1,swap-herald,ann-lee,herald,eight,freed\n",
    "labels/evidence.csv": "fact_id,edition,prefix,suffix\nf1,full,said that,\n",
    "labels/relation_kinds.csv": "kind,role,times,takes_many,total_low,total_high\n"
    "twice,double,1,,0,0\ntwice,single,-2,,,\n",
    "labels/relations.csv": "relation_id,kind,role,operand,note\n"
    "r1,at_most,smaller,swap/prisoners/released_count,\nr2,age,born,people/ann/born_on,\n"
    "r2,age,on,events/swap/happened_on,\n",
    "labels/excluded_passages.csv": "article_id,edition,exact_from,exact_to,reason\n"
    "swap-herald,full,Ann Lee said,said,caption\n",
    "labels/rulings.csv": "disagreement_id,decision,fact_id,reason,decided_by,decided_on,expires_on\n"
    "sources_agree-1,prefer,f1,she counted,desk,2025-12-14,2026-12-14\n",
    "labels/adjudications.csv": "fact_id,other_fact_id,decision,reason,decided_by,decided_on\n"
    "f1,,prefer,she was there,desk,2025-12-14\n",
    "labels/phrases.csv": "attribute,value,phrase\nwas_released,true,were freed\n",
    "labels/units.csv": "unit,base_unit,factor\ndecades,years,10\nmillion,,1e6\n",
}

LOST = """
    select file, seen_count, loaded_count, refused_count, passed_count from raw.load_counts_now
    where seen_count <> loaded_count + refused_count + passed_count
"""


def refused(summary: LoadSummary) -> list[str]:
    """Return what a load refused, each as `file:line column: reason try hint`."""
    return [
        f"{each.file}:{each.line} {each.column_name or '-'}: {each.reason} try {each.hint}" for each in summary.rejects
    ]


@dataclass(frozen=True)
class Desk:
    """A project whose data/ a test writes; it uses the built-in loaders."""

    root: Path
    article_settings: tuple[StatedOfFiles, ...] = ()
    label_settings: tuple[Scheme, ...] = ()

    def files(self, folder: str) -> tuple[Path, ...]:
        """Return the built-in loaders."""
        assert folder == "loaders"
        return tuple(sorted(LOADERS.glob("*.py")))

    def write(self, file: str, content: str | bytes) -> None:
        """Write data/`file`."""
        path = self.root / "data" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def add(self, file: str, *rows: str) -> None:
        """Add rows to what is in data/`file`."""
        self.write(file, (self.root / "data" / file).read_bytes() + "".join(f"{row}\n" for row in rows).encode())

    def change(self, file: str, before: str, after: str) -> None:
        """Replace a text that stands once in data/`file`."""
        content = (self.root / "data" / file).read_text(encoding="utf-8")
        assert content.count(before) == 1
        self.write(file, content.replace(before, after))

    def remove(self, file: str) -> None:
        """Delete data/`file`."""
        (self.root / "data" / file).unlink()

    def preview(self, articles: Path | None = None) -> LoadSummary:
        """Read all input without a warehouse."""
        return loading.preview(self, articles, NOW)

    def refusals(self, articles: Path | None = None) -> list[str]:
        """Return what is refused, each as `file:line column: reason try hint`."""
        return refused(self.preview(articles))

    def load(self, con: duckdb.DuckDBPyConnection, articles: Path | None = None) -> LoadSummary:
        """Load all input into a warehouse, and hold that what was seen of each file is loaded or refused."""
        summary = loading.load(con, self, articles, NOW)
        assert con.execute(LOST).fetchall() == []
        return summary

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Load into a new warehouse and ask it."""
        with duckdb.connect() as con:
            self.load(con)
            return con.execute(query).fetchall()


@pytest.fixture(autouse=True)
def built_in_loaders_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take each built-in loader as it ran for the first test: to run all of them is half the time of a small load."""
    monkeypatch.setattr(discovery, "_run", lambda path: (_run_once if path.parent == LOADERS else _run)(path))


_run = discovery._run
_run_once = cache(_run)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Lend a desk where everything is good."""
    desk = Desk(tmp_path)
    for file, content in GOOD.items():
        desk.write(file, content)
    return desk
