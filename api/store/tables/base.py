"""What every table shares: how constraints are named, and columns that come back in many."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

from api.store.ids import LENGTH, new_id
from api.store.types import Moment, Packed, now

Key = Annotated[str, mapped_column(String(LENGTH), primary_key=True, default=new_id)]
Ref = Annotated[str, mapped_column(String(LENGTH))]
Made = Annotated[datetime, mapped_column(default=now)]
OrganisationRef = Annotated[
    str, mapped_column(String(LENGTH), ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
]
TerritoryRef = Annotated[
    str, mapped_column(String(LENGTH), ForeignKey("territories.id", ondelete="CASCADE"), index=True)
]
Document = Annotated[bytes, mapped_column(Packed)]
Json = Annotated[dict[str, Any], mapped_column(JSON)]
Hash = Annotated[bytes, mapped_column(LargeBinary(32))]


class Base(DeclarativeBase):
    """Base of all rows."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON, bytes: LargeBinary}
