"""Keeps docs/rules.md in step with the code: `python -m tools.rules` (or `make rules`).

Each clause of the rule book leads to the constraint that makes it hold, the check that looks for breaches and the
tests that break it alone. The marks are read from the source (`binds`, `checks`, `pytest.mark.clause`), so nothing is
imported but the clauses themselves, and no line number is written: moving code changes nothing here.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.clauses import CLAUSES, Clause

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "rules.md"
MARKS = {"binds": ROOT / "optimiser", "checks": ROOT / "optimiser" / "check", "clause": ROOT / "tests"}
"""The marks, and where each stands."""

FAMILIES = {
    "T": "Tours",
    "S": "Sessions",
    "R": "Rides",
    "P": "People",
    "L": "The plan as a whole",
    "A": "The plan's own arithmetic",
}


@dataclass(frozen=True)
class Marked:
    """A function or class that carries a mark, and the clauses it names."""

    file: Path
    name: str
    clauses: tuple[str, ...]

    @property
    def link(self) -> str:
        """The name, leading to the file."""
        return f"[`{self.name}`](../{self.file.relative_to(ROOT).as_posix()})"


def find_marked(mark: str, folder: Path | None = None) -> list[Marked]:
    """Everything below a folder that carries a mark, in order of file and line."""
    return [
        Marked(file, name, clauses)
        for file in sorted((folder or MARKS[mark]).rglob("*.py"))
        for name, clauses in _marked_in(ast.parse(file.read_text(encoding="utf-8"), str(file)), mark)
    ]


def _marked_in(tree: ast.AST, mark: str, outer: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        name = f"{outer}{node.name}"
        clauses = tuple(clause for decorator in node.decorator_list for clause in _named(decorator, mark))
        if clauses:
            yield name, clauses
        yield from _marked_in(node, mark, f"{name}.")


def _named(decorator: ast.expr, mark: str) -> Iterator[str]:
    match decorator:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name == mark:
            yield from (arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


@cache
def by_clause(mark: str) -> dict[str, list[Marked]]:
    """What carries a mark, by the clauses it names."""
    found: dict[str, list[Marked]] = defaultdict(list)
    for marked in find_marked(mark):
        for clause in dict.fromkeys(marked.clauses):
            found[clause].append(marked)
    return dict(found)


def page() -> str:
    """The whole of docs/rules.md."""
    columns = [by_clause(mark) for mark in MARKS]
    lines = [
        "# Rules, clause by clause",
        "",
        "Made by `make rules` from [`models/clauses.py`](../models/clauses.py) and from the marks in the code, not by",
        "hand. A breach names the code; the constraint makes the clause hold while planning; the check, which shares",
        "no code with it, looks for breaches in any plan; each test breaks that clause alone in a valid plan.",
    ]
    for letter, title in FAMILIES.items():
        lines += ["", f"## {title}", "", "| clause | rule | constraint | check | test |", "|---|---|---|---|---|"]
        lines += [_row(clause, columns) for clause in CLAUSES.values() if clause.code[0] == letter]
    return "\n".join(lines) + "\n"


def _row(clause: Clause, columns: list[dict[str, list[Marked]]]) -> str:
    cells = ["<br>".join(marked.link for marked in column.get(clause.id, [])) or "–" for column in columns]
    return f"| {clause.id} | {clause.text('en')}<br>*{clause.text('fr')}* | {' | '.join(cells)} |"


def main() -> None:
    """Rewrite the page and name the clauses that lack a constraint, a check or a test."""
    PAGE.write_text(page(), encoding="utf-8")
    for mark in MARKS:
        if missing := sorted(CLAUSES.keys() - by_clause(mark).keys(), key=list(CLAUSES).index):
            sys.stderr.write(f"without {mark}: {', '.join(missing)}\n")
    sys.stdout.write(f"{len(CLAUSES)} clauses in {PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
