"""The whole OpenAPI document, called with generated input: nothing breaks, and nothing is answered that is not told."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.access.permissions import Role
from tests.api.bookings.town import TOWN, put_town
from tests.api.service import As, Service

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = {"sqlite": 20, "postgresql": 5}
"""Of each operation."""
PARTS = 4
"""The document is walked in so many tests, for as many processors."""


@schemathesis.serializer(
    "application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"
)
def _as_it_is(_context: Any, value: Any) -> bytes:
    """Files that are sent as the body: whatever bytes were made up."""
    return value if isinstance(value, bytes) else str(value).encode()


def wrong_with(operation: Any, service: Service, admin: As, examples: int) -> str:
    """What is wrong with the answers of an operation; empty when nothing is."""
    cases = st.one_of(operation.as_strategy(GenerationMode.POSITIVE), operation.as_strategy(GenerationMode.NEGATIVE))

    @seed(7)
    @settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases, known=st.booleans())
    def answers_are_as_told(case: Case[Any], known: bool) -> None:
        if known and "territory" in (case.path_parameters or {}):
            case.path_parameters = {**case.path_parameters, "territory": TOWN}
        sent = case.as_transport_kwargs(base_url="http://testserver", headers=dict(admin.headers))
        sent.pop("cookies", None)
        if isinstance(sent.get("data"), bytes | str):
            sent["content"] = sent.pop("data")
        response = service.client.request(**sent, follow_redirects=False)
        case.validate_response(response, checks=CHECKS)

    try:
        answers_are_as_told()
    except (Exception, BaseExceptionGroup) as fault:  # noqa: BLE001 - every operation is told of, whatever breaks
        return f"{operation.label}: {fault}"
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_answers_as_the_document_tells(
    service: Service, request: pytest.FixtureRequest, part: int
) -> None:
    put_town(service)
    admin = service.caller(Role.ADMIN)
    schema = schemathesis.openapi.from_dict(service.app.openapi())
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 50
    examples = EXAMPLES[request.node.callspec.params["database"]]
    wrong = [told for one in operations[part::PARTS] if (told := wrong_with(one, service, admin, examples))]
    assert not wrong, "\n\n".join(wrong)
