"""What follows and what clashes, in systems written by hand: rings, chains, times, articles, mixed numbers."""

import subprocess
import sys

import pytest
from engine.inference.small import OPEN, Position, Relation, Variable, at_most, bounds, inferred, total

from wh.inference.said import CUMULATIVE, LEVEL

COUNT = Variable()
REAL = Variable(is_whole=False)


def test_a_ring_is_narrowed_by_all_its_relations_together() -> None:
    # what is west of the river and what is not, counted twice: only both sums together fix the parts
    relations = [total(0, 1, 2), Relation(((3, 1.0), (1, -1.0), (2, 1.0)))]
    found = inferred([COUNT] * 4, relations, Position(0, 10, 10), Position(3, 4, 4))
    assert (bounds(found, 1), bounds(found, 2)) == ((7, 7), (3, 3))
    assert set(found.steps.constraint.tolist()) >= {-1}


def test_a_ring_that_no_whole_numbers_close_is_a_clash() -> None:
    relations = [total(0, 1, 2), Relation(((3, 1.0), (1, -1.0), (2, 1.0)))]
    found = inferred([COUNT] * 4, relations, Position(0, 10, 10), Position(3, 5, 5))
    assert [(clash.positions, clash.relations) for clash in found.clashes] == [((0, 1), (0, 1))]
    real = inferred([REAL] * 4, relations, Position(0, 10, 10), Position(3, 5, 5))
    assert real.clashes == ()
    assert bounds(real, 1) == pytest.approx((7.5, 7.5), abs=1e-4)


def test_a_ring_that_known_values_open_needs_no_solver() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from engine.inference.small import *\n"
        "ring = [total(0, 1, 2), at_most(3, 1), at_most(3, 2)]\n"
        "known = [Position(number, value, value) for number, value in enumerate((9, 5, 4))]\n"
        "assert bounds(inferred([Variable()] * 4, ring, *known), 3) == (0, 4)\n"
        "print('scipy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_a_chain_is_narrowed_from_end_to_end() -> None:
    count = 200
    relations = [at_most(number, number + 1) for number in range(count - 1)]
    found = inferred([COUNT] * count, relations, Position(0, 7, 7), Position(count - 1, 0, 9))
    assert {bounds(found, number) for number in range(1, count)} == {(7, 9)}


def test_two_that_push_each_other_up_for_ever_are_a_clash_however_far_apart_the_ends() -> None:
    relations = [Relation(((0, 1.0), (1, -1.0)), 1.0, OPEN), Relation(((1, 1.0), (0, -1.0)), 1.0, OPEN)]
    found = inferred([COUNT, COUNT], relations, Position(0, 0, 1_000_000_000))
    assert [clash.relations for clash in found.clashes] == [(0, 1)]


def test_a_smallest_clash_is_found_among_larger_ones() -> None:
    relations = [total(0, 1, 2), at_most(1, 3)]
    accounts = [Position(0, 10, 10), Position(1, 8, 8), Position(2, 4, 4), Position(3, 5, 5)]
    found = inferred([COUNT] * 4, relations, *accounts)
    assert [(clash.positions, clash.relations) for clash in found.clashes] == [((1, 3), (1,)), ((0, 1, 2), (0,))]


def test_what_is_known_beforehand_clashes_without_a_position() -> None:
    days = [Variable(10, 10, is_known=True), Variable(5, 5, is_known=True)]
    found = inferred(days, [at_most(0, 1)])
    assert [(clash.positions, clash.relations) for clash in found.clashes] == [((), (0,))]
    assert found.checked.verdict.tolist() == [0]


def test_a_value_that_cannot_be_is_no_clash_between_claims_and_stops_nothing() -> None:
    found = inferred([COUNT] * 3, [total(0, 1, 2)], Position(0, -5, -5), Position(1, 3, 3))
    assert found.clashes == ()


def test_several_values_that_may_all_be_true_are_one_span() -> None:
    accounts = [Position(1, 2, 2, is_rival=False), Position(1, 9, 9, is_rival=False)]
    assert inferred([COUNT] * 2, [at_most(1, 0)], Position(0, 5, 5), *accounts).clashes == ()


def test_of_a_disputed_value_the_accounts_that_fit_bound_it_and_that_is_no_clash_of_its_own() -> None:
    accounts = [Position(0, 5, 5), Position(1, 3, 3, article=1), Position(1, 8, 8, article=2)]
    found = inferred([COUNT] * 2, [at_most(1, 0)], *accounts)
    assert found.clashes == ()
    assert bounds(found, 1) == (3, 5)


def test_a_disputed_value_of_which_no_account_fits_clashes_though_its_span_would_fit() -> None:
    accounts = [Position(0, 5, 5), Position(1, 3, 3, article=1), Position(1, 8, 8, article=2)]
    found = inferred([COUNT] * 2, [total(0, 1)], *accounts)
    assert [clash.positions for clash in found.clashes] == [(0, 1), (0, 2)]


def test_a_level_holds_for_its_days_alone() -> None:
    level = Variable(over_time=LEVEL)
    accounts = [Position(0, 5, 5, 1, 1), Position(1, 8, 8, 2, 2), Position(0, 9, 9, 2, 4)]
    found = inferred([level, level], [at_most(1, 0)], *accounts)
    assert found.clashes == ()
    assert found.instances.moment.tolist() == [1, 2, 1, 2]
    lasting = [Position(0, 5, 5, 1, OPEN), accounts[1]]
    assert [clash.positions for clash in inferred([level, level], [at_most(1, 0)], *lasting).clashes] == [(0, 1)]


def test_what_is_fixed_ties_the_times_together() -> None:
    variables = [Variable(over_time=LEVEL), COUNT]
    relations = [at_most(0, 1)]
    found = inferred(variables, relations, Position(0, 7, 7, 1, 1), Position(0, 3, 3, 2, 2), Position(1, 0, 9))
    assert bounds(found, 1) == (7, 9)


def test_a_cumulative_count_that_would_fall_drops_no_relation() -> None:
    toll = Variable(over_time=CUMULATIVE)
    accounts = [Position(0, 90, 90, 1, 1), Position(0, 50, 50, 2, 2), Position(1, 20, 20, 2, 2)]
    found = inferred([toll, toll, toll], [total(0, 1, 2)], *accounts)
    assert found.clashes == ()
    assert bounds(found, 2) == (30, 30)


def test_the_same_is_found_in_whatever_order_it_is_said() -> None:
    accounts = [Position(0, 10, 10), Position(1, 8, 8), Position(2, 4, 4), Position(3, 5, 5)]
    relations = [total(0, 1, 2), at_most(1, 3)]
    one = inferred([COUNT] * 4, relations, *accounts)
    other = inferred([COUNT] * 4, relations, *reversed(accounts))
    named = [{accounts[at] for at in clash.positions} for clash in one.clashes]
    assert named == [{accounts[len(accounts) - 1 - at] for at in clash.positions} for clash in other.clashes]
