"""One door for every form of an instance: a folder, a workbook or JSON."""

from pathlib import Path

from instances.assemble import Assembly
from instances.book import Book
from instances.faults import error
from instances.fill import fill_calendars, fill_rules
from instances.folder import read_folder, write_folder
from instances.json_file import located_in_json, read_json, write_json
from instances.locate import located
from instances.workbook_read import read_workbook
from instances.workbook_write import write_workbook
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice, Severity
from models.references import find_faults
from models.text import message


def read_instance(path: Path) -> tuple[Instance, tuple[Notice, ...]]:
    """The instance in a folder, a workbook (``.xlsx``) or a JSON file, with what is worth knowing about it.

    Rule profiles and calendars it asks for and does not hold are filled in.

    Raises
    ------
    InvalidInstance
        With every fault found, each at its file, row and field.
    """
    path = Path(path)
    if path.is_dir():
        return instance_of(read_folder(path))
    if path.suffix.lower() == ".json":
        instance = fill_rules(read_json(path))
        return _checked(instance, located_in_json(find_faults(instance), instance, path.name))
    if path.suffix.lower() in (".xlsx", ".xlsm") and path.exists():
        return instance_of(read_workbook(path))
    raise InvalidInstance((_unknown(path),))


def write_instance(instance: Instance, path: Path) -> None:
    """Write an instance in the form its path asks for: ``.xlsx``, ``.json`` or a folder.

    Raises
    ------
    ValueError
        When the path's suffix is of no form known.
    """
    if path.suffix.lower() == ".json":
        write_json(instance, path)
    elif path.suffix.lower() == ".xlsx":
        write_workbook(instance, path)
    elif not path.suffix or path.is_dir():
        write_folder(instance, path)
    else:
        raise ValueError(f"{path.name!r}: an instance is written to a folder, .xlsx or .json")


def _unknown(path: Path) -> Notice:
    where = Location(source=path.name)
    if not path.exists():
        return error("file.missing", where, message("there is no such file or folder"), message("check the path"))
    remedy = message("give a folder, a workbook (.xlsx) or a .json file")
    return error("file.format", where, message("the file is of no form known"), remedy)


def instance_of(book: Book) -> tuple[Instance, tuple[Notice, ...]]:
    """The instance in the rows of a folder or workbook, with the notices met.

    Raises
    ------
    InvalidInstance
        With every fault found.
    """
    assembly = Assembly(book)
    instance, notices = assembly.instance, assembly.reader.notices
    if instance is not None:
        instance, unknown = fill_calendars(instance, assembly.region, assembly.school_zone)
        notices += located(unknown, assembly)
    instance = fill_rules(instance or assembly.stand_in)
    notices += located(find_faults(instance), assembly)
    return _checked(instance, notices)


def _checked(instance: Instance, notices: list[Notice]) -> tuple[Instance, tuple[Notice, ...]]:
    if any(notice.severity is Severity.ERROR for notice in notices):
        raise InvalidInstance(tuple(notices))
    return instance, tuple(notices)
