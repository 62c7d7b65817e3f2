"""Messages that leave the service: to a real mail server and a real web server on this machine."""

import contextlib
import hashlib
import hmac
import json
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.access import Role
from api.deliveries import addresses, webhooks
from api.deliveries.addresses import RefusedAddressError, resolve
from api.deliveries.delivering import deliver_due, pause_after
from api.deliveries.outbox import notify
from api.problems import Problem
from api.settings import Settings
from api.store.tables import DeliveryRow
from api.store.types import now
from tests.api.deliveries.servers import certificate, http_server, smtp_server
from tests.api.service import As, Service
from tests.api.village import NAMES, SLUG, THURSDAY, at, publish, published, stored, village


def soon() -> datetime:
    """A moment at which all that was just written is due."""
    return now() + timedelta(minutes=1)


def settings_with(service: Service, **changes: object) -> Settings:
    return service.settings.model_copy(update=changes)


def subscribe(planner: As, kind: str, subject: str, email: str) -> dict[str, str]:
    body = {"kind": kind, "subject": subject, "email": email}
    answer = planner("POST", f"/territories/{SLUG}/subscribers", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


def rows(service: Service) -> list[DeliveryRow]:
    with service.store.reading() as session:
        found = session.query(DeliveryRow).order_by(DeliveryRow.id).all()
        session.expunge_all()
        return found


def body_of(message: Message) -> str:
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode()


def mail(service: Service, to: str, **fields: str) -> None:
    owner = service.organisation("queyras")
    with service.store.writing() as session:
        payload = {"to": to, "subject": "s", "text": "t", **fields}
        notify(session, service.app.state.seal, owner, "mail", payload)


def test_whoever_s_next_two_days_changed_gets_a_mail(service: Service) -> None:
    planner, plan, _ = published(service)
    for kind, subject in (("person", "ana"), ("person", "zoe"), ("commune", "c"), ("commune", "other")):
        subscribe(planner, kind, subject, f"{subject}@q.example")
    at(service, datetime(2027, 1, 12, 5, tzinfo=UTC))
    publish(planner, stored(service, village(start="09:00"), plan))
    with smtp_server() as (url, mailbox):
        sent = deliver_due(
            service.store, settings_with(service, smtp_url=SecretStr(url)), service.app.state.seal, soon()
        )
    told = {str(one["To"]): one for one in mailbox.mails}
    assert sent == len(mailbox.mails) == len(told)
    assert "c@q.example" in told
    assert {"ana@q.example", "zoe@q.example"} & told.keys()
    assert "other@q.example" not in told
    text = body_of(told["c@q.example"])
    assert "13/01 13:00 Hall" in text
    assert "13/01 09:00 Hall" in text
    assert told["c@q.example"].get_content_type() == "text/plain"
    assert not any(name in text for name in NAMES)
    over = rows(service)
    assert all(row.delivered_at is not None and row.next_at is None and row.sealed == b"" for row in over)
    assert deliver_due(service.store, service.settings, service.app.state.seal, soon()) == 0


def test_nobody_is_told_of_what_lies_further_ahead(service: Service) -> None:
    planner, plan, _ = published(service)
    subscribe(planner, "commune", "c", "c@q.example")
    publish(planner, stored(service, village(start="09:00"), plan))
    assert rows(service) == []
    assert THURSDAY.tzinfo is UTC


def test_a_mail_that_is_refused_does_not_hold_up_the_others(service: Service) -> None:
    for to in ("nobody@q.example", "x@q.example"):
        mail(service, to, subject="a\nBcc: everybody@q.example")
    with smtp_server() as (url, mailbox):
        settings, first = settings_with(service, smtp_url=SecretStr(url)), soon()
        assert deliver_due(service.store, settings, service.app.state.seal, first) == 1
        assert [str(one["To"]) for one in mailbox.mails] == ["x@q.example"]
        assert mailbox.mails[0]["Bcc"] is None
        assert deliver_due(service.store, settings, service.app.state.seal, first) == 0
        later = first + timedelta(days=1, minutes=5)
        assert deliver_due(service.store, settings, service.app.state.seal, later) == 0
    assert [row.given_up_at is not None for row in rows(service)] == [True, False]


def test_a_mail_waits_for_a_server_that_is_away(service: Service) -> None:
    mail(service, "x@q.example")
    first = soon()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = settings_with(service, smtp_url=SecretStr(f"smtp://127.0.0.1:{closed.getsockname()[1]}"))
        assert deliver_due(service.store, away, service.app.state.seal, first) == 0
    (row,) = rows(service)
    assert (row.attempts, row.next_at) == (1, first + timedelta(minutes=1))
    with smtp_server() as (url, mailbox):
        back = settings_with(service, smtp_url=SecretStr(url))
        assert deliver_due(service.store, back, service.app.state.seal, first) == 0
        assert deliver_due(service.store, back, service.app.state.seal, first + timedelta(minutes=1)) == 1
    assert len(mailbox.mails) == 1


def test_a_webhook_is_signed_and_tried_again_until_it_is_taken(service: Service) -> None:
    service.app.state.settings = settings = settings_with(service, webhooks_allow_private=True)
    planner = service.caller()
    with http_server() as (url, calls):
        body = {"url": f"{url}/hook?x=1", "topics": ["publication.made"]}
        made = planner("POST", "/webhooks", json=body)
        assert made.status_code == 201, made.text
        _, _, publication = published(service)
        calls.statuses = [500, 307]
        when = soon()
        for attempts in (1, 2):
            assert deliver_due(service.store, settings, service.app.state.seal, when) == 0
            when += pause_after(attempts)
        assert deliver_due(service.store, settings, service.app.state.seal, when) == 1
    assert calls.paths == ["/hook?x=1"] * 3
    assert len(set(calls.bodies)) == 1
    told = json.loads(calls.bodies[0])
    assert told["topic"] == "publication.made"
    assert told["data"] == {
        "territory": SLUG,
        "publication": publication["id"],
        "monday": "2027-01-11",
        "version": "1.0",
        "tellings": publication["tellings"],
    }
    stamp = calls.headers[-1]["Halte-Timestamp"]
    assert int(stamp) == int(when.timestamp())
    signed = hmac.new(made.json()["secret"].encode(), stamp.encode() + b"." + calls.bodies[-1], hashlib.sha256)
    assert calls.headers[-1]["Halte-Signature"] == f"sha256={signed.hexdigest()}"
    assert {headers["Halte-Delivery"] for headers in calls.headers} == {told["id"]}


def test_an_answer_that_never_ends_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "TIMEOUT_S", 0.5)
    stop = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, contextlib.suppress(OSError):
            while not stop.wait(0.05):
                connection.sendall(b"H")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises((OSError, webhooks.NotTaken)):
            webhooks.send(url, "s", "d", {}, now(), allow_private=True)
        stop.set()
        thread.join()


def test_https_goes_to_the_host_that_the_certificate_names_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_host, of_other = (certificate(tmp_path, name) for name in ("localhost", "other.example"))
    with http_server(of_host) as (url, calls):
        with pytest.raises(ssl.SSLCertVerificationError):
            webhooks.send(url, "s", "d", {}, now(), allow_private=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(of_host[0]))
        webhooks.send(f"{url}/hook", "s", "d", {}, now(), allow_private=True)
        assert calls.paths == ["/hook"]
    with http_server(of_other) as (url, calls):
        monkeypatch.setenv("SSL_CERT_FILE", str(of_other[0]))
        with pytest.raises(ssl.SSLCertVerificationError):
            webhooks.send(url, "s", "d", {}, now(), allow_private=True)
        assert calls.paths == []


def test_gateways_for_text_messages_are_told_of_rides_by_pseudonym(service: Service) -> None:
    service.app.state.settings = settings = settings_with(service, webhooks_allow_private=True)
    planner = service.caller()
    with http_server() as (url, calls):
        planner("POST", "/webhooks", json={"url": url, "topics": ["ride.changed"]})
        at(service, datetime(2027, 1, 10, 5, tzinfo=UTC))
        publish(planner, stored(service, village()))
        deliver_due(service.store, settings, service.app.state.seal, soon())
    (told,) = [json.loads(body) for body in calls.bodies]
    assert (told["topic"], told["data"]["passenger"]) == ("ride.changed", "P-014")
    assert told["data"]["changes"][0]["by"].startswith("2027-01-11T")


def test_pauses_grow_and_a_message_is_given_up_after_a_day(service: Service) -> None:
    pauses = [pause_after(attempts) for attempts in range(1, 12)]
    assert pauses[0] == timedelta(minutes=1)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=4)
    mail(service, "x@q.example")
    first, tried = soon(), 0
    when = first
    while rows(service)[0].given_up_at is None:
        deliver_due(service.store, service.settings, service.app.state.seal, when)
        when += pause_after(tried + 1)
        tried += 1
        assert tried < 40
    assert when - first >= timedelta(days=1)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://10.0.0.1/",
        "https://192.168.1.1:8443/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://0.0.0.0/",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "http://93.184.216.34/",
        "https://user:password@93.184.216.34/",
        "ftp://93.184.216.34/",
        "https:///x",
        "https://93.184.216.34:99999/",
    ],
)
def test_addresses_that_are_not_public_are_refused(url: str) -> None:
    with pytest.raises(Problem) as caught:
        addresses.must_be_public(url, allow_private=False)
    assert (caught.value.status, caught.value.code) == (422, "webhook-address")


def test_a_public_address_is_taken() -> None:
    addresses.must_be_public("https://93.184.216.34/hook", allow_private=False)
    assert resolve("93.184.216.34", 443, allow_private=False) == ["93.184.216.34"]


def test_a_name_that_turns_private_after_its_registration_is_not_called(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name's answer is what is made up here; the refusal at the call is real."""
    private = settings_with(service, webhooks_allow_private=True)
    service.app.state.settings = private
    planner = service.caller()
    with http_server() as (url, calls):
        planner("POST", "/webhooks", json={"url": url, "topics": ["publication.made"]})
        published(service)
        strict = settings_with(service, webhooks_allow_private=False)
        assert deliver_due(service.store, strict, service.app.state.seal, soon()) == 0
        assert calls.paths == []
    infos = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: infos)
    with pytest.raises(RefusedAddressError):
        resolve("two-faced.example", 443, allow_private=False)


def test_webhooks_are_changed_and_removed_by_those_who_may(service: Service) -> None:
    service.app.state.settings = settings_with(service, webhooks_allow_private=True)
    planner = service.caller()
    made = planner("POST", "/webhooks", json={"url": "http://127.0.0.1:9/x", "topics": ["ride.changed"]}).json()
    path = f"/webhooks/{made['id']}"
    assert "secret" not in planner("GET", path).json()
    assert made["secret"] not in planner("GET", "/webhooks").text
    change = {"url": "http://127.0.0.1:9/y", "topics": ["publication.made"], "disabled": True}
    assert planner("PUT", path, json=change).status_code == 428
    changed = planner("PUT", path, json=change, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["disabled"]) == (200, True)
    published(service)
    assert rows(service) == []
    assert service.caller(Role.READER)("GET", "/webhooks").status_code == 403
    assert service.caller(Role.PLANNER, "andorra")("DELETE", path).status_code == 404
    assert planner("DELETE", path).status_code == 204
    assert planner("GET", path).status_code == 404
    service.app.state.settings = settings_with(service, webhooks_allow_private=False)
    assert planner("POST", "/webhooks", json=change | {"x": 1}).status_code == 422
    refused = planner("POST", "/webhooks", json={"url": "https://127.0.0.1/x", "topics": ["ride.changed"]})
    assert refused.json()["code"] == "webhook-address"


def test_subscribers_are_sealed_and_changed(service: Service) -> None:
    planner, _, _ = published(service)
    made = subscribe(planner, "person", "ana", "Ana@q.example")
    path = f"/territories/{SLUG}/subscribers/{made['id']}"
    changed = planner("PUT", path, json={"email": "b@q.example"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["email"]) == (200, "b@q.example")
    assert [one["email"] for one in planner("GET", f"/territories/{SLUG}/subscribers").json()["items"]] == [
        "b@q.example"
    ]
    assert service.caller(Role.READER)("GET", f"/territories/{SLUG}/subscribers").status_code == 403
    assert planner("DELETE", path).status_code == 204
    assert planner("DELETE", path).status_code == 404


def test_what_became_of_messages_is_listed_without_what_they_say(service: Service) -> None:
    mail(service, "x@q.example", text="Très privé")
    listed = service.caller()("GET", "/deliveries")
    assert [(one["channel"], one["state"]) for one in listed.json()["items"]] == [("mail", "waiting")]
    assert "privé" not in listed.text
    assert "x@q.example" not in listed.text
    assert service.caller(Role.PLANNER, "andorra")("GET", "/deliveries").json()["items"] == []
