"""What a previous plan adds to people's history: weeks worked since, and when the last duty ended."""

from datetime import timedelta

from models.horizon import Horizon
from models.instance import Instance
from models.people import WorkHistory
from models.plan import Plan


def with_history(instance: Instance, previous: Plan | None, horizon: Horizon) -> Instance:
    """The instance with the weeks a previous plan covers, up to this one, added to each person's history."""
    if previous is None or previous.monday >= horizon.monday:
        return instance
    weeks = (horizon.monday - instance.week).days // 7 if instance.week <= previous.monday else 0
    people = []
    for person in instance.people:
        mine = [duty for duty in previous.duties if duty.person == person.id and duty.date < horizon.monday]
        worked = {instance.week + timedelta(weeks=k): 0 for k in range(weeks)}
        for duty in mine:
            monday = duty.date - timedelta(days=duty.date.weekday())
            if monday in worked:
                worked[monday] += duty.work_min
        ends = [duty.end for duty in mine]
        if person.history.last_duty_end is not None:
            ends.append(person.history.last_duty_end)
        history = WorkHistory(
            week_work_min=(*person.history.week_work_min, *worked.values()), last_duty_end=max(ends, default=None)
        )
        people.append(person.model_copy(update={"history": history}))
    return instance.model_copy(update={"people": tuple(people)})
