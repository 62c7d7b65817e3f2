"""From entities to a frozen instance and back."""

import pytest

from api.store.sealing import Seal
from api.store.tables import EntityRow, InstanceRow, TerritoryRow
from api.territories.entities import Entities
from api.territories.importing import put_territory
from api.territories.snapshots import assemble, forget, freeze, thaw
from instances import bundled, load_bundled
from models.instance import Instance
from models.notices import InvalidInstance
from tests.api.service import Service


@pytest.fixture(scope="module")
def instance() -> Instance:
    return load_bundled("queyras")


def put(service: Service, instance: Instance) -> TerritoryRow:
    owner = service.organisation("queyras")
    with service.store.writing() as session:
        return put_territory(session, service.app.state.seal, owner, instance, bundled()["queyras"])


def test_what_goes_in_comes_out_and_the_same_again_changes_nothing(service: Service, instance: Instance) -> None:
    row = put(service, instance)
    with service.store.reading() as session:
        assert assemble(session, service.app.state.seal, session.get_one(TerritoryRow, row.id))[0] == instance
    put(service, instance)
    with service.store.reading() as session:
        assert {one.version for one in session.query(EntityRow)} == {1}


def test_people_and_addresses_are_not_readable_in_the_database(service: Service, instance: Instance) -> None:
    named = [person.model_copy(update={"name": f"Nom-de-{person.id}"}) for person in instance.people]
    instance = instance.model_copy(update={"people": tuple(named)})
    row = put(service, instance)
    with service.store.writing() as session:
        freeze(session, service.app.state.seal, session.get_one(TerritoryRow, row.id), instance, "test")
    with service.store.reading() as session:
        for entity in session.query(EntityRow).filter(EntityRow.kind.in_(("people", "addresses"))):
            assert entity.body is None
        for snapshot in session.query(InstanceRow):
            assert b"Nom-de-" not in snapshot.body
            assert instance.addresses[0].name.encode() not in snapshot.body


def test_a_snapshot_is_whole_until_somebody_is_forgotten(service: Service, instance: Instance) -> None:
    seal: Seal = service.app.state.seal
    row = put(service, instance)
    with service.store.writing() as session:
        territory = session.get_one(TerritoryRow, row.id)
        first = freeze(session, seal, territory, instance, "test")
        assert freeze(session, seal, territory, instance, "test").id == first.id
        assert thaw(session, seal, first) == instance
        person, address = instance.people[0], instance.addresses[0]
        assert forget(session, territory.id, "people", person.id)
        assert forget(session, territory.id, "addresses", address.id)
        assert not forget(session, territory.id, "addresses", address.id)
        left = thaw(session, seal, first)
        assert left.person_by_id[person.id].name == person.id
        commune = left.commune_by_id[address.commune]
        assert (left.places[address.id].lon, left.places[address.id].lat) == (commune.lon, commune.lat)


def test_what_cannot_be_planned_is_told_at_its_place(service: Service, instance: Instance) -> None:
    seal: Seal = service.app.state.seal
    row = put(service, instance)
    with service.store.writing() as session:
        territory = session.get_one(TerritoryRow, row.id)
        entities = Entities(session, seal, territory)
        venue = entities.row("venues", instance.venues[0].id)
        assert venue is not None
        entities.remove(venue)
        with pytest.raises(InvalidInstance) as caught:
            assemble(session, seal, territory)
    assert {notice.severity for notice in caught.value.notices} == {"error"}
    assert any(instance.venues[0].id in notice.text("en") for notice in caught.value.notices)
