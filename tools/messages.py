"""Keeps the French catalogue in step with the code: `python -m tools.messages` (or `make messages`).

The code marks its sentences by calling `message`, `translate`, `_`, `N_` or `Fault` on an English literal. A catalogue
written here holds no date and no line number, so that two branches that add sentences merge without conflict.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("models", "optimiser", "instances", "api", "benchmarks")
MARKERS = {"_": None, "N_": None, "message": None, "translate": None, "Fault": None}
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)  # the files depend on the sentences alone
PO = ROOT / "models" / "locale" / "fr" / "LC_MESSAGES" / "halte.po"


def extract() -> dict[str, set[str]]:
    """Every marked sentence of the code, with the files it stands in."""
    found: dict[str, set[str]] = {}
    for package in PACKAGES:
        extracted = extract_from_dir(ROOT / package, method_map=[("**.py", "python")], keywords=MARKERS)
        for file, _line, msgid, _comments, _context in extracted:
            if isinstance(msgid, str) and msgid:
                found.setdefault(msgid, set()).add(f"{package}/{Path(file).as_posix()}")
    return found


def read_translations() -> dict[str, str]:
    """The French sentences of the catalogue on disk, by English sentence."""
    with PO.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, locale="fr") if entry.id}


def build(sentences: dict[str, set[str]], translations: dict[str, str]) -> Catalog:
    """A catalogue of just these sentences, translated where a translation is known."""
    catalog = Catalog(locale="fr", fuzzy=False, creation_date=NO_DATE, revision_date=NO_DATE)
    for msgid in sorted(sentences):
        locations = [(file, 0) for file in sorted(sentences[msgid])]
        catalog.add(msgid, translations.get(msgid, ""), locations=locations)
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """The text form, for translators, with the few headers that gettext needs."""
    body = io.BytesIO()
    write_po(body, catalog, width=100, omit_header=True, include_lineno=False)
    return b"\n".join([*_header_lines(catalog), b"", body.getvalue()])


def mo_bytes(catalog: Catalog) -> bytes:
    """The compiled form, which the application reads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> None:
    """Rewrite both forms of the catalogue and name the sentences that still want a translation."""
    catalog = build(extract(), read_translations())
    PO.write_bytes(po_bytes(catalog))
    PO.with_suffix(".mo").write_bytes(mo_bytes(catalog))
    untranslated = [entry.id for entry in catalog if entry.id and not entry.string]
    for msgid in untranslated:
        sys.stderr.write(f"not translated: {msgid}\n")
    sys.stdout.write(f"{len(catalog)} sentences, {len(untranslated)} to translate in {PO.relative_to(ROOT)}\n")


def _header_lines(catalog: Catalog) -> Iterator[bytes]:
    yield b"# French catalogue of Halte; `make messages` adds and removes the sentences."
    yield b'msgid ""'
    yield b'msgstr ""'
    yield b'"Language: fr\\n"'
    yield f'"Plural-Forms: {catalog.plural_forms}\\n"'.encode()
    yield b'"MIME-Version: 1.0\\n"'
    yield b'"Content-Type: text/plain; charset=utf-8\\n"'
    yield b'"Content-Transfer-Encoding: 8bit\\n"'


if __name__ == "__main__":
    main()
