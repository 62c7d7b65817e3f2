"""What an organisation looks like from outside."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.base import Name

Siret = Annotated[str, StringConstraints(pattern=r"^(\d{14})?$")]


class OrganisationIn(BaseModel):
    """What an administrator may change; ``siret`` (14 digits) is compared with that of ProConnect."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(examples=["Communauté de communes du Guillestrois et du Queyras"])
    siret: Siret = Field(default="", examples=["20006782500012"])
    language: Literal["fr", "en"] = "fr"


class OrganisationOut(OrganisationIn):
    """The organisation."""

    id: str = Field(examples=["queyras"])
    version: int
    made_at: datetime
