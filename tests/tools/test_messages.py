import ast
import gettext
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tools import messages

SENTENCES = messages.extract()
TRANSLATIONS = messages.read_translations()


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def message_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"message", "Fault"}:
            yield node


def test_every_sentence_of_the_code_has_a_french_translation_and_none_is_left_over() -> None:
    assert {msgid for msgid, french in TRANSLATIONS.items() if french} == set(SENTENCES)


def test_translations_keep_the_named_places() -> None:
    changed = {msgid for msgid, french in TRANSLATIONS.items() if french and places(msgid) != places(french)}
    assert changed == set()


def test_the_compiled_catalogue_is_up_to_date() -> None:
    with messages.PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert {msgid: compiled.gettext(msgid) for msgid in SENTENCES} == {m: TRANSLATIONS.get(m) for m in SENTENCES}


def test_the_catalogue_on_disk_is_as_the_tool_writes_it() -> None:
    as_written = messages.PO.read_bytes() == messages.po_bytes(messages.build(SENTENCES, TRANSLATIONS))
    assert as_written, "run `make messages`"  # a comparison of texts this long would take minutes to show


def test_both_forms_depend_on_the_sentences_alone() -> None:
    catalog = messages.build({"Leave": {"a.py"}, "Arrive": {"b.py", "a.py"}}, {"Leave": "Partir"})
    assert b'#: a.py b.py\nmsgid "Arrive"\nmsgstr ""\n\n#: a.py\nmsgid "Leave"\nmsgstr "Partir"' in messages.po_bytes(
        catalog
    )
    assert b"Partir" in messages.mo_bytes(catalog)
    assert b"1970-01-01" in messages.mo_bytes(catalog)


@pytest.mark.parametrize("package", messages.PACKAGES)
def test_each_message_is_given_the_values_it_names(package: str) -> None:
    wrong = []
    for file in Path(messages.ROOT, package).rglob("*.py"):
        for call in message_calls(ast.parse(file.read_text(encoding="utf-8"))):
            given = {keyword.arg for keyword in call.keywords}
            match call.args:
                case [ast.Constant(value=str(msgid))] if None not in given and places(msgid) != given:
                    wrong.append((f"{file.name}:{call.lineno}", places(msgid), given))
    assert wrong == []
