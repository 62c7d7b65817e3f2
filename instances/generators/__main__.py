"""``python -m instances.generators [NAME ...]``: write bundled territories' folders anew, by default all."""

import sys
from collections.abc import Callable

from instances.folder import write_folder
from instances.generators import andorra, ecrins_desks, queyras, seille_creche
from instances.generators.sources import INSTANCES
from models.instance import Instance

BUILDERS: dict[str, Callable[[], Instance]] = {
    module.NAME: module.build for module in (seille_creche, queyras, ecrins_desks, andorra)
}


def main(names: list[str]) -> None:
    """Write the folders named.

    Raises
    ------
    SystemExit
        When a name is not that of a bundled territory.
    """
    if unknown := [name for name in names if name not in BUILDERS]:
        sys.exit(f"no territory named {', '.join(unknown)}; there are {', '.join(BUILDERS)}")
    for name in names or BUILDERS:
        write_folder(BUILDERS[name](), INSTANCES / name)


if __name__ == "__main__":
    main(sys.argv[1:])
