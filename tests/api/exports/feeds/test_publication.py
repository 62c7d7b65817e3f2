from datetime import timedelta

from api.exports.feeds import publish
from models.base import WEEK_DAYS
from models.instance import Instance
from models.plan import FeedEvent, Plan
from tests.api.exports.world import MONDAY, clock, make_instance, make_plan, replaced

SESSION = "session-d-arvieux.1@2027-W02@valley"
FIRST = clock(MONDAY - timedelta(days=4), "17:00")


def by_uid(plan: Plan) -> dict[str, FeedEvent]:
    return {event.uid: event for event in plan.feed}


def first_publication(instance: Instance) -> Plan:
    return publish(make_plan(instance, FIRST), instance)


def without_arvieux(plan: Plan) -> Plan:
    return plan.model_copy(update={"sessions": plan.sessions[:1]})


def test_a_first_publication_starts_at_zero() -> None:
    instance = make_instance()
    feed = first_publication(instance).feed
    assert {event.sequence for event in feed} == {0}
    assert {event.modified for event in feed} == {FIRST}
    assert len(feed) == 2 + 3 + 2  # tours, duties, sessions


def test_what_has_not_changed_keeps_its_marks() -> None:
    instance = make_instance()
    before = first_publication(instance)
    after = publish(make_plan(instance, FIRST + timedelta(days=1)), instance, before)
    assert after.feed == before.feed


def test_a_change_counts_on_and_leaves_the_others_alone() -> None:
    instance = make_instance()
    before = first_publication(instance)
    plan = make_plan(instance, FIRST + timedelta(days=1))
    moved = plan.sessions[1].model_copy(update={"start": plan.sessions[1].start + timedelta(minutes=15)})
    after = publish(plan.model_copy(update={"sessions": (plan.sessions[0], moved)}), instance, before)
    changed = {uid for uid, event in by_uid(after).items() if event != by_uid(before)[uid]}
    assert changed == {SESSION}
    assert by_uid(after)[SESSION].sequence == 1
    assert by_uid(after)[SESSION].modified == FIRST + timedelta(days=1)


def test_a_venue_that_moves_on_the_map_changes_its_events() -> None:
    instance = make_instance()
    before = first_publication(instance)
    venue = instance.venues[1].model_copy(update={"lon": 6.7281})
    moved = replaced(instance, venues=(instance.venues[0], venue))
    after = publish(make_plan(moved, FIRST + timedelta(days=1)), moved, before)
    assert by_uid(after)[SESSION].sequence == 1


def test_two_changes_within_a_minute_still_grow() -> None:
    instance = make_instance()
    first = first_publication(instance)
    second = publish(without_arvieux(make_plan(instance, FIRST)), instance, first)
    assert by_uid(second)[SESSION].modified > by_uid(first)[SESSION].modified
    third = publish(make_plan(instance, FIRST), instance, second)
    assert by_uid(third)[SESSION].modified > by_uid(second)[SESSION].modified


def test_a_removed_event_is_cancelled_for_a_fortnight_then_forgotten() -> None:
    instance = make_instance()
    first = first_publication(instance)
    removed = publish(without_arvieux(make_plan(instance, FIRST + timedelta(days=1))), instance, first)
    event = by_uid(removed)[SESSION]
    assert event.cancelled
    assert event.sequence == 1
    assert event.summary == by_uid(first)[SESSION].summary
    last_minute = max(event.modified, event.end) + timedelta(days=14, minutes=-1)
    kept = publish(without_arvieux(make_plan(instance, last_minute)), instance, removed)
    assert by_uid(kept)[SESSION] == event
    gone = publish(without_arvieux(make_plan(instance, last_minute + timedelta(minutes=1))), instance, kept)
    assert SESSION not in by_uid(gone)


def test_an_event_that_comes_back_is_no_longer_cancelled_and_counts_on() -> None:
    instance = make_instance()
    first = first_publication(instance)
    removed = publish(without_arvieux(make_plan(instance, FIRST + timedelta(days=1))), instance, first)
    back = by_uid(publish(make_plan(instance, FIRST + timedelta(days=2)), instance, removed))[SESSION]
    assert not back.cancelled
    assert back.sequence == 2
    assert back.digest == by_uid(first)[SESSION].digest


def test_the_cycle_after_leaves_the_cycle_before_as_it_was_for_a_fortnight() -> None:
    instance = make_instance()
    first = first_publication(instance)
    next_instance = make_instance(MONDAY + timedelta(days=WEEK_DAYS))
    second = publish(make_plan(next_instance, FIRST + timedelta(days=7)), next_instance, first)
    assert by_uid(first).items() <= by_uid(second).items()
    assert len(second.feed) == 2 * len(first.feed)
    fifth_instance = make_instance(MONDAY + timedelta(days=4 * WEEK_DAYS))
    fifth = publish(make_plan(fifth_instance, FIRST + timedelta(days=28)), fifth_instance, second)
    assert not by_uid(first).keys() & by_uid(fifth).keys()
    assert not any(event.cancelled for event in fifth.feed)


def test_the_state_survives_the_plan_file() -> None:
    instance = make_instance()
    before = first_publication(instance)
    assert Plan.model_validate_json(before.model_dump_json()) == before
