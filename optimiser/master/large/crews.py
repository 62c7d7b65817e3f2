"""Who a tour's sessions need: heads by qualification, and the smallest crews that suffice for several sessions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from models.instance import Instance
from models.profiles import childcare_rules_on
from models.services import adults_needed
from optimiser.master.placements import Asked

Head = frozenset[str]
"""One person needed, who holds any one of these qualifications."""

Role = frozenset[Head]
"""What one person of a crew is needed for at the sessions of a tour; empty: to drive only."""

MOST_PROFILES = 200


@dataclass(frozen=True)
class Heads:
    """People a session needs from set-up to tear-down, and when everybody's meal is relieved by one more of each."""

    plain: tuple[Head, ...]
    relieved: tuple[Head, ...]


def heads_of(instance: Instance, item: Asked, day: date, *, strict: bool) -> Heads:
    """The crew of an occurrence with the adults its childcare ratio asks for.

    Parameters
    ----------
    strict
        Never leave one adult alone: a plan then keeps rule S5 whoever comes. A bound must not.
    """
    service = item.service
    plain = [frozenset({need.qualification}) for need in service.crew for _ in range(need.count)]
    kinds = frozenset(need.qualification for need in service.crew)
    relieved = [*plain, *(frozenset({need.qualification}) for need in service.crew)]
    if service.childcare is not None:
        rules = childcare_rules_on(instance.childcare_rules, service.childcare.rules, day)
        attendance = item.demand.attendance
        least = adults_needed(rules, service.childcare.ratio, attendance)
        few = attendance.crawlers + attendance.walkers <= rules.alone_max_children.value and bool(rules.alone_kinds)
        if few and not strict:
            lone = rules.model_copy(update={"min_adults": rules.min_adults.model_copy(update={"value": 1})})
            least = adults_needed(lone, service.childcare.ratio, attendance)
        plain += [kinds] * (least - len(plain))
        relieved += [kinds] * (max(2, least) + 1 - len(relieved))
    return Heads(_sorted(plain), _sorted(relieved))


def _sorted(heads: Iterable[Head]) -> tuple[Head, ...]:
    return tuple(sorted(heads, key=sorted))


def held(instance: Instance, person: int, day: date) -> frozenset[str]:
    """Kinds of credentials a person holds on a day."""
    return frozenset(c.kind for c in instance.people[person].credentials if day in c)


def fits(kinds: frozenset[str], role: Role) -> bool:
    """Whether somebody with these credentials can do a role."""
    return all(kinds & head for head in role)


@cache
def profiles(sessions: tuple[tuple[Head, ...], ...], most: int) -> tuple[tuple[Role, ...], ...]:
    """Every least crew for the heads of some sessions in a row, of ``most`` people; people may serve at several.

    Raises
    ------
    OverflowError
        When there are more than ``MOST_PROFILES``.
    """
    crews: set[tuple[Role, ...]] = {()}
    for heads in sessions:
        crews = {crew for known in crews for crew in _extended(known, heads) if len(crew) <= most}
        if len(crews) > MOST_PROFILES:
            raise OverflowError("too many ways to make up a crew")
    return tuple(sorted(_least(crews), key=lambda crew: (len(crew), str([sorted(map(sorted, r)) for r in crew]))))


def _extended(crew: tuple[Role, ...], heads: tuple[Head, ...]) -> Iterator[tuple[Role, ...]]:
    """Crews with each head given to somebody of the crew, one each, or to somebody new."""

    def given(rest: tuple[Head, ...], free: tuple[int, ...], roles: tuple[Role, ...]) -> Iterator[tuple[Role, ...]]:
        if not rest:
            yield tuple(sorted(roles, key=lambda role: str(sorted(map(sorted, role)))))
            return
        head, others = rest[0], rest[1:]
        for k in free:
            taken = (*roles[:k], roles[k] | {head}, *roles[k + 1 :])
            yield from given(others, tuple(i for i in free if i != k), taken)
        yield from given(others, free, (*roles, frozenset({head})))

    yield from given(heads, tuple(range(len(crew))), crew)


def _least(crews: set[tuple[Role, ...]]) -> list[tuple[Role, ...]]:
    """Crews without those that only ask more of as many people or more."""
    return [crew for crew in crews if not any(other != crew and _within(other, crew) for other in crews)]


def _within(small: tuple[Role, ...], large: tuple[Role, ...]) -> bool:
    """Whether each role of one crew asks no more than a role of its own of the other."""
    if len(small) > len(large):
        return False
    left = list(large)
    for role in sorted(small, key=len, reverse=True):
        match = next((other for other in left if role <= other), None)
        if match is None:
            return False
        left.remove(match)
    return True
