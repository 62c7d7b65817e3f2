"""What each working day is worked for: the sessions a person holds, the sessions and rides they drive for."""

from collections.abc import Iterator

from models.instance import Instance
from models.plan import Activity, Duty, Plan, Tour
from optimiser.ledger.alone import StandAlone
from optimiser.ledger.carriage import Carriage


class Labour:
    """The items behind each duty of a plan, with what each would cost this person alone, in cents."""

    def __init__(
        self, plan: Plan, instance: Instance, alone: StandAlone, carried: dict[str, tuple[Carriage, ...]]
    ) -> None:
        self._plan = plan
        self._instance = instance
        self._alone = alone
        self._carried = carried
        self._tours = {tour.id: tour for tour in plan.tours}

    def claims(self, duty: Duty) -> dict[str, int]:
        """Stand-alone cents by item; none for a day of meetings alone."""
        found: dict[str, int] = {}
        for item, cents in (*self._held(duty), *self._driven(duty)):
            found[item] = max(found.get(item, 0), cents)
        return found

    def _held(self, duty: Duty) -> Iterator[tuple[str, int]]:
        refs = {activity.ref for activity in duty.activities if activity.kind in ("set_up", "session", "tear_down")}
        ways = {activity.kind for activity in duty.activities}
        own_car = "own_car" in ways and not ways & {"drive", "ride"}
        tours = [self._tours[a.ref] for a in duty.activities if a.kind in ("drive", "ride") and a.ref in self._tours]
        profile = (
            self._instance.vehicle_by_id[tours[0].vehicle].profile
            if tours and not own_car
            else self._instance.territory.travel.own_car_profile
        )
        for session in self._plan.sessions:
            if session.id in refs and session.start.date() == duty.date:
                yield session.id, self._alone.session_cents(duty.person, session, profile, own_car)

    def _driven(self, duty: Duty) -> Iterator[tuple[str, int]]:
        by_tour: dict[str, list[tuple[str, Activity]]] = {}
        origin = duty.activities[0].place
        for activity in duty.activities:
            if activity.kind == "drive" and activity.ref in self._tours:
                by_tour.setdefault(activity.ref, []).append((origin, activity))
            origin = activity.place
        for tour_id, drives in by_tour.items():
            carried = self._carried[tour_id]
            # Whoever drives no item of a tour moves the vehicle for all of them.
            served = [carriage for carriage in carried if _drives_for(carriage, drives)] or carried
            yield from ((carriage.item, self._cents(duty, self._tours[tour_id], carriage)) for carriage in served)

    def _cents(self, duty: Duty, tour: Tour, carriage: Carriage) -> int:
        vehicle = self._instance.vehicle_by_id[tour.vehicle]
        return self._alone.work_cents(duty.person, self._alone.driving_min(vehicle, tour.date, carriage))


def _drives_for(carriage: Carriage, drives: list[tuple[str, Activity]]) -> bool:
    """Whether some stretch at the wheel, with the place it begins at, carries the party, the crew or the kit."""
    if (session := carriage.session) is not None:
        return any(
            (carriage.brings and drive.place == session.venue and drive.end <= session.start)
            or (carriage.fetches and origin == session.venue and drive.start >= session.end)
            for origin, drive in drives
        )
    return any(
        drive.start < ride.alighting_end and ride.boarding_start < drive.end
        for ride in carriage.rides
        for _, drive in drives
    )
