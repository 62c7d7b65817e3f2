"""What commands that plan share: the week they are asked for, and what is told of it."""

from datetime import date

import typer

from models.base import Fault, monday_of
from models.instance import Instance
from models.notices import Notice
from models.references import find_faults
from models.text import translate


def monday_option(week: str) -> date:
    """First day of a week such as ``2027-W02``; raises BadParameter for none."""
    try:
        return monday_of(week)
    except Fault as fault:
        raise typer.BadParameter(translate(fault.msgid).format(**fault.values)) from None
    except ValueError:
        raise typer.BadParameter(translate("{week}: the year has no such week").format(week=week)) from None


def of_week(notices: tuple[Notice, ...], instance: Instance, monday: date | None) -> tuple[Notice, ...]:
    """The readers' notices, which are about the instance's own week, made those of the week asked for."""
    if monday in (None, instance.week):
        return notices
    of_own_week = {gist(notice) for notice in find_faults(instance)}
    wanted = {gist(notice): notice for notice in find_faults(instance, monday)}
    kept = [notice for notice in notices if gist(notice) in wanted or gist(notice) not in of_own_week]
    known = {gist(notice) for notice in kept}
    return (*kept, *(notice for key, notice in wanted.items() if key not in known))


def gist(notice: Notice) -> tuple[str, str]:
    """What a notice says, wherever it stands."""
    return notice.code, notice.what.text()
