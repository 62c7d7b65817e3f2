"""From what pydantic or a cell's parser found wrong to a notice's sentence and remedy."""

from typing import TYPE_CHECKING, Any

from models.base import Fault
from models.notices import Location, Notice, error, info, warning
from models.text import Message, message

__all__ = ["detail_notice", "error", "fault_notice", "info", "warning"]

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def fault_notice(fault: Fault, where: Location) -> Notice:
    """The notice of a value that could not be read."""
    return error("value.invalid", where, Message(msgid=fault.msgid, values=fault.values), message("correct the value"))


def detail_notice(detail: "ErrorDetails", where: Location) -> Notice:
    """The notice of one error of a pydantic validation."""
    context: dict[str, Any] = detail.get("ctx") or {}
    cause = context.get("error")
    if isinstance(cause, Fault):
        return fault_notice(cause, where)
    value, kind = _short(detail["input"]), detail["type"]
    if kind == "missing" or detail["input"] is None:
        return error("value.missing", where, message("the value is missing"), message("fill it in"))
    if kind == "extra_forbidden":
        return error(
            "field.unknown", where, message("there is no such field"), message("correct its name or take it away")
        )
    if kind == "string_pattern_mismatch":
        return error(
            "id.malformed",
            where,
            message("{value} is not an identifier", value=value),
            message("begin with a letter or a digit; use no space and no accent; these may follow: _ . : @ + / # -"),
        )
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        return _range_notice(kind, value, str(next(iter(context.values()))), where)
    if kind in ("string_too_short", "too_short"):
        return error("value.missing", where, message("at least one value is needed"), message("fill it in"))
    if kind in ("string_too_long", "too_long"):
        limit = int(context["max_length"])
        return error(
            "value.range",
            where,
            message("the value is longer than {limit} characters", limit=limit),
            message("shorten it"),
        )
    if kind == "union_tag_not_found":
        return error("value.missing", where, message("the kind is missing"), message("fill it in"))
    if kind == "union_tag_invalid":
        tag, choices = _short(context["tag"]), str(context["expected_tags"])
        what = message("{value} is not one of: {choices}", value=repr(tag), choices=choices)
        return error("value.choice", where, what, message("choose one of them"))
    if kind in ("literal_error", "enum"):
        return error(
            "value.choice",
            where,
            message("{value} is not one of: {choices}", value=value, choices=str(context["expected"])),
            message("choose one of them"),
        )
    if kind.startswith(("int_", "float_", "decimal_", "finite_number")):
        return error(
            "value.invalid", where, message("{value} is not a number", value=value), message("correct the value")
        )
    if kind.startswith(("date_", "datetime_")):
        return error(
            "value.invalid", where, message("{value} is not a date", value=value), message("write it as 2027-12-31")
        )
    return error(
        "value.invalid",
        where,
        message("{value} cannot be read: {reason}", value=value, reason=detail["msg"]),
        message("correct the value"),
    )


def _range_notice(kind: str, value: str, limit: str, where: Location) -> Notice:
    what = {
        "greater_than_equal": message("{value} is less than {limit}", value=value, limit=limit),
        "greater_than": message("{value} is not more than {limit}", value=value, limit=limit),
        "less_than_equal": message("{value} is more than {limit}", value=value, limit=limit),
        "less_than": message("{value} is not less than {limit}", value=value, limit=limit),
    }[kind]
    return error("value.range", where, what, message("correct the value"))


def _short(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
