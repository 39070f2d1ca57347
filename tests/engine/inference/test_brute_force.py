"""On random small systems inference gives what trying all values gives."""

from itertools import combinations

from engine.inference.small import Position, Relation, Variable, at_most, bounds, inferred, solutions, total
from hypothesis import given, settings
from hypothesis import strategies as st

MOST = 5
VARIABLES = st.integers(2, 5)


@st.composite
def relation(draw: st.DrawFn, count: int) -> Relation:
    named = draw(st.permutations(range(count)))
    kind = draw(st.sampled_from(["total", "at_most", "apart", "weighed"]))
    if kind == "total":
        return total(*named[: draw(st.integers(2, min(count, 4)))])
    if kind == "at_most":
        return at_most(named[0], named[1])
    if kind == "apart":
        least = draw(st.integers(-2, 2))
        return Relation(((named[0], 1.0), (named[1], -1.0)), least, least + draw(st.integers(0, 2)))
    times = draw(st.lists(st.sampled_from([-2.0, -1.0, 1.0, 2.0, 3.0]), min_size=2, max_size=min(count, 3)))
    least = draw(st.integers(-3, 6))
    return Relation(tuple(zip(named, times, strict=False)), least, least + draw(st.integers(0, 3)))


@st.composite
def system(draw: st.DrawFn) -> tuple[list[Variable], list[Relation], list[Position]]:
    count = draw(VARIABLES)
    variables = [Variable(0, MOST) for _ in range(count)]
    relations = draw(st.lists(relation(count), min_size=1, max_size=4))
    positions = []
    for variable in range(count):
        low = draw(st.integers(0, MOST))
        high = draw(st.integers(low, MOST))
        for article in range(draw(st.integers(0, 2))):
            # of one variable all meet: what they say of each other is another matter
            positions.append(
                Position(variable, draw(st.integers(0, low)), draw(st.integers(high, MOST)), article=article)
            )
    return variables, relations, positions


@settings(max_examples=150, deadline=None)
@given(system())
def test_every_variable_is_bounded_exactly_as_by_trying_all_values(
    drawn: tuple[list[Variable], list[Relation], list[Position]],
) -> None:
    variables, relations, positions = drawn
    found = inferred(variables, relations, *positions)
    possible = solutions(variables, relations, positions)
    assert bool(possible) == (not found.clashes)
    for variable in range(len(variables) if possible else 0):
        values = [values[variable] for values in possible]
        assert bounds(found, variable) == (min(values), max(values))


@settings(max_examples=150, deadline=None)
@given(system())
def test_a_clash_names_a_smallest_set_of_positions_and_no_relation_too_many(
    drawn: tuple[list[Variable], list[Relation], list[Position]],
) -> None:
    variables, relations, positions = drawn
    found = inferred(variables, relations, *positions)
    for number, clash in enumerate(found.clashes):
        assert clash.article is None
        # a clash of one relation needs no other
        alone = {one.relations[0] for one in found.clashes if len(one.relations) == 1}
        earlier = {relation for one in found.clashes[:number] for relation in one.relations}
        told_twice = set(found.silent.tolist()) - {relation for one in found.clashes for relation in one.relations}
        left = [one for at, one in enumerate(relations) if at not in alone | earlier | told_twice]
        left = left if len(clash.relations) > 1 else [relations[clash.relations[0]]]
        named = [relations[at] for at in clash.relations]
        chosen = [positions[at] for at in clash.positions]
        assert solutions(variables, named, chosen) == []
        for one in clash.relations:
            assert solutions(variables, [relations[at] for at in clash.relations if at != one], chosen)
        distinct = {(one.variable, one.low, one.high) for one in chosen}
        everyone = sorted({(one.variable, one.low, one.high) for one in positions})
        for fewer in combinations(everyone, len(distinct) - 1) if distinct else ():
            assert solutions(variables, left, [Position(*one) for one in fewer])
        for some in combinations(left, len(named) - 1):
            assert solutions(variables, some, chosen)
        for other in found.clashes[:number]:
            assert len(clash.relations) == 1 or not other.positions or not set(other.positions) <= set(clash.positions)


@settings(max_examples=150, deadline=None)
@given(system())
def test_each_relation_that_clashes_by_itself_is_told_by_itself(
    drawn: tuple[list[Variable], list[Relation], list[Position]],
) -> None:
    variables, relations, positions = drawn
    found = inferred(variables, relations, *positions)
    alone = [at for at, one in enumerate(relations) if not solutions(variables, [one], positions)]
    assert sorted(one.relations[0] for one in found.clashes if len(one.relations) == 1) == alone


@settings(max_examples=100, deadline=None)
@given(system())
def test_what_is_left_when_the_clashing_relations_are_gone_is_bounded_exactly(
    drawn: tuple[list[Variable], list[Relation], list[Position]],
) -> None:
    variables, relations, positions = drawn
    found = inferred(variables, relations, *positions)
    clashing = set(found.silent.tolist())
    assert clashing >= {relation for one in found.clashes for relation in one.relations}
    rest = [one for at, one in enumerate(relations) if at not in clashing]
    possible = solutions(variables, rest, positions)
    assert possible
    for variable in range(len(variables)):
        values = [values[variable] for values in possible]
        assert bounds(found, variable) == (min(values), max(values))
