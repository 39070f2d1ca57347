"""What is read without jinja2 gives what jinja2 gives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from engine.worlds import Model, Pretended, renderer, this

from wh.blocks import plain_lines
from wh.literals import Call, parts_of
from wh.relations import Relation
from wh.render import Rendered
from wh.templates import Templates, Text, carried_out

MODELS = sorted((Path(__file__).resolve().parents[2] / "models").rglob("*.sql"))
# what is worth a trial of both readers: each is a whole model
READ = [
    "",
    "select 1",
    "select * from {{ ref('a') }}",
    "select * from {{ ref( \"a\" ) }} join {{ref('p','a')}} -- {{ this }} {{this}}",
    "{{ config(materialized='table') }}\n\nselect 1",
    "\n {{- config(tags=['a', \"b\"], meta={'a': {'b': [1, 2.5, -3]}}, enabled=true, alias=none) -}} \n select 1",
    "select '{{ var('x') }}', {{ var(\"y\", 3) }}, {{ var('z', ['a']) }}",
    "a {# b #} c {#- d -#} e {#\n{{ nope }} {% if %}\n-#}\n\n f",
    "{{ source('raw', 'facts_now') }}{{ ref('a') -}}\n\t{{- ref('a') }} }} #} %} {x} { {",
    "{{ config(\n    materialized = 'table',\n    tags = ('a', 'b',),\n) }}\r\nselect 1\r\n",
    "{{ config(meta={'a': (1,), 'b': 'c' 'd', 'e': False}) }}é {{ ref('a') }} ü",
]
# what only jinja2 can read, if that
LEFT = [
    "{% if true %}a{% endif %}",
    "{{ ref(name) }}",
    "{{ ref('a') ~ 'b' }}",
    "{{ ref('a').name }}",
    "{{ ref('a\\n') }}",
    "{{ ref(r'a') }}",
    "{{ config(a=1, a=2) }}",
    "{{ config(a=010) }}",
    "{{ config(**x) }}",
    "{{ config(a=1 + 2) }}",
    "{{ config(a={1, 2}) }}",
    "{{ macro() }}",
    "{{ 'ref' }}",
    "{{ ref('a' }}",
    "{{+ ref('a') }}",
    "{# never closed",
    "{{ var('x') | upper }}",
]


def rendered(source: str, *, by_jinja: bool) -> Rendered:
    world = Pretended(variables={"x": "1"}, models={"a": Relation("staging", "a", is_plain=True)})
    made = renderer(world=world)
    made.library.override_literals = by_jinja  # type: ignore[misc]  # as a macro named `ref` would have it
    return made.render(Model("claims", source), {"tags": ["z"]}, this)


@pytest.mark.parametrize("source", READ)
def test_it_is_read_as_jinja2_reads_it(source: str) -> None:
    assert parts_of(source) is not None
    assert rendered(source, by_jinja=False) == rendered(source, by_jinja=True)


@pytest.mark.parametrize("source", LEFT)
def test_anything_else_is_left_to_jinja2(source: str) -> None:
    assert parts_of(source) is None


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_model_of_this_repository_is_read_as_jinja2_reads_it(path: Path) -> None:
    source = plain_lines(path.read_text(encoding="utf-8"))
    parts = parts_of(source)
    if parts is None:
        assert "{%" in source or "{{" in source
        return  # it calls a macro, or loops
    # any name will do here: each call is shown as what it was given
    calls = {f"{part.offset}": f"{part.name}{part.arguments}{part.named}" for part in parts if isinstance(part, Call)}
    ours = [(calls[f"{part.offset}"] if isinstance(part, Call) else part[1]) for part in parts]
    scope = _Shown()
    theirs = carried_out(lambda: Templates().compile(Text(source, path.name)).pieces(), scope)  # type: ignore[arg-type]
    assert ours == [piece[2] for piece in theirs]
    assert [part.offset if isinstance(part, Call) else part[0] for part in parts] == [piece[0] for piece in theirs]


def test_jinja2_is_not_imported_for_what_can_be_read_without_it() -> None:
    code = (
        "import sys; from engine.worlds import render\n"
        "render(\"select * from {{ ref('stg_facts') }} -- {{ this }}\", {'m.sql': '{% macro m() %}{% endmacro %}'})\n"
        "print('jinja2' in sys.modules)"
    )
    tests = Path(__file__).resolve().parents[1]
    environment = {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout == "False\n"


class _Shown:
    """A scope in which every name shows what it was called with."""

    def find(self, name: str) -> object:
        return lambda *given, **named: f"{name}{given}{named}"
