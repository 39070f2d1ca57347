import pytest

from wh.errors import ModelError
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

    def test_a_model_that_reads_itself_is_told_so(self) -> None:
        with pytest.raises(ModelError, match=r"The model `claims` needs itself\."):
            graph(claims=["claims"]).order()


def graph(**parents: list[str]) -> Graph:
    return Graph(
        parents={name: tuple(found) for name, found in parents.items()},
        shown={name: f"models/{name}.sql" for name in parents},
    )
