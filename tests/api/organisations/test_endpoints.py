"""The caller's own organisation: read by most, changed by administrators."""

from api.access.permissions import Role
from tests.api.service import Service


def test_each_sees_its_own(service: Service) -> None:
    assert service.caller(Role.AGENT)("GET", "/organisation").json()["id"] == "queyras"
    assert service.caller(Role.READER, "andorra")("GET", "/organisation").json()["id"] == "andorra"
    assert service.caller(Role.CREW)("GET", "/organisation").status_code == 403


def test_an_administrator_changes_it_from_the_version_they_read(service: Service) -> None:
    admin = service.caller(Role.ADMIN)
    tag = admin("GET", "/organisation").headers["etag"]
    body = {"name": "<b>Queyras</b>", "siret": "20006782500012", "language": "en"}
    assert service.caller(Role.PLANNER)("PUT", "/organisation", json=body).status_code == 403
    assert admin("PUT", "/organisation", json=body).status_code == 428
    changed = admin("PUT", "/organisation", json=body, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed.json()["name"] == "<b>Queyras</b>"
    assert changed.headers["etag"] != tag
    assert admin("PUT", "/organisation", json=body, headers={"If-Match": tag}).status_code == 412
    wrong = admin("PUT", "/organisation", json=body | {"siret": "12"}, headers={"If-Match": changed.headers["etag"]})
    assert wrong.status_code == 422
    assert wrong.json()["notices"][0]["field"] == "siret"
