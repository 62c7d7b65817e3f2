"""Edits of an instance in a planner's words."""

from api.exports import wording
from models.base import format_time_of_day
from models.edits import (
    Edit,
    LateBooking,
    LongerRides,
    MoreContract,
    MoreKits,
    MorePeople,
    MoreVehicles,
    PersonHours,
    RideStop,
    RideWindow,
    ServiceHours,
    SessionDate,
    SessionStart,
    SessionVenue,
    SessionWait,
    SessionWeekday,
    SmallerAttendance,
    SmallerReserve,
    VehicleHours,
    VenueHours,
    WithoutPin,
)
from models.instance import Instance
from models.pins import Pin
from models.text import Language, Message, message


def edit_text(edit: Edit, instance: Instance, language: Language) -> str:
    """``fenêtre du retour : 20 min plus tard``: what to change, and by how much."""
    return (
        _ride(edit, instance, language) or _session(edit, instance, language) or _means(edit, instance, language)
    ).text(language)


def _ride(edit: Edit, instance: Instance, language: Language) -> Message | None:
    match edit:
        case RideWindow(leg="outbound", side="earlier"):
            return message("outbound window opening {n} min earlier", n=edit.minutes)
        case RideWindow(leg="outbound"):
            return message("outbound window closing {n} min later", n=edit.minutes)
        case RideWindow(side="earlier"):
            return message("return window opening {n} min earlier", n=edit.minutes)
        case RideWindow():
            return message("return window closing {n} min later", n=edit.minutes)
        case RideStop():
            stop = wording.place_name(instance, edit.stop, language)
            request = instance.ride_by_id[edit.ride]
            wished = wording.place_name(instance, getattr(request, edit.end), language)
            return message("stop {stop} instead of {wished}, {n} m away", stop=stop, wished=wished, n=edit.metres)
        case LateBooking():
            return message("booking taken although it came after the deadline")
        case SessionWait(side="earlier"):
            return message("passengers there up to {n} min earlier before the session", n=edit.minutes)
        case SessionWait():
            return message("passengers waiting up to {n} min longer after the session", n=edit.minutes)
        case SmallerReserve():
            day = wording.weekday_name(edit.weekday, language)
            return message("reserve for late bookings smaller by {n} min on {day}", n=edit.minutes, day=day)
        case LongerRides():
            return message("rides up to {n} min longer", n=edit.minutes)
        case ServiceHours():
            day, name = wording.weekday_name(edit.weekday, language), wording.service_name(instance, edit.service)
            if edit.side == "earlier":
                return message("{name} beginning {n} min earlier on {day}", name=name, n=edit.minutes, day=day)
            return message("{name} ending {n} min later on {day}", name=name, n=edit.minutes, day=day)
    return None


def _session(edit: Edit, instance: Instance, language: Language) -> Message | None:
    match edit:
        case SessionStart():
            return message("start at {time}", time=format_time_of_day(edit.start))
        case SessionDate():
            first, to = (wording.middle_day(day, language) for day in (edit.date, edit.to))
            return message("the session of {first} moved to {to}", first=first, to=to)
        case SessionWeekday():
            return message("also on {day}", day=wording.weekday_name(edit.weekday, language))
        case SessionVenue():
            return message("also in {venue}", venue=wording.place_name(instance, edit.venue, language))
        case VenueHours():
            name, day = wording.place_name(instance, edit.venue, language), wording.weekday_name(edit.weekday, language)
            if edit.side == "earlier":
                return message("{name} opening {n} min earlier on {day}", name=name, n=edit.minutes, day=day)
            return message("{name} closing {n} min later on {day}", name=name, n=edit.minutes, day=day)
        case SmallerAttendance():
            name = wording.service_name(instance, edit.service)
            return message("{name} held for {n} people fewer", name=name, n=edit.people)
    return None


def _means(edit: Edit, instance: Instance, language: Language) -> Message:
    match edit:
        case WithoutPin():
            return message("without the pin: {pin}", pin=pin_text(edit.pin, instance, language))
        case PersonHours():
            name, day = wording.person_name(instance, edit.person), wording.weekday_name(edit.weekday, language)
            if edit.side == "earlier":
                return message("{name} there {n} min earlier on {day}", name=name, n=edit.minutes, day=day)
            return message("{name} staying {n} min longer on {day}", name=name, n=edit.minutes, day=day)
        case VehicleHours():
            name, day = wording.vehicle_name(instance, edit.vehicle), wording.weekday_name(edit.weekday, language)
            if edit.side == "earlier":
                return message("{name} available {n} min earlier on {day}", name=name, n=edit.minutes, day=day)
            return message("{name} available {n} min longer on {day}", name=name, n=edit.minutes, day=day)
        case MoreContract():
            name = wording.person_name(instance, edit.person)
            return message("{hours} more of work in the week for {name}", hours=wording.hours(edit.minutes), name=name)
        case MoreKits():
            name = instance.kit_by_id[edit.like].name
            return message("further kits like {name}: {n}", n=edit.count, name=name)
        case MorePeople():
            day, kinds = wording.weekday_name(edit.weekday, language), ", ".join(edit.qualifications)
            base = wording.place_name(instance, instance.person_by_id[edit.like].base, language)
            if edit.count == 1:
                return message("one more person ({kinds}) at {base} on {day}", kinds=kinds, base=base, day=day)
            return message(
                "{n} more people ({kinds}) at {base} on {day}", n=edit.count, kinds=kinds, base=base, day=day
            )
        case MoreVehicles():
            name, day = wording.vehicle_name(instance, edit.like), wording.weekday_name(edit.weekday, language)
            if edit.count == 1:
                return message("one more vehicle like {name} on {day}", name=name, day=day)
            return message("{n} more vehicles like {name} on {day}", n=edit.count, name=name, day=day)
    raise ValueError(f"no words for {edit!r}")


def pin_text(pin: Pin, instance: Instance, language: Language) -> str:
    """``atelier.1@2027-W02 : mardi 12 janvier, 09:00, Minibus 1``: an item and what of it is fixed."""
    fixed = [
        wording.middle_day(pin.date, language) if pin.date else "",
        format_time_of_day(pin.time) if pin.time is not None else "",
        wording.place_name(instance, pin.place, language) if pin.place else "",
        wording.vehicle_name(instance, pin.vehicle) if pin.vehicle else "",
        *(wording.person_name(instance, person) for person in pin.people),
        message("after {item}", item=pin.after).text(language) if pin.after else "",
    ]
    return (
        f"{pin.item}: {', '.join(part for part in fixed if part)}"
        if language == "en"
        else (f"{pin.item} : {', '.join(part for part in fixed if part)}")
    )
