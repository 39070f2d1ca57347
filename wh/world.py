"""What the rendering of a text asks of the project around it: three lists of names, and no code.

Whoever reads a project gives objects with these names; none need know this module.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from wh.relations import Relation


class Written(Protocol):
    """A model, test, hook or snapshot as its file has it; any object with these names will do."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def kind(self) -> str:
        """What it is: 'model', 'seed', 'snapshot', 'test', 'analysis', 'operation'."""

    @property
    def package(self) -> str:
        """The project or package that it belongs to."""

    @property
    def folder(self) -> Sequence[str]:
        """The folders below models/ that lead to it."""

    @property
    def source(self) -> str:
        """The text as written."""

    @property
    def shown(self) -> str:
        """The path of the file, as a person would look for it."""

    @property
    def first_line(self) -> int:
        """The line of the file on which `source` begins, from 1."""


class World(Protocol):
    """What the models of a project may name; everything here is asked for while a model is rendered."""

    @property
    def dialect(self) -> str:
        """Whose rules hold: 'wh' for a project of our own, 'dbt' for one of dbt's."""

    @property
    def project_name(self) -> str:
        """The name of the root project."""

    @property
    def target(self) -> Mapping[str, Any]:
        """What `target` gives: name, schema, database, type, threads, profile_name, path."""

    @property
    def run_started_at(self) -> Any:
        """The start of this run, an aware datetime."""

    @property
    def invocation_id(self) -> str:
        """The id of this run."""

    @property
    def flags(self) -> Mapping[str, Any]:
        """What `flags` gives, in capitals: FULL_REFRESH, WHICH; and `selected_resources`, a list of unique ids."""

    def variables_of(self, package: str) -> Mapping[str, Any]:
        """Return the vars that hold in a package."""

    def relation_of(self, name: str, package: str | None, asking: Written) -> tuple[str, Relation]:
        """Return the key and the relation of the model, seed or snapshot of that name.

        May render that model first. Raises a ModelError without `at`, with the closest name.
        """

    def source_of(self, schema: str, table: str, asking: Written) -> Relation:
        """Return the relation of a source; raises a ModelError without `at`, with the closest name."""

    def graph(self) -> Mapping[str, Any]:
        """Return what `graph` gives while a model runs: dbt's `nodes` and `sources` by unique id."""


class Macros(Protocol):
    """The macros of the project and its packages, by name."""

    def find(self, name: str, package: str) -> Any:
        """Return the macro that a bare name means in a package, or None."""

    def of_package(self, package: str) -> Mapping[str, Any] | None:
        """Return the macros of one package by name, or None if there is no such package."""

    def search_order(self, namespace: str | None) -> Sequence[str]:
        """Return the packages in which `adapter.dispatch` looks, in order."""

    def render(self, text: str) -> str:
        """Return a text with its Jinja carried out, with the names of whoever is being rendered."""
