"""What every public page links to: who is answerable, what becomes of personal data, how accessible the pages are."""

from typing import Literal

from models.text import Language, message, translate

Topic = Literal["legal", "privacy", "accessibility"]


def statement(topic: Topic, organisation: str, language: Language) -> tuple[str, list[str]]:
    """Title and paragraphs."""
    if topic == "legal":
        return translate("Legal notice", language), [
            message("These pages are published by {organisation}.", organisation=organisation).text(language),
            translate("They are made by Halte, free software, from the plan of the services.", language),
            translate("Dates and hours are those of the last publication; each page says when that was.", language),
            translate("The open data may be used again by anybody, with its source named.", language),
        ]
    if topic == "privacy":
        return translate("Personal data", language), [
            translate("Reading these pages leaves no trace: no account, no cookie, no counter.", language),
            translate("What you tell us of a need is kept without your name, unless you give it.", language),
            message(
                "Names and phone numbers of passengers are seen by the booking agents of {organisation} alone, kept "
                "sealed, and erased when they are no longer of use.",
                organisation=organisation,
            ).text(language),
            message(
                "You may ask {organisation} at any time what is known of you, and have it corrected or erased. You may "
                "also turn to the data protection authority (CNIL, www.cnil.fr).",
                organisation=organisation,
            ).text(language),
        ]
    return translate("Accessibility", language), [
        translate(
            "These pages are made after WCAG 2.2, level AA, and RGAA 4.1. No outside audit was made yet.", language
        ),
        translate("They work without a mouse, with a screen reader, enlarged, and without scripts.", language),
        translate("Each map has a list beside it that says the same.", language),
        message(
            "Where something cannot be read or used, tell {organisation}: it will be given to you in another way. "
            "Without an answer you may turn to the Défenseur des droits.",
            organisation=organisation,
        ).text(language),
    ]
