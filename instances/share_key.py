"""The key for sharing costs, a JSON file."""

from pathlib import Path

from instances.json_file import read_document
from models.instance import Instance
from models.notices import InvalidInstance
from models.share_faults import find_share_faults
from models.shares import ShareKey


def read_share_key(path: Path, instance: Instance) -> ShareKey:
    """The key in a file, without a fault for the instance.

    Raises
    ------
    InvalidInstance
        With every fault found, each at its path in the file.
    """
    key = read_document(ShareKey, path)
    if faults := find_share_faults(key, instance):
        located = (
            fault.model_copy(update={"location": fault.location.model_copy(update={"source": path.name})})
            for fault in faults
        )
        raise InvalidInstance(tuple(located))
    return key
