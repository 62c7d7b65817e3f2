"""Plans without names: what is planned with, stored and told says ids, and is named again for those who may read it."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from models.events import Event
from models.instance import Instance
from models.notices import Notice
from models.plan import Plan
from models.text import Message

Rename = Callable[[Message], Message]


def without_names(instance: Instance) -> Instance:
    """The instance as it is planned with: people and addresses go by their ids, absences have no reason."""
    people = tuple(
        person.model_copy(
            update={
                "name": person.id,
                "absences": tuple(absence.model_copy(update={"reason": ""}) for absence in person.absences),
            }
        )
        for person in instance.people
    )
    addresses = tuple(address.model_copy(update={"name": address.id}) for address in instance.addresses)
    return instance.model_copy(update={"people": people, "addresses": addresses})


def with_names(instance: Instance, named: Instance) -> Instance:
    """An instance made from one without names, with the names, reasons and no more of the one it was made from."""
    known = {person.id: person for person in named.people}
    people = []
    for person in instance.people:
        if (before := known.get(person.id)) is not None:
            reasons = {absence.start: absence.reason for absence in before.absences}
            absences = tuple(
                one.model_copy(update={"reason": reasons.get(one.start, one.reason)}) for one in person.absences
            )
            people.append(person.model_copy(update={"name": before.name, "absences": absences}))
        else:
            people.append(person)
    names = {address.id: address.name for address in named.addresses}
    addresses = tuple(one.model_copy(update={"name": names.get(one.id, one.name)}) for one in instance.addresses)
    return instance.model_copy(update={"people": tuple(people), "addresses": addresses})


def without_reasons(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events without what was said about why."""
    return tuple(event.model_copy(update={"reason": ""}) for event in events)


def plan_without_names(plan: Plan, instance: Instance) -> Plan:
    """A plan whose sentences name people and addresses by their ids; it has no calendar state and no reasons of events.

    Parameters
    ----------
    instance : Instance
        With the names that the plan's sentences may hold.
    """
    hide = renaming({name: id_ for id_, name in names_of(instance).items()})
    return renamed(plan, hide).model_copy(update={"events": without_reasons(plan.events), "feed": ()})


def names_of(instance: Instance) -> dict[str, str]:
    """Names of people and addresses that are not their ids, by id."""
    people = {person.id: person.name for person in instance.people if person.name != person.id}
    return people | {address.id: address.name for address in instance.addresses if address.name != address.id}


def renaming(names: Mapping[str, str]) -> Rename:
    """What puts other words in the place of some in the values of a sentence."""
    if not names:
        return lambda text: text
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.:@+/#-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w@+/#-])")

    def rename(text: Message) -> Message:
        if not any(isinstance(value, str) for value in text.values.values()):
            return text
        values = {
            key: pattern.sub(lambda found: names[found[0]], value) if isinstance(value, str) else value
            for key, value in text.values.items()
        }
        return Message(msgid=text.msgid, values=values)

    return rename


def renamed(plan: Plan, rename: Rename) -> Plan:
    """A plan with other words in its sentences."""
    unserved = tuple(
        left.model_copy(update={"reasons": tuple(r.model_copy(update={"text": rename(r.text)}) for r in left.reasons)})
        for left in plan.unserved
    )
    return plan.model_copy(update={"unserved": unserved, "notices": tuple(_notice(n, rename) for n in plan.notices)})


def _notice(notice: Notice, rename: Rename) -> Notice:
    update: dict[str, Any] = {"what": rename(notice.what), "remedy": rename(notice.remedy)}
    return notice.model_copy(update=update)
