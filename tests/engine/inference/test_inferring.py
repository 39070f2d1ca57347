"""What follows and what clashes, in systems written by hand: rings, chains, times, articles, mixed numbers."""

import subprocess
import sys

import numpy as np
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


def _table(rows: tuple[int, int], columns: tuple[int, int]) -> tuple[list[Relation], list[Position]]:
    """Return a table of two by two: cells 0 to 3, rows 4 and 5, columns 6 and 7, all 8."""
    relations = [total(4, 0, 1), total(5, 2, 3), total(6, 0, 2), total(7, 1, 3), total(8, 4, 5), total(8, 6, 7)]
    totals = (*rows, *columns)
    return relations, [Position(4 + at, value, value, article=at) for at, value in enumerate(totals)]


def test_a_cell_that_is_too_large_clashes_with_its_row_and_with_its_column_each_by_itself() -> None:
    relations, accounts = _table((5, 5), (5, 5))
    found = inferred([COUNT] * 9, relations, *accounts, Position(0, 7, 7, article=9))
    assert [(clash.positions, clash.relations) for clash in found.clashes] == [((0, 4), (0,)), ((2, 4), (2,))]


def test_a_clash_is_shown_by_the_fewest_relations_and_told_once() -> None:
    relations, accounts = _table((5, 5), (5, 6))
    found = inferred([COUNT] * 9, relations, *accounts)
    assert [(clash.positions, clash.relations) for clash in found.clashes] == [((0, 1, 2, 3), (4, 5))]
    assert found.silent.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_wrong_cell_of_a_large_table_is_a_clash_of_its_row_and_one_of_its_column() -> None:
    height, width = 27, 12
    cells = [(row, column) for row in range(height) for column in range(width)]
    of = {cell: at for at, cell in enumerate(cells)}
    rows = [len(cells) + row for row in range(height)]
    columns = [len(cells) + height + column for column in range(width)]
    everything = len(cells) + height + width
    relations = [total(rows[row], *(of[row, column] for column in range(width))) for row in range(height)]
    relations += [total(columns[column], *(of[row, column] for row in range(height))) for column in range(width)]
    relations += [total(everything, *rows), total(everything, *columns)]
    told = {of[cell]: 2 for cell in cells} | {rows[at]: 2 * width for at in range(height)}
    told |= {columns[at]: 2 * height for at in range(width)} | {everything: 2 * height * width, of[3, 4]: 5}
    accounts = [Position(variable, value, value, article=variable) for variable, value in told.items()]
    found = inferred([COUNT] * (everything + 1), relations, *accounts)
    assert [clash.relations for clash in found.clashes] == [(3,), (height + 4,)]


def test_a_relation_with_the_growth_of_its_claims_clashes_by_itself() -> None:
    toll = Variable(over_time=CUMULATIVE)
    accounts = [Position(1, 9, 9, 1, 1), Position(0, 5, 5, 2, 2)]
    found = inferred([toll, toll, toll, toll], [at_most(1, 0), at_most(2, 3)], *accounts)
    assert [(clash.positions, clash.relations) for clash in found.clashes] == [((0, 1), (0,))]


def test_a_ring_is_narrowed_however_much_hangs_on_it_and_that_is_narrowed_in_turn() -> None:
    relations = [total(3, 0, 1), total(4, 0, 2), total(5, 1, 2)]
    relations += [total(0, 6, 7), *(total(6 + at, 8 + at, 9 + at) for at in range(0, 1200, 2))]
    accounts = [Position(3, 10, 10), Position(4, 9, 9), Position(5, 7, 7), Position(7, 2, 2)]
    found = inferred([COUNT] * 1210, relations, *accounts)
    assert [bounds(found, variable) for variable in (0, 1, 2, 6, 8)] == [(6, 6), (4, 4), (3, 3), (4, 4), (0, 4)]
    assert [(one.relations, one.claim_count, one.is_tightened) for one in found.rings] == [((0, 1, 2), 6, True)]


def test_nothing_is_less_than_nought_by_its_sign() -> None:
    found = inferred([COUNT] * 3, [total(0, 1, 2)], Position(0, 5, 5))
    assert not np.signbit(found.low).any()
