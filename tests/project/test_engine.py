"""The engine's modules import one way, and each big library has one door."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WH = ROOT / "wh"

# each imports only what stands before it
ORDER = (
    *("errors", "results", "figures", "reading", "csvfile", "formats", "annotations", "kinds", "csvblocks"),
    *("rowsets", "moulds", "times", "readings", "crowds", "labelfiles", "stamps", "descriptions", "editions"),
    *("arrivals", "addresses", "article_settings", "stored_texts", "article_columns", "workers", "places"),
    *("markup", "unpacking", "ahead", "plain_files", "articles", "packaged", "discovery", "stated", "doubts"),
    *("references", "label_settings", "project", "yamlfile", "dialect", "relations", "literals", "configs"),
    *("world", "answers", "database", "scope", "bytecode", "templates", "blocks", "macros", "objects"),
    *("names", "template_faults", "render", "exposures", "properties", "model", "pictures", "dbt_project"),
    *("criteria", "selecting", "graph", "syntax_faults", "query_faults", "layering", "parsed"),
    *("python_models", "namespace", "declarations", "parsing", "schedule", "disk", "kept", "obstacles"),
    *("private", "stopping", "warehouse", "footing", "quality", "raw", "anchoring", "offsets", "placing"),
    *("tallying", "rereading", "recordfiles", "keeping", "labelled", "annotation_files", "loading"),
    *("config_words", "tables", "incremental", "seeding", "snapshotting", "materializing", "tokens"),
    *("outside", "promises", "refusals", "binding", "lineage", "terminal", "tracing", "naming"),
    *("proper_names", "row_formats", "person_report", "shown", "pages", "outcome", "novelty"),
    *("manifest_defaults", "questions", "testnames", "testing", "nodes", "telling", "stored_failures"),
    *("manifest_nodes", "hooks", "engine_modules", "fingerprints", "planning", "shaping", "gx_duckdb"),
    *("rules", "guards", "encodings", "origin_tree", "following", "sentences", "double_labels", "explaining"),
    *("claim_words", "reports", "made_up_rows", "unit_testing", "gate", "running", "freshness"),
    *("manifest_resources", "manifest", "artifacts", "choosing", "build", "check_report", "advice"),
    *("exporting", "rehearsing", "asking", "report", "reporting", "days", "suggesting", "arguments"),
    *("suggestion_report", "options", "expectations", "ancestry", "label_exports", "inference", "people"),
    *("differences", "table_diff", "comparing", "plan_report", "claim_report", "diff_report", "starting"),
    *("cli",),
)
# the library, and the modules that may import it
DOORS = {
    # the page's templates are our own: plain jinja, escaped
    "jinja2": {"wh/templates.py", "wh/reports/page/templating.py"},
    "vl_convert": {"wh/reports/page/drawing.py"},
    "sqlglot": {"wh/lineage/"},
    "typer": {"wh/cli.py", "wh/options.py", "wh/arguments.py"},
    # a front matter is YAML, and the loader of the format reads it; a template may ask for `fromyaml`, as in dbt
    "yaml": {"wh/yamlfile.py", "wh/names.py", "loaders/markdown.py"},
    "anyascii": {"wh/people/letters.py"},
    "lxml": {"wh/markup.py"},
    "charset_normalizer": {"wh/encodings.py"},
    "trafilatura": {"wh/pages.py"},
    "warcio": {"loaders/warc.py"},
    "great_expectations": {"wh/gx_duckdb/", "wh/rules/", "expectations/"},
    "sqlalchemy": {"wh/gx_duckdb/"},
    "numpy": {"wh/inference/", "wh/csvblocks.py", "wh/article_columns.py"},
    "scipy": {"wh/inference/solving.py"},
    "duckdb_sqlalchemy": {"wh/gx_duckdb/"},
}
SOURCES = sorted(path for folder in ("wh", "loaders", "expectations") for path in (ROOT / folder).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> tuple[tuple[int, str], ...]:
    """Return line and full name of each import of the file, wherever in it, such as `wh.errors.WhError`."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return tuple(found)


@cache
def engine_modules() -> set[str]:
    return {path.stem for path in WH.glob("*.py") if path.stem != "__init__"} | {
        path.parent.name for path in WH.glob("*/__init__.py")
    }


def test_every_module_has_its_place_in_the_order() -> None:
    assert set(ORDER) == engine_modules()


@pytest.mark.parametrize("module", ORDER)
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    files = [WH / f"{module}.py"] if (WH / f"{module}.py").exists() else sorted((WH / module).rglob("*.py"))
    before = set(ORDER[: ORDER.index(module)]) | {module}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files
        for line, name in imported(path)
        if name.startswith("wh.") and name.split(".")[1] in engine_modules() - before
    ]
    assert wrong == []


@pytest.mark.parametrize("library", DOORS)
def test_a_big_library_has_one_door(library: str) -> None:
    wrong = [
        f"{shown}:{line}"
        for path in SOURCES
        for shown in [path.relative_to(ROOT).as_posix()]
        for line, name in imported(path)
        if name.split(".")[0] == library and not any(shown.startswith(door) for door in DOORS[library])
    ]
    assert wrong == []


def test_files_are_opened_with_duckdb_in_one_place_alone() -> None:
    """A connection is handed on, so its type is named in many places; what opens a file is the warehouse."""
    opening = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func) == "duckdb.connect"
        and node.args
    ]
    assert [place for place in opening if not place.startswith("wh/warehouse.py:")] == []


def test_the_command_line_starts_without_the_big_libraries() -> None:
    code = "import sys, wh.cli; print(sorted({name.split('.')[0] for name in sys.modules}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ast.literal_eval(ran.stdout))
    assert (
        loaded & {"duckdb", "jinja2", "sqlglot", "yaml", "great_expectations", "sqlalchemy", "pandas", "numpy"} == set()
    )


def test_what_is_typed_is_read_without_pydantic(tmp_path: Path) -> None:
    code = (
        "import atexit, sys, wh.cli; atexit.register(lambda: print('pydantic' in sys.modules));"
        "sys.argv = ['wh', 'plan', '--json']; wh.cli.main()"
    )
    (tmp_path / "pyproject.toml").write_text("[tool.wh]\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=environment
    )
    assert ran.stdout.splitlines()[-1] == "False"


def test_what_an_unchanged_project_needs_comes_without_duckdb() -> None:
    code = "import sys, wh.build, wh.kept, wh.report; print(sorted({name.split('.')[0] for name in sys.modules}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "duckdb" not in ast.literal_eval(ran.stdout)


def test_no_pattern_repeats_a_group_as_python_before_3_11_5_reads_wrongly() -> None:
    """`(...)*+` matches too little there (python/cpython#106052), and Debian 12 has 3.11.2; `(?>(...)*)` does not."""
    patterns = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).startswith("re.")
        and re.search(r"\)[*+?]\+", ast.unparse(node))
    ]
    assert patterns == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_in_its_first_line_what_it_does(path: Path) -> None:
    said = ast.get_docstring(tree_of(path))
    assert said
    assert said.splitlines()[0].endswith((".", ":")) or len(said.splitlines()) > 1
