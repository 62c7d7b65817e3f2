"""What other programs can be told of."""

from enum import StrEnum


class Topic(StrEnum):
    """A kind of message; a webhook takes those it names."""

    PUBLICATION_MADE = "publication.made"
    PUBLICATION_WITHDRAWN = "publication.withdrawn"
    RIDE_CHANGED = "ride.changed"
    """A passenger whose ride of the next two days changed: for gateways that send text messages."""
