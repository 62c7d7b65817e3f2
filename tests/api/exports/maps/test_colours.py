from api.exports.maps.colours import Colours
from models.services import Service
from tests.api.exports.world import make_instance, replaced


def letters(*names: str) -> str:
    services = tuple(Service(id=f"s{k}", name=name, kind="desk", duration_min=60) for k, name in enumerate(names))
    return "".join(Colours(replaced(make_instance(), services=services)).letter.values())


def test_a_service_goes_by_the_initial_of_its_name() -> None:
    assert letters("Crèche itinérante", "Ludothèque", "« Atelier »") == "CLA"


def test_words_that_several_names_begin_with_tell_nothing() -> None:
    assert letters("Permanence CAF", "Permanence Mission locale", "Permanence CPAM de Gap") == "CMD"


def test_a_name_without_letters_has_a_dot() -> None:
    assert letters("—") == "•"


def test_colours_stay_the_same_and_come_round() -> None:
    services = tuple(Service(id=f"s{k}", name=f"N{k}", kind="desk", duration_min=60) for k in range(20))
    instance = replaced(make_instance(), services=services)
    assert Colours(instance).service == Colours(instance).service
    assert Colours(instance).service["s0"] != Colours(instance).service["s1"]
