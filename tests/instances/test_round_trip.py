"""A folder, a workbook and JSON hold the same: each form turned into the next loses nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from instances import bundled, load_bundled, read_instance, write_instance
from models.instance import Instance
from tests.instances.strategies import instances

FORMS = ("classeur.xlsx", "instance.json", "dossier")


def through(instance: Instance, *forms: str) -> Instance:
    with TemporaryDirectory() as folder:
        for form in forms:
            write_instance(instance, Path(folder) / form)
            instance, _ = read_instance(Path(folder) / form)
    return instance


def changed_fields(before: Instance, after: Instance) -> dict[str, tuple[object, object]]:
    """The fields that differ, each before and after."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in Instance.model_fields}
    return {name: (was, is_) for name, (was, is_) in pairs.items() if was != is_}


QUIETLY: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    # making a whole instance smaller takes minutes; the fields that changed say enough
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
}


@settings(max_examples=12, **QUIETLY)
@given(instances())
def test_every_form_holds_any_instance(instance: Instance) -> None:
    assert changed_fields(instance, through(instance, *FORMS)) == {}


@pytest.mark.slow
@settings(max_examples=60, **QUIETLY)
@given(instances())
def test_every_form_holds_many_instances(instance: Instance) -> None:
    assert changed_fields(instance, through(instance, *FORMS)) == {}


@pytest.mark.parametrize("name", bundled())
def test_every_form_holds_the_bundled_territories(name: str) -> None:
    instance = load_bundled(name)
    assert changed_fields(instance, through(instance, *FORMS, "retour.xlsx")) == {}
