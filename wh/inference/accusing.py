"""Hold each account of what is disputed, and each article's own figures, against what they are related to."""

from dataclasses import dataclass, replace

import numpy as np

from wh.inference import units
from wh.inference.conflicts import Cases, Clash, World, impossible, smallest
from wh.inference.copying import Members
from wh.inference.moments import Held, Instances
from wh.inference.said import Said
from wh.inference.systems import Flags, Ints, offsets, spans
from wh.inference.units import Units


@dataclass(frozen=True, slots=True)
class Found:
    """A clash in terms of what was given: positions, and the relations that it takes to see it.

    `article` is that whose own figures these are; None where they are those of all.
    """

    positions: tuple[int, ...]
    relations: tuple[int, ...]
    article: int | None


def of_all(instances: Instances, whole: Units, clash: Clash) -> Found:
    """Return a clash between all that is said."""
    return Found(_positions(instances.held, whole, clash), clash.relations, None)


def one_by_one(
    said: Said,
    instances: Instances,
    is_disputed: Flags,
    is_plural: Flags,
    whole: Units,
    suspect: Ints,
    dropped: Ints,
) -> tuple[Found, ...]:
    """Return the clashes within one article, and those of a disputed value of which no account fits; none twice.

    Where some accounts of a value fit and others do not, that they exclude each other is the smaller clash, and another
    rule tells of it. Where nobody disputes anything and all holds together, any part of it does: only the suspect
    components are asked.
    """
    kept = ~np.isin(instances.relation, dropped)
    systems = instances.systems.only(kept)
    members = Members.of(systems, instances.component)
    single = units.make(instances.held, is_plural)
    both = _side_by_side(whole, single)
    world = World(instances.component, instances.low, instances.high, systems, instances.relation[kept], members, both)
    found = [
        Found(_positions(instances.held, both, clash), clash.relations, None)
        for clash in _clashes(world, _fitting_none(world, _accounts(instances, is_disputed, whole, single)))
    ]
    articles, cases, article = _articles(said, instances, is_plural, suspect)
    article_of_unit = dict(zip(cases.unit.tolist(), np.repeat(article, np.diff(cases.starts)).tolist(), strict=True))
    found += [
        Found(
            _positions(instances.held, articles, clash),
            clash.relations,
            article_of_unit[clash.units[0]] if clash.units else None,
        )
        for clash in _clashes(replace(world, units=articles), impossible(replace(world, units=articles), cases))
    ]
    return _sharpest(found)


def not_twice(found: list[Found]) -> tuple[Found, ...]:
    """Leave out what several relations show of facts that already clash by themselves in what is told before."""
    told: list[Found] = []
    seen: dict[int, list[frozenset[int]]] = {}
    for one in found:
        facts = frozenset(one.positions)
        earlier = {each for position in one.positions for each in seen.get(position, ())}
        if len(one.relations) > 1 and any(each <= facts for each in earlier):
            continue
        told.append(one)
        for position in one.positions:
            seen.setdefault(position, []).append(facts)
    return tuple(told)


def _sharpest(found: list[Found]) -> tuple[Found, ...]:
    """Leave out what is told twice, or with more positions than another clash over the same relations needs."""
    by_relations: dict[tuple[int, ...], list[Found]] = {}
    for one in sorted(found, key=lambda each: (len(each.positions), each.positions)):
        told = by_relations.setdefault(one.relations, [])
        if not any(set(other.positions) <= set(one.positions) for other in told):
            told.append(one)
    return tuple(one for told in by_relations.values() for one in told)


def _clashes(world: World, impossible_cases: Cases) -> list[Clash]:
    return smallest(world, impossible_cases) if len(impossible_cases.component) else []


def _fitting_none(world: World, accounts: Cases) -> Cases:
    """Return the accounts that do not fit, of those values alone of which none does; an account ends its case."""
    wrong = impossible(world, accounts)
    value, wrong_value = (world.units.instance[cases.unit[cases.starts[1:] - 1]] for cases in (accounts, wrong))
    told = np.bincount(value, minlength=len(world.low))
    return wrong.only(np.bincount(wrong_value, minlength=len(told))[wrong_value] == told[wrong_value])


def _positions(held: Held, of: Units, clash: Clash) -> tuple[int, ...]:
    return tuple(of.positions(held, np.array(clash.units, np.int64)).tolist())


def _side_by_side(whole: Units, single: Units) -> Units:
    return Units(
        np.concatenate((whole.instance, single.instance)),
        np.concatenate((whole.low, single.low)),
        np.concatenate((whole.high, single.high)),
        np.concatenate((whole.starts[:-1], single.starts + len(whole.held))),
        np.concatenate((whole.held, single.held)),
    )


def _accounts(instances: Instances, is_disputed: Flags, whole: Units, single: Units) -> Cases:
    """Return a case for each account of a disputed value, with all else that is said in its component."""
    accounts = np.flatnonzero(is_disputed[single.instance])
    component = instances.component[single.instance[accounts]]
    of_whole = instances.component[whole.instance]
    order = np.argsort(of_whole, kind="stable")
    first = np.searchsorted(of_whole[order], component, side="left")
    counts = np.searchsorted(of_whole[order], component, side="right") - first
    rest = order[spans(first, counts)]
    case = np.repeat(np.arange(len(accounts)), counts)
    # the account takes the place of the span of all accounts of that value
    is_other = whole.instance[rest] != single.instance[accounts][case]
    unit = np.concatenate((rest[is_other], accounts + len(whole.instance)))
    case = np.concatenate((case[is_other], np.arange(len(accounts))))
    ordered = np.argsort(case, kind="stable")
    return Cases(component, offsets(np.bincount(case, minlength=len(accounts))), unit[ordered])


def _articles(said: Said, instances: Instances, is_plural: Flags, suspect: Ints) -> tuple[Units, Cases, Ints]:
    """Return the units of each article by itself, and a case for each suspect component that it tells of."""
    held = instances.held
    rows = np.flatnonzero(np.isin(instances.component[held.instance], suspect))
    pairs, pair = np.unique(
        np.stack((said.positions.article[held.position[rows]], held.instance[rows])), axis=1, return_inverse=True
    )
    pair = pair.ravel()
    alone = Held(held.position[rows], pair, held.low[rows], held.high[rows])
    spanned = units.disputed(alone, pairs.shape[1]) | is_plural[pairs[1]]
    made = units.make(alone, spanned)
    article, instance = pairs[0][made.instance], pairs[1][made.instance]
    made = replace(made, instance=instance, held=rows[made.held])
    component = instances.component[instance]
    order = np.lexsort((np.arange(len(component)), component, article))
    is_new = np.ones(len(order), bool)
    is_new[1:] = (article[order][1:] != article[order][:-1]) | (component[order][1:] != component[order][:-1])
    first = np.flatnonzero(is_new)
    cases = Cases(component[order][first], np.append(first, len(order)).astype(np.int64), order)
    # whoever tells one value alone cannot contradict himself
    several = np.diff(cases.starts) > 1
    return made, cases.only(several), article[order][first][several]
