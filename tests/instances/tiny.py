"""A small territory without a fault, for tests to spoil."""

from datetime import date
from pathlib import Path

from instances import read_instance, write_folder
from instances.fill import bundled_childcare_rules, bundled_work_rules
from models.base import WeeklyWindow, Window
from models.fleet import Kit, Layout, Vehicle
from models.instance import Instance
from models.notices import InvalidInstance, Notice
from models.people import PASSENGER_ATTESTATION, Credential, Person
from models.rides import Promise, RideRequest, RideService, Trip
from models.services import Attendance, CrewNeed, Service, SessionDemand
from models.territory import Commune, Depot, Stop, Territory, Venue

MONDAY = date(2027, 1, 11)


def tiny() -> Instance:
    """Two villages, one minibus, two people, one workshop a week and two rides to the market."""
    morning = WeeklyWindow(start=480, end=720, weekdays=(1, 2, 3, 4, 5))
    return Instance(
        territory=Territory(id="tiny", name="Deux villages"),
        anchor=MONDAY,
        week=MONDAY,
        communes=(
            Commune(id="05001", name="Haut", lon=6.70, lat=44.70, population=120),
            Commune(id="05002", name="Bas", lon=6.75, lat=44.68, population=900),
        ),
        depots=(Depot(id="garage", name="Garage", commune="05002", lon=6.751, lat=44.681),),
        venues=(Venue(id="mairie", name="Mairie", commune="05001", lon=6.701, lat=44.701, opening=(morning,)),),
        stops=(
            Stop(id="fontaine", name="Fontaine", commune="05001", lon=6.702, lat=44.702),
            Stop(id="marche", name="Marché", commune="05002", lon=6.752, lat=44.682),
        ),
        vehicles=(Vehicle(id="m1", name="Minibus", depot="garage", layouts=(Layout(id="8", seats=8),)),),
        kits=(Kit(id="pc", name="Ordinateurs", kind="pc", home="garage"),),
        people=(
            Person(
                id="ines",
                name="Inès",
                base="garage",
                credentials=(Credential(kind="formateur"), Credential(kind="permis-b")),
            ),
            Person(
                id="paul",
                name="Paul",
                base="garage",
                credentials=(Credential(kind="permis-b"), Credential(kind=PASSENGER_ATTESTATION)),
            ),
        ),
        services=(
            Service(
                id="atelier",
                name="Atelier",
                kind="numerique",
                set_up_min=30,
                duration_min=120,
                tear_down_min=30,
                crew=(CrewNeed(qualification="formateur", count=1),),
                kit_kind="pc",
                vehicle_use="may_release",
            ),
        ),
        demands=(
            SessionDemand(
                id="atelier-haut",
                service="atelier",
                commune="05001",
                venues=("mairie",),
                weekdays=(2, 4),
                attendance=Attendance(others=8),
            ),
        ),
        ride_services=(RideService(id="tad", name="TAD"),),
        rides=(
            RideRequest(
                id="r1",
                service="tad",
                origin="fontaine",
                destination="marche",
                date=date(2027, 1, 14),
                outbound=Trip(dropoff=Window(start=540, end=585)),
                return_trip=Trip(pickup=Window(start=660, end=720)),
                promises=(Promise(date=date(2027, 1, 14), pickup=530),),
            ),
            RideRequest(
                id="r2",
                service="tad",
                origin="marche",
                destination="fontaine",
                date=date(2027, 1, 15),
                walkers=2,
                outbound=Trip(pickup=Window(start=600, end=660)),
            ),
        ),
        work_rules=tuple(rule for rule in bundled_work_rules() if rule.profile == "fr-public"),
        childcare_rules=bundled_childcare_rules(),
    )


def tiny_folder(folder: Path) -> Path:
    """The same, written as a folder."""
    write_folder(tiny(), folder)
    return folder


def spoil(path: Path, before: str, after: str) -> None:
    """Replace text that occurs in a file."""
    text = path.read_text(encoding="utf-8")
    assert before in text, f"{before!r} is not in {path.name}:\n{text}"
    path.write_text(text.replace(before, after, 1), encoding="utf-8", newline="")


def places(notices: tuple[Notice, ...]) -> list[tuple[str, str, int | None, str]]:
    """Where each notice stands: code, file, row, field."""
    return [(n.code, n.location.source, n.location.row, n.location.field) for n in notices]


def refusal(path: Path) -> tuple[Notice, ...]:
    """The notices with which an instance is refused."""
    try:
        read_instance(path)
    except InvalidInstance as fault:
        return fault.notices
    raise AssertionError(f"{path.name} was read without an error")
