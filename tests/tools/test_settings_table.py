from api.settings import Settings
from tools import settings_table


def test_the_page_tells_the_settings_of_the_code() -> None:
    text = settings_table.PAGE.read_text(encoding="utf-8")
    assert text == settings_table.page(text), "run `python -m tools.settings_table`"


def test_every_setting_says_what_it_decides() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
    assert all(f"HALTE_{name.upper()}`" in settings_table.table() for name in Settings.model_fields)
