"""From a fault of an item to the row it was read from."""

from collections.abc import Iterable

from instances.assemble import Assembly
from models.notices import Notice


def located(notices: Iterable[Notice], assembly: Assembly) -> list[Notice]:
    """Notices of an instance, each at the row and under the header its item was read from.

    References to rows that were malformed, and so left out, are not reported: the row's own notice comes first.
    """
    found = []
    for notice in notices:
        where = notice.location
        if notice.code == "reference.unknown" and notice.what.values.get("id") in assembly.malformed:
            continue
        rows = assembly.rows.get((where.source, where.item), [])
        if rows:
            row = rows[min(len(rows) - 1, 1 if notice.code == "id.duplicate" else 0)]
            field = assembly.header_of(where.source, where.field) if where.field else ""
            found.append(notice.model_copy(update={"location": row.model_copy(update={"field": field})}))
        else:
            found.append(notice)
    return found
