"""What was compiled is kept from run to run, and never changes what comes out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from engine.worlds import Model, Pretended, this

from wh.bytecode import Bytecode
from wh.errors import ModelError
from wh.render import Rendered, Renderer

LOOP = (
    "select {% for one in var('columns') %}{{ one }}, {% endfor %}{{ twice('low') }} as low from {{ ref('stg_facts') }}"
)
TWICE = "{% macro twice(name) %}2 * {{ name }}{% endmacro %}"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "templates"


@pytest.fixture
def rendered(kept: Path) -> Callable[..., Rendered]:
    """Renders as a process of its own would, with what those before it have kept."""

    def render(source: str = LOOP, macro: str = TWICE, columns: tuple[str, ...] = ("a", "b")) -> Rendered:
        world = Pretended(variables={"columns": list(columns)})
        renderer = Renderer(world, {"house": [("macros/twice.sql", macro)]}, kept=kept)
        renderer.check_macros()
        found = renderer.render(Model("claims", source), {}, this)
        renderer.keep()
        return found

    return render


def test_a_second_run_gives_the_same_and_compiles_nothing(
    rendered: Callable[..., Rendered], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rendered()
    monkeypatch.setattr("wh.templates._parse", lambda *_: pytest.fail("a text was read again"))
    assert rendered() == first
    assert first.sql == "select a, b, 2 * low as low from staging.stg_facts"


def test_a_var_a_macro_and_a_text_that_changed_are_heeded(rendered: Callable[..., Rendered]) -> None:
    rendered()
    assert "select c, 2 * low" in rendered(columns=("c",)).sql
    assert "3 * low" in rendered(macro=TWICE.replace("2", "3")).sql
    assert "as high" in rendered(LOOP.replace("as low", "as high")).sql
    assert rendered().macros != rendered(macro=TWICE.replace("2", "3")).macros


def test_an_error_keeps_its_place(rendered: Callable[..., Rendered]) -> None:
    wrong = "select 1\nfrom {% if true %}{{ ref('nobody') }}{% endif %}"
    places = []
    for _ in range(2):
        with pytest.raises(ModelError) as caught:
            rendered(wrong)
        places.append((caught.value.at, str(caught.value)))
    assert places[0] == places[1]
    assert places[0][0] is not None and places[0][0].startswith("models/marts/claims.sql:2:")


@pytest.mark.parametrize("damage", [b"", b"nothing of ours", b"\0" * 4000])
def test_a_broken_file_is_as_none(rendered: Callable[..., Rendered], kept: Path, damage: bytes) -> None:
    first = rendered()
    kept.write_bytes(damage)
    assert rendered() == first
    kept.write_bytes(kept.read_bytes()[:-1])
    assert rendered() == first
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(content)
    assert rendered() == first


def test_what_another_version_compiled_is_not_used(kept: Path) -> None:
    one = Bytecode(kept, "one")
    one.add("key", compile("1", "<t>", "exec"))
    one.keep()
    assert Bytecode(kept, "one").find("key") is not None
    assert Bytecode(kept, "other").find("key") is None


def test_of_two_that_write_at_once_the_last_one_stays(kept: Path) -> None:
    one, other = Bytecode(kept, "1"), Bytecode(kept, "1")
    one.add("a", None)
    other.add("b", None)
    one.keep()
    other.keep()
    found = Bytecode(kept, "1")
    assert (found.find("a"), found.find("b")) == (None, (None, ()))
    assert [path.name for path in kept.parent.iterdir()] == ["templates"]


def test_what_was_not_used_for_long_gives_way(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wh.bytecode._MOST", 3)
    for key in "abcd":
        bytecode = Bytecode(kept, "1")
        bytecode.find("a")
        bytecode.add(key, None) if key != "a" or bytecode.find("a") is None else None
        bytecode.keep()
    found = Bytecode(kept, "1")
    assert [key for key in "abcd" if found.find(key)] == ["a", "c", "d"]


def test_where_nothing_may_be_written_nothing_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "not there" / "templates", tmp_path):
        bytecode = Bytecode(path, "1")
        bytecode.add("a", None)
        bytecode.keep()
    assert list(tmp_path.iterdir()) == []
