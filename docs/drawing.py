"""Draws the reports that are not pages in the shape in which people meet them, each read back from its own file.

The pictures are ours: nothing of GitHub's or GitLab's is copied. The templates are in docs/reports/templates/.
"""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt

TEMPLATES = Path(__file__).resolve().parent / "reports" / "templates"
_COLOURED = re.compile(r"(?:\x1b\[(\d+)m)?([^\x1b]+)(?:\x1b\[0m)?")
_ANNOTATION = re.compile(r"^::(error|warning|notice) file=([^,]*),line=(\d+),title=([^:]*)::(.*)$", re.MULTILINE)
_JSON = re.compile(r'("[^"]*")(?=:)|("(?:[^"\\]|\\.)*")|(\b(?:\d+|true|false|null)\b)|(…[^\n]*)|([^"\w…]+|\w+)')
_SHOWN_OF_A_RULE = ("table", "severity", "answer", "compared_count", "broken_count", "sentence", "file", "line", "rows")


def drawn(form: str, project: Path, told: str, written: Path | None, command: str) -> str:
    """Return the HTML that shows a report: what a command told, or the file that it wrote."""
    surroundings = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=False)
    shape, caption = _SHAPES[form]
    text = written.read_text(encoding="utf-8") if written else told
    return surroundings.get_template(f"{form}.html").render(shape(text, project), caption=caption, command=command)


def _terminal(text: str, project: Path) -> Mapping[str, Any]:
    return {"pieces": [(colour or "0", words) for colour, words in _COLOURED.findall(text.replace("\r", ""))]}


def _markdown(text: str, project: Path) -> Mapping[str, Any]:
    *first, _ = text.split("\n### ")
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render("\n### ".join(first))
    # no font of pictures is asked for
    return {"rendered": rendered.replace("❌", '<span class="mark">✕</span>')}


def _annotations(text: str, project: Path) -> Mapping[str, Any]:
    found = sorted(_ANNOTATION.findall(text), key=lambda each: (each[1], int(each[2])))
    files = [
        (
            file,
            [
                {
                    "kind": kind,
                    "line": line,
                    "code": (project / file).read_text(encoding="utf-8").splitlines()[int(line) - 1],
                    "title": _unescaped(title),
                    "says": _unescaped(says),
                }
                for kind, _, line, title, says in each
            ],
        )
        for file, each in groupby(found, key=lambda each: each[1])
    ]
    return {"files": files}


def _unescaped(text: str) -> str:
    for written, meant in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(written, meant)
    return text


def _test_cases(text: str, project: Path) -> Mapping[str, Any]:
    suites = [
        {
            "name": suite.get("name", ""),
            "failures": int(suite.get("failures", 0)),
            "skipped": int(suite.get("skipped", 0)),
            "passed": int(suite.get("tests", 0)) - int(suite.get("failures", 0)) - int(suite.get("skipped", 0)),
        }
        for suite in ElementTree.fromstring(text)
    ]
    failures = [
        {
            "name": case.get("name"),
            "classname": case.get("classname"),
            "message": failure.get("message"),
            "text": (failure.text or "").partition("\nThe SQL that finds")[0],
        }
        for case in ElementTree.fromstring(text).iter("testcase")
        for failure in case.iter("failure")
    ]
    counts = {
        "tests": sum(each["failures"] + each["skipped"] + each["passed"] for each in suites),
        "failure": len(failures),
        "skipped": sum(each["skipped"] for each in suites),
        "passed": sum(each["passed"] for each in suites),
    }
    # those that count first
    failures.sort(key=lambda each: "reported only" in (each["message"] or ""))
    failures[-1]["text"] = None
    busiest = sorted(suites, key=lambda each: (-each["failures"], -each["passed"]))
    return {"counts": counts, "failures": failures, "suites": busiest[:8], "others": len(suites) - 8}


def _code_scanning(text: str, project: Path) -> Mapping[str, Any]:
    (run,) = json.loads(text)["runs"]
    driver = run["tool"]["driver"]
    results = [
        {
            "level": each["level"],
            "rule": each["ruleId"],
            "sentence": driver["rules"][each["ruleIndex"]]["shortDescription"]["text"],
            "says": re.sub(r"\\([\\\[\]])", r"\1", each["message"]["text"]),
            "at": _place(each["locations"][0]),
            "related": [_place(place) for place in each.get("relatedLocations", ())],
        }
        for each in run["results"]
    ]
    return {"results": results, "tool": driver["name"]}


def _place(location: Mapping[str, Any]) -> str:
    physical = location["physicalLocation"]
    return f"{physical['artifactLocation']['uri']}:{physical['region']['startLine']}"


def _code_quality(text: str, project: Path) -> Mapping[str, Any]:
    return {"findings": json.loads(text)}


def _json(text: str, project: Path) -> Mapping[str, Any]:
    report = json.loads(text)
    broken = [rule for rule in report["rules"] if rule["answer"] == "broken"]
    first = {"rule": broken[0]["rule"], **{name: broken[0][name] for name in _SHOWN_OF_A_RULE}}
    first["rows"] = [{name: row[name] for name in ("says", "claim_id", "file", "line")} for row in first["rows"][:1]]
    names = ("version", "project", "build_id", "status", "is_good", "fail_on", "answers", "contents")
    lines = json.dumps({**{name: report[name] for name in names}, "rules": [first]}, ensure_ascii=False, indent=2)
    others = f"    }},\n    … and {len(report['rules']) - 1} more rules\n  ]"
    return {"pieces": list(_coloured(lines.replace("    }\n  ]", others)))}


def _coloured(text: str) -> Iterator[tuple[str, str]]:
    for found in _JSON.finditer(text):
        yield str(found.lastindex or 0), found[0]


_SHAPES: Mapping[str, tuple[Callable[[str, Path], Mapping[str, Any]], str]] = {
    "terminal": (_terminal, "What the command prints, in its colours."),
    "md": (_markdown, "Drawn from the Markdown file, not a screenshot of GitHub. The last rule is left out here."),
    "github": (_annotations, "Drawn from the annotations, not a screenshot of GitHub."),
    "junit": (
        _test_cases,
        "Drawn from the JUnit file, not a screenshot of a CI service. "
        "The SQL is left out, and the last failure folded.",
    ),
    "sarif": (_code_scanning, "Drawn from the SARIF file, not a screenshot of GitHub."),
    "gitlab": (_code_quality, "Drawn from the code quality file, not a screenshot of GitLab."),
    "json": (_json, "Drawn from the JSON file, shortened: some keys of a rule and all but one rule are left out."),
}
