"""The booking deadline freezes a day and sends its sheets, once."""

from datetime import UTC, date, datetime, timedelta

from api.publications.freezing import deadline, freeze_due
from api.store.tables import DeliveryRow, PublicationRow
from models.rides import BookingRule
from tests.api.service import Service
from tests.api.village import SLUG, published, stored, village
from tests.optimiser.rides.town import MONDAY, town


def test_the_deadline_is_the_last_of_the_services() -> None:
    monday = date(2027, 1, 11)
    rules = {
        BookingRule(): datetime(2027, 1, 10, 16),
        BookingRule(days_before=2, until=600): datetime(2027, 1, 9, 10),
        BookingRule(days_before=0, minutes_before=60): datetime(2027, 1, 12),
    }
    for rule, expected in rules.items():
        assert deadline(town(service={"booking": rule}), monday) == expected
    assert deadline(town(ride_services=()), monday) == datetime(2027, 1, 10, 16)


def test_a_day_is_frozen_at_its_deadline_and_its_sheets_go_out_once(service: Service) -> None:
    planner, plan, made = published(service)
    for person in ("ana", "zoe"):
        body = {"kind": "person", "subject": person, "email": f"{person}@q.example"}
        assert planner("POST", f"/territories/{SLUG}/subscribers", json=body).status_code == 201
    seal, at_four = service.app.state.seal, datetime(2027, 1, 10, 15, tzinfo=UTC)
    assert freeze_due(service.store, seal, at_four - timedelta(minutes=1)) == 0
    assert freeze_due(service.store, seal, at_four) == 1
    assert freeze_due(service.store, seal, at_four + timedelta(hours=1)) == 0
    path = f"/territories/{SLUG}/publications"
    assert planner("GET", f"{path}/{made['id']}").json()["frozen_until"] == "2027-01-11T23:00:00Z"
    with service.store.reading() as session:
        sent = [seal.open(row.sealed, f"delivery/{row.id}") for row in session.query(DeliveryRow)]
        assert len(sent) >= 1
        assert {mail["to"] for mail in sent} <= {"ana@q.example", "zoe@q.example"}
        assert all("lundi 11 janvier 2027" in mail["text"] for mail in sent)
    moved = village(start="09:00", monday=MONDAY)
    answer = planner("POST", path, json={"plan": stored(service, moved, plan)})
    assert answer.status_code == 201
    with service.store.reading() as session:
        later = session.query(PublicationRow).filter_by(major=2).one()
        assert later.frozen_until == datetime(2027, 1, 11, 23, tzinfo=UTC)
