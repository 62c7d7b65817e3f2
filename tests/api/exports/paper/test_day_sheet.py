import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.exports.lookup import Lookup
from api.exports.paper.day_sheet import build_day_sheets, sheet_data
from models.plan import Plan
from models.text import Language
from tests.api.exports.paper.hostile import hostile
from tests.api.exports.paper.pages import pages
from tests.api.exports.world import PRIVATE, WORKSHOP, make_instance, make_plan, replaced


def sheet(person: str, language: Language = "fr") -> dict[str, Any]:
    instance = make_instance()
    plan = make_plan(instance)
    duty = next(duty for duty in plan.duties if duty.person == person)
    return sheet_data(Lookup(plan, instance), duty, language)


def told(visit: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        tuple(part for part in (line["time"], line["sign"], line["text"], line["code"], line["wheelchair"]) if part)
        for line in visit["lines"]
    ]


def test_one_pdf_per_person_and_day_the_same_each_time() -> None:
    instance = make_instance()
    plan = make_plan(instance)
    sheets = build_day_sheets(plan, instance)
    assert list(sheets) == ["2027-01-14-ines.pdf", "2027-01-14-paul.pdf", "2027-01-17-ines.pdf"]
    assert all(content.startswith(b"%PDF-") for content in sheets.values())
    assert sheets == build_day_sheets(plan, instance)


def test_a_driver_reads_stops_in_order_with_codes_wheelchairs_and_loads() -> None:
    visits = sheet("paul")["visits"]
    assert [(visit["time"], visit["until"], visit["place"]) for visit in visits] == [
        ("07:55", "08:00", "Guillestre, Garage intercommunal"),
        ("08:30", "09:00", "Ceillac, Salle polyvalente"),
        ("09:02", "09:05", "Ceillac, Mairie"),
        ("09:38", "09:40", "Guillestre, Place du marché"),
        ("09:50", "09:55", f"Guillestre, {PRIVATE}"),
        ("10:08", "10:12", "Guillestre, Maison de santé"),
        ("10:45", "10:50", "Guillestre, Place du marché"),
        ("11:23", "11:26", "Ceillac, Mairie"),
        ("11:28", "12:00", "Ceillac, Salle polyvalente"),
        ("12:30", "", "Guillestre, Garage intercommunal"),
    ]
    assert told(visits[2]) == [("09:03", "in", "monte", "P-014")]
    assert (visits[2]["lines"][0]["detail"], visits[2]["lines"][0]["to"]) == ("2 pers.", "Guillestre, Place du marché")
    assert visits[2]["aboard"] == "à bord au départ : 2 pers."
    assert told(visits[4]) == [("09:51", "in", "monte", "P-022", "fauteuil × 1")]
    assert visits[4]["note"] == "adresse privée"
    assert told(visits[5]) == [("10:08", "out", "descend", "P-022", "fauteuil × 1")]
    assert visits[1]["way"] == "30 min · Trajet comme passager, Minibus 1"
    assert told(visits[8]) == [
        ("11:45", "in", "charge : Malle d'ordinateurs"),
        ("12:00", "in", "monte : Inès Faure (équipe)"),
    ]
    assert told(visits[-1]) == [("12:30", "Fin de service")]


def test_whoever_holds_a_session_reads_who_is_expected_and_with_what() -> None:
    visits = sheet("ines")["visits"]
    lines = visits[1]["lines"]
    assert [(line["time"], line["until"], line["strong"]) for line in lines] == [
        ("08:30", "09:00", False),
        ("09:00", "11:30", True),
        ("11:30", "12:00", False),
    ]
    assert lines[1]["text"] == f"Séance, {WORKSHOP}"
    assert lines[1]["detail"] == "6 personnes attendues · Malle d'ordinateurs"


def test_every_place_driven_to_has_a_code_that_leads_there() -> None:
    visits = sheet("paul")["visits"]
    assert visits[0]["qr"] == ""
    assert all(re.match("<svg", visit["qr"]) for visit in visits[1:])
    assert visits[1]["qr"] == visits[8]["qr"] != visits[2]["qr"]


def test_a_sheet_in_english_says_so_throughout() -> None:
    data = sheet("paul", "en")
    assert (data["kind"], data["day"], data["visits"][-1]["lines"][0]["text"]) == (
        "Day sheet",
        "Thursday 14 January 2027",
        "End of duty",
    )


def test_a_duty_without_a_drive_is_one_visit() -> None:
    instance = make_instance()
    plan: Plan = make_plan(instance)
    duty = plan.duties[0]
    stays = duty.model_copy(update={"activities": duty.activities[2:5]})
    visits = sheet_data(Lookup(plan, instance), stays, "fr")["visits"]
    assert [len(visit["lines"]) for visit in visits] == [4]  # the last is the end of duty


def test_names_that_are_markup_endless_or_without_glyphs_make_a_sheet_all_the_same() -> None:
    instance = hostile(make_instance())
    sheets = build_day_sheets(make_plan(instance), instance)
    assert [pages(content) for content in sheets.values()] == [1, 2, 1]


@settings(max_examples=30)
@given(text=st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=80))
def test_any_text_is_printed_as_text(text: str) -> None:
    instance = make_instance()
    people = tuple(person.model_copy(update={"name": text}) for person in instance.people)
    plan = make_plan(instance).model_copy(update={"duties": make_plan(instance).duties[:1]})
    (content,) = build_day_sheets(plan, replaced(instance, people=people)).values()
    assert pages(content) == 1
