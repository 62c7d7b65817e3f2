"""What residents said is missing: seen by commune, answered, forgotten."""

from api.access.permissions import Role
from api.needs.repository import owner_of
from api.store.tables import AuditRow, NeedRow, TerritoryRow
from tests.api.service import Service
from tests.api.territories.made import QUEYRAS, make

NEEDS = f"{QUEYRAS}/needs"
ANY = {"If-Match": "*"}
HOSTILE = "<script>alert(1)</script> '; DROP TABLE needs; --"


def tell(service: Service, commune: str, what: str = "Un atelier", contact: str = "") -> str:
    with service.store.writing() as session:
        territory = session.query(TerritoryRow).filter_by(slug="queyras").first()
        assert territory is not None
        row = NeedRow(territory_id=territory.id, commune=commune, what=what)
        session.add(row)
        session.flush()
        if contact:
            row.sealed = service.app.state.seal.close({"contact": contact}, owner_of(row.id))
        return row.id


def test_needs_are_counted_by_commune_and_listed(service: Service) -> None:
    planner = make(service)
    first, second, third = (tell(service, commune, HOSTILE) for commune in ("05026", "05026", "05007"))
    counted = planner("GET", f"{NEEDS}/communes").json()["communes"]
    assert [(one["name"], one["waiting"], one["answered"]) for one in counted] == [("Ceillac", 2, 0), ("Arvieux", 1, 0)]
    assert [one["id"] for one in planner("GET", NEEDS).json()["items"]] == [third, second, first]
    page = planner("GET", f"{NEEDS}?commune=05026&limit=1").json()
    assert page["items"][0]["what"] == HOSTILE
    assert [one["id"] for one in planner("GET", f"{NEEDS}?commune=05026&cursor={page['next']}").json()["items"]] == [
        first
    ]
    assert planner("GET", f"{NEEDS}?commune=%00").status_code == 422


def test_an_answer_is_kept_and_the_contact_forgotten(service: Service) -> None:
    planner = make(service)
    id_ = tell(service, "05026", contact="06 12 34 56 78")
    read = planner("GET", f"{NEEDS}/{id_}")
    assert read.json()["contact"] == "06 12 34 56 78"
    assert service.caller(Role.READER)("GET", f"{NEEDS}/{id_}").json()["contact"] is None
    path, answer = f"{NEEDS}/{id_}/answer", {"answer": "Dès février"}
    assert planner("PUT", path, json=answer).status_code == 428
    done = planner("PUT", path, json=answer, headers={"If-Match": read.headers["etag"]})
    assert (done.status_code, done.json()["answer"], done.json()["contact"]) == (200, "Dès février", None)
    assert planner("PUT", path, json=answer, headers={"If-Match": read.headers["etag"]}).status_code == 412
    assert planner("PUT", path, json={"answer": ""}, headers=ANY).status_code == 422
    assert planner("GET", f"{NEEDS}?answered=false").json()["items"] == []
    assert len(planner("GET", f"{NEEDS}?answered=true").json()["items"]) == 1
    assert planner("GET", f"{NEEDS}/communes").json()["communes"][0]["answered"] == 1
    with service.store.reading() as session:
        assert session.get_one(NeedRow, id_).sealed is None
        assert session.query(AuditRow).filter_by(action="need.answer", subject=id_).count() == 1


def test_roles_and_organisations(service: Service) -> None:
    planner = make(service)
    id_ = tell(service, "05026")
    other = make(service, "andorra")
    assert other("GET", f"{NEEDS}/{id_}").status_code == 404
    assert other("DELETE", f"{NEEDS}/{id_}", headers=ANY).status_code == 404
    assert other("GET", NEEDS).json()["items"] == []
    assert service.caller(Role.READER)("DELETE", f"{NEEDS}/{id_}", headers=ANY).status_code == 403
    assert service.caller(Role.AGENT)("GET", NEEDS).status_code == 403
    assert planner("DELETE", f"{NEEDS}/{id_}").status_code == 428
    assert planner("DELETE", f"{NEEDS}/{id_}", headers=ANY).status_code == 204
    assert planner("GET", f"{NEEDS}/{id_}").status_code == 404
