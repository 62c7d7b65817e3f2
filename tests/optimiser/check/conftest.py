"""The world, valid until a test breaks it."""

import pytest

from models.instance import Instance
from models.plan import Plan
from tests.optimiser.check.world import build_instance
from tests.optimiser.check.world_plan import build_plan


@pytest.fixture
def instance() -> Instance:
    return build_instance()


@pytest.fixture
def plan() -> Plan:
    return build_plan()
