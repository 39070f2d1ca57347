from typing import ClassVar

import pytest

from wh.errors import ModelError, ProjectError
from wh.graph import Graph


class TestOrder:
    def test_every_model_comes_after_its_parents(self) -> None:
        order = graph(claims=["facts", "people"], facts=["stg"], people=["stg"], stg=[]).order()
        assert order == ("stg", "facts", "people", "claims")

    def test_the_order_does_not_depend_on_how_the_models_were_listed(self) -> None:
        one = graph(a=[], b=[], c=["b"])
        other = graph(c=["b"], b=[], a=[])
        assert one.order() == other.order()

    def test_a_ring_is_named_link_by_link_with_a_way_to_open_it(self) -> None:
        with pytest.raises(ModelError) as refused:
            graph(claims=["facts"], facts=["origins"], origins=["claims"], people=[]).order()
        message, at, way_out = str(refused.value).splitlines()
        ring = message.removeprefix("The models need each other in a ring: ").removesuffix(".").split(" -> ")
        assert ring[0] == ring[-1]
        assert set(ring) == {"claims", "facts", "origins"}
        assert at == f"  at  models/{ring[0]}.sql"
        assert way_out == f"  try take one `ref` out of the ring, such as the one to `{ring[1]}` in `{ring[0]}`"
        parents = {"claims": "facts", "facts": "origins", "origins": "claims"}
        assert parents[ring[0]] == ring[1]

    def test_a_model_that_reads_itself_is_a_ring_of_one(self) -> None:
        with pytest.raises(ModelError, match=r"in a ring: claims -> claims\."):
            graph(claims=["claims"]).order()


class TestSelect:
    models: ClassVar[dict[str, list[str]]] = {
        "stg_facts": [],
        "stg_people": [],
        "int_facts": ["stg_facts"],
        "claims": ["int_facts"],
        "people": ["stg_people"],
    }

    @pytest.mark.parametrize(
        ("wanted", "chosen"),
        [
            ([], {"stg_facts", "stg_people", "int_facts", "claims", "people"}),
            (["claims"], {"claims"}),
            (["+claims"], {"claims", "int_facts", "stg_facts"}),
            (["stg_facts+"], {"stg_facts", "int_facts", "claims"}),
            (["+int_facts+"], {"stg_facts", "int_facts", "claims"}),
            (["staging/"], {"stg_facts", "stg_people"}),
            (["staging"], {"stg_facts", "stg_people"}),
            (["staging/+"], {"stg_facts", "stg_people", "int_facts", "claims", "people"}),
            (["claims", "people"], {"claims", "people"}),
            (["claims people"], {"claims", "people"}),
            (["marts.claims"], {"claims"}),
            (["claims.sql"], {"claims"}),
        ],
    )
    def test_words_name_models(self, wanted: list[str], chosen: set[str]) -> None:
        assert graph(**self.models).select(wanted) == chosen

    def test_an_unknown_name_offers_the_closest(self) -> None:
        with pytest.raises(ProjectError) as refused:
            graph(**self.models).select(["+clams"])
        assert str(refused.value) == (
            "There is no model named `clams`.\n  at  the command line\n  try `claims`, the closest name"
        )

    def test_where_no_name_is_near_the_list_is_offered(self) -> None:
        with pytest.raises(ProjectError, match=r"try `wh ls` to see them all"):
            graph(**self.models).select(["zzz"])


def graph(**parents: list[str]) -> Graph:
    layers = {"stg": "staging", "int": "intermediate"}
    return Graph(
        parents={name: tuple(found) for name, found in parents.items()},
        folders={name: layers.get(name.split("_")[0], "marts") for name in parents},
        shown={name: f"models/{name}.sql" for name in parents},
    )
