"""Passengers who call: rides like those of the territory, on a day of this week or the next, drawn from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from models.base import Window, at
from models.horizon import WORKING_DAYS
from models.instance import Instance
from models.rides import RideRequest, Trip

OPEN_MIN, SHUT_MIN = 8 * 60, 15 * 60 + 45
"""Hours in which the telephone is answered: rides of the next day are taken until 16:00."""
AHEAD = timedelta(days=8)


@dataclass(frozen=True)
class Call:
    """Somebody asks for a ride, at a moment."""

    when: datetime
    request: RideRequest


def calls(instance: Instance, days: list[date], count: int, seed: int) -> Iterator[Call]:
    """So many calls for rides on some days, up to eight days ahead, in order of time.

    Parameters
    ----------
    days
        One after the other; people also call in the four days before.
    """
    dice = Random(f"calls {seed}")
    like = [ride for ride in instance.rides if ride.session is None]
    wanted = [day for day in days if day.isoweekday() <= WORKING_DAYS]
    earlier = [days[0] - timedelta(days=k) for k in range(1, 4)]
    answered = {
        day: [other for other in wanted if timedelta() < other - day <= AHEAD]
        for day in (*earlier, *days)
        if day.isoweekday() <= WORKING_DAYS
    }
    ringing = sorted(day for day, others in answered.items() if others)
    whens = sorted(at(dice.choice(ringing), dice.randint(OPEN_MIN, SHUT_MIN)) for _ in range(count))
    for k, when in enumerate(whens):
        day = dice.choice(answered[when.date()])
        yield Call(when, _request(dice, f"call{k:03}", dice.choice(like), when, day))


def _request(dice: Random, id_: str, like: RideRequest, when: datetime, day: date) -> RideRequest:
    arrive = dice.randrange(9 * 60, 16 * 60, 15)
    wide = dice.choice((60, 90, 120))
    back = Trip(pickup=Window(start=arrive + wide + 60, end=arrive + wide + 180)) if dice.random() < 0.4 else None
    return like.model_copy(
        update={
            "id": id_,
            "passenger": f"caller {id_}",
            "date": day,
            "recurrence": None,
            "walkers": dice.choice((1, 1, 1, 2)),
            "child_seats": 0,
            "wheelchairs": int(dice.random() < 0.05),
            "outbound": Trip(dropoff=Window(start=arrive, end=arrive + wide)),
            "return_trip": back if arrive + wide + 180 <= 19 * 60 else None,
            "booked_at": when,
            "promises": (),
        }
    )
