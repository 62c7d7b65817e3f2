"""Requests sent again: one effect, the same answer; on threads as well."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from api.access.permissions import Role
from api.idempotency import KEPT, forget_answers
from api.store.tables import IdempotencyRow, PassengerRow
from api.store.types import now
from tests.api.service import As, Service

ANNE = {"name": "Anne Géraud", "phone": "0492460001"}
KEY = {"Idempotency-Key": "5f0c6a52"}


def count(service: Service) -> int:
    with service.store.reading() as session:
        return session.query(PassengerRow).count()


def test_a_request_sent_again_is_answered_as_it_was(service: Service) -> None:
    agent = service.caller(Role.AGENT)
    first, again = (agent("POST", "/passengers", json=ANNE, headers=KEY) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.headers["etag"] == again.headers["etag"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert count(service) == 1


def test_a_key_is_of_one_request_and_one_caller(service: Service) -> None:
    agent = service.caller(Role.AGENT)
    agent("POST", "/passengers", json=ANNE, headers=KEY)
    other = agent("POST", "/passengers", json={**ANNE, "phone": ""}, headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "key-used")
    assert service.caller(Role.AGENT)("POST", "/passengers", json=ANNE, headers=KEY).status_code == 422
    assert service.caller(Role.AGENT, "andorra")("POST", "/passengers", json=ANNE, headers=KEY).status_code == 201
    assert service.caller(Role.READER)("POST", "/passengers", json=ANNE, headers=KEY).status_code == 403
    assert count(service) == 2


def test_what_failed_leaves_its_key_free(service: Service) -> None:
    agent = service.caller(Role.AGENT)
    assert agent("POST", "/passengers", json={"name": ""}, headers=KEY).status_code == 422
    assert agent("POST", "/passengers", json=ANNE, headers=KEY).status_code == 201


def test_a_key_that_is_none_is_refused(service: Service) -> None:
    agent = service.caller(Role.AGENT)
    for key in ("", "a b", "x" * 201):
        assert agent("POST", "/passengers", json=ANNE, headers={"Idempotency-Key": key}).status_code == 422
    assert count(service) == 0


def test_the_same_request_at_once_has_one_effect(service: Service) -> None:
    agent = service.caller(Role.AGENT)
    gate = threading.Barrier(6)

    def send(_: int) -> tuple[int, str]:
        gate.wait()
        answer = agent("POST", "/passengers", json=ANNE, headers=KEY)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert {status for status, _ in answers} == {201}
    assert len({text for _, text in answers}) == 1
    assert count(service) == 1


def test_kept_answers_are_sealed_and_forgotten_after_a_day(service: Service) -> None:
    agent: As = service.caller(Role.AGENT)
    agent("POST", "/passengers", json=ANNE, headers=KEY)
    with service.store.reading() as session:
        row = session.query(IdempotencyRow).one()
        assert row.sealed is not None
        assert "Géraud".encode() not in row.sealed
    for age, left in ((KEPT - timedelta(minutes=1), 1), (KEPT + timedelta(minutes=1), 0)):
        with service.store.writing() as session:
            forget_answers(session, now() + age)
            assert session.query(IdempotencyRow).count() == left
