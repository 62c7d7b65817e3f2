"""Sentences of the residents' pages."""

from api.accounts.schemas import SHORTEST
from models.text import Language, message, translate

OTHER_LANGUAGE: dict[Language, str] = {"fr": "This page in English", "en": "Cette page en français"}
"""The way to the other language, in that language."""


def resident_texts(language: Language) -> dict[str, str]:
    """What the templates of residents' pages say, by the names they use."""
    return {
        "skip": translate("To the content", language),
        "title": translate("Services in your village", language),
        "find": translate("Find your village", language),
        "find_hint": translate("The first letters are enough.", language),
        "near_me": translate("The nearest to me", language),
        "no_position": translate("Your position is not known.", language),
        "no_match": translate("No village begins like this.", language),
        "villages": translate("All villages", language),
        "all_villages": translate("Choose another village", language),
        "next": translate("Next date", language),
        "nothing": translate("No date is announced for now.", language),
        "cancelled": translate("cancelled", language),
        "route": translate("Directions", language),
        "accessible": translate("wheelchair accessible", language),
        "transport": translate("Transport on demand", language),
        "call": translate("Call", language),
        "online": translate("Book online", language),
        "fare": translate("Fare", language),
        "runs": translate("Hours", language),
        "stops": translate("Stops in the village", language),
        "stops_near": translate("The nearest stops", language),
        "around": translate("In the villages around", language),
        "keep": translate("Keep these dates", language),
        "subscribe": translate("Subscribe to the calendar of the village", language),
        "subscribe_hint": translate(
            "Your phone then shows the dates, and changes when they change. The address to copy:", language
        ),
        "poster": translate("Poster to print (PDF)", language),
        "map": translate("Map", language),
        "open_map": translate("Show the map", language),
        "need": translate("Something is missing?", language),
        "need_link": translate("Tell us what you need", language),
        "valid": translate("Valid", language),
        "updated": translate("Updated on", language),
        "other_language": OTHER_LANGUAGE[language],
        "legal": translate("Legal notice", language),
        "privacy": translate("Personal data", language),
        "accessibility": translate("Accessibility", language),
        "open_data": translate("Open data", language),
    }


def need_texts(language: Language) -> dict[str, str]:
    """What the form about needs says."""
    return {
        "title": translate("What is missing in your village?", language),
        "about": translate(
            "A service, a ride, another day, another hour: the planners read it, village by village. Do not write "
            "names or health matters.",
            language,
        ),
        "what": translate("What do you need, and where?", language),
        "when": translate("On which days, at what hours? (optional)", language),
        "contact": translate("A phone number or address, if you want an answer (optional)", language),
        "contact_hint": translate("Kept sealed, seen by the planners alone, erased with the answer.", language),
        "trap": translate("Leave this empty", language),
        "send": translate("Send", language),
        "thanks": translate("Thank you. The planners have your message.", language),
        "faults": translate("It was not sent yet:", language),
        "back": translate("Back to the page of the village", language),
    }


def sign_in_texts(language: Language) -> dict[str, str]:
    """What the page to sign in says."""
    return {
        "title": translate("Sign in", language),
        "email": translate("E-mail address", language),
        "password": translate("Password", language),
        "enter": translate("Sign in", language),
        "invited": translate("Choose your password", language),
        "new_password": translate("New password", language),
        "hint": message("At least {n} characters; a sentence is best.", n=SHORTEST).text(language),
        "again": translate("The same once more", language),
        "keep": translate("Keep it", language),
        "unlike": translate("The two are not alike.", language),
        "length": message("At least {n} characters; a sentence is best.", n=SHORTEST).text(language),
    }


def planner_texts(language: Language) -> dict[str, str]:
    """What the planner's pages say."""
    return {
        "skip": translate("To the content", language),
        "other_language": OTHER_LANGUAGE[language],
        "sign_out": translate("Sign out", language),
        "territories": translate("Territories", language),
        "this_week": translate("This week", language),
        "in_force": translate("In force", language),
        "nothing_in_force": translate("Nothing is published yet.", language),
        "version": translate("version", language),
        "villages": translate("Residents' pages", language),
        "map": translate("Map of the week", language),
        "workbook": translate("Workbook of the week", language),
        "searches": translate("Searches", language),
        "plans": translate("Plans", language),
        "no_plans": translate("There is no plan yet: start one.", language),
        "start": translate("Plan the week", language),
        "seconds": translate("Seconds of search", language),
        "faults": translate("The data cannot be planned as it is:", language),
        "refused": translate("It was not published:", language),
        "weeks": translate("Weeks", language),
        "origin": translate("Origin", language),
        "left_out": translate("Left out", language),
        "cost": translate("Cost", language),
        "published": translate("Published", language),
        "open": translate("Open", language),
        "so_far": translate("so far", language),
        "watch": translate("Search", language),
        "stop": translate("Stop and keep the best", language),
        "stopping": translate("It will stop.", language),
        "left": translate("seconds left", language),
        "see_plan": translate("See the plan", language),
        "best_so_far": translate("Best plan so far", language),
        "objective": translate("Objective", language),
        "value": translate("Value", language),
        "bound": translate("Proved bound", language),
        "proof": translate("Proof", language),
        "service": translate("Service", language),
        "served": translate("Served", language),
        "asked": translate("Asked", language),
        "why": translate("Why", language),
        "all_served": translate("Everything asked is served.", language),
        "board": translate("Board of the week", language),
        "by_vehicle": translate("By vehicle", language),
        "by_person": translate("By person", language),
        "by_commune": translate("By commune", language),
        "notices": translate("Notices", language),
        "publish": translate("Publish", language),
        "publish_this": translate("Publish this plan", language),
        "what_changes": translate("What publishing changes, and who must be told", language),
        "nobody": translate("Nobody has to be told.", language),
        "who": translate("Who", language),
        "by": translate("By when", language),
        "before": translate("Before", language),
        "after": translate("After", language),
        "back": translate("Back", language),
        "row": translate("Row", language),
        "legend_session": translate("session", language),
        "legend_carry": translate("with passengers", language),
        "legend_drive": translate("on the road", language),
        "legend_break": translate("break", language),
        "legend_wait": translate("waiting", language),
        "legend_other": translate("other work", language),
    }
