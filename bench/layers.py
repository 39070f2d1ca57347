"""Writes a layered dbt project of any size for the benchmarks: every model has two parents and 100 rows.

The same size gives the same project. Knows its own statements as plain SQL too, which are the floor of a comparison.
"""

from dataclasses import dataclass
from pathlib import Path

LAYERS = 10
ROWS = 100
_DIGITS = "round(sum(measured.amount), {digits})"


@dataclass(frozen=True, slots=True)
class LayerModel:
    """A model of the project; `parents` are names of models of the layer before, none in the first."""

    name: str
    folder: str
    parents: tuple[str, ...]
    body: str

    def written(self) -> str:
        """Return the model as its author writes it, with `ref`."""
        return self.body.format(*(f"{{{{ ref('{parent}') }}}}" for parent in self.parents))

    def sql(self) -> str:
        """Return the plain SELECT."""
        return self.body.format(*(f'"main"."{parent}"' for parent in self.parents))


_NUMBERS = """\
-- One row per number.
with numbers as (
    select number from range({rows}) as counted (number)
),

shaped as (
    select
        number as thing_id,
        number % {kinds} as kind,
        number * {factor} as amount,
        'thing ' || number as name,
    from numbers
)

select * from shaped
"""

_JOINED = """\
-- One row per thing of both parents.
with things as (
    select * from {0}
),

others as (
    select * from {1}
),

joined as (
    select
        things.thing_id,
        others.kind,
        (things.amount + others.amount) / 2 as amount,
        coalesce(things.name, others.name) as name,
    from things
    inner join others on others.thing_id = things.thing_id
)

select * from joined
"""

_COMPARED = """\
-- One row per thing, beside the sum of its kind.
with things as (
    select * from {0}
),

kinds as (
    select
        measured.kind,
        round(sum(measured.amount), 2) as amount,
    from {1} as measured
    group by measured.kind
),

compared as (
    select
        things.thing_id,
        things.kind,
        things.amount + coalesce(kinds.amount, 0) / 1000 as amount,
        things.name,
    from things
    left join kinds on kinds.kind = things.kind
)

select * from compared
"""

_UNITED = """\
-- One row per thing, taken from one parent or the other.
with low_things as (
    select * from {0} where thing_id < 50
),

high_things as (
    select * from {1} where thing_id >= 50
),

united as (
    select thing_id, kind, amount, upper(name) as name from low_things
    union all
    select thing_id, kind, amount * 1.01 as amount, name from high_things
)

select * from united
"""

_INNER = (_JOINED, _COMPARED, _UNITED)


def layer_models(count: int) -> tuple[LayerModel, ...]:
    """Return that many models, parents first; `count` is a multiple of the number of layers."""
    width = count // LAYERS
    names = [[f"layer_{layer}_model_{number}" for number in range(width)] for layer in range(LAYERS)]
    found = []
    for layer, own in enumerate(names):
        for number, name in enumerate(own):
            found.append(_layer_model(name, layer, number, names[layer - 1] if layer else []))
    return tuple(found)


def change_leaf(folder: Path, models: tuple[LayerModel, ...], number: int) -> None:
    """Give a model that nothing reads another meaning; eight numbers in a row give eight meanings."""
    written = _DIGITS.format(digits=2)
    leaf = next(model for model in reversed(models) if written in model.body)
    changed = leaf.written().replace(written, _DIGITS.format(digits=2 + number % 8))
    (folder / "models" / leaf.folder / f"{leaf.name}.sql").write_text(changed, encoding="utf-8")


def test_statements(model: LayerModel) -> tuple[str, str]:
    """Return how a plain script counts what breaks the two tests of a model."""
    table = f'"main"."{model.name}"'
    return (
        f"select count(*) from (select thing_id from {table} where thing_id is not null"
        " group by thing_id having count(*) > 1)",
        f"select count(*) from {table} where thing_id is null",
    )


def write_project(folder: Path, models: tuple[LayerModel, ...], *, with_tests: bool) -> None:
    """Write the project's files: settings, a profile that names `warehouse.duckdb` beside them, models and tests."""
    folder.mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(_DBT_PROJECT, encoding="utf-8")
    (folder / "profiles.yml").write_text(_PROFILES, encoding="utf-8")
    properties: dict[str, list[str]] = {}
    for model in models:
        path = folder / "models" / model.folder / f"{model.name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(model.written(), encoding="utf-8")
        properties.setdefault(model.folder, []).append(_PROPERTIES.format(name=model.name))
    if with_tests:
        for layer, written in properties.items():
            text = "version: 2\n\nmodels:\n" + "".join(written)
            (folder / "models" / layer / "schema.yml").write_text(text, encoding="utf-8")


def _layer_model(name: str, layer: int, number: int, above: list[str]) -> LayerModel:
    if not above:
        body = _NUMBERS.format(rows=ROWS, kinds=3 + number % 5, factor=f"1.{number % 10}")
        return LayerModel(name, f"layer_{layer}", (), body)
    parents = (above[number % len(above)], above[(number * 7 + 3) % len(above)])
    return LayerModel(name, f"layer_{layer}", parents, _INNER[(number + layer) % len(_INNER)])


_DBT_PROJECT = """\
name: layered
version: "1.0"
profile: layered
models:
  layered:
    +materialized: table
flags:
  send_anonymous_usage_stats: false
"""

_PROFILES = """\
layered:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: warehouse.duckdb
      threads: 2
"""

_PROPERTIES = """\
  - name: {name}
    columns:
      - name: thing_id
        data_tests:
          - unique
          - not_null
"""
