import pytest

from api.exports.addresses import phone_number, web_address


@pytest.mark.parametrize("text", ["https://example.org/tad?a=1#b", "http://10.0.0.1:8000/"])
def test_web_addresses_stay(text: str) -> None:
    assert web_address(text) == text


@pytest.mark.parametrize(
    "text", ["", "javascript:alert(1)", "example.org", "https://", "https://a b", 'https://a"b', "https://a\n"]
)
def test_what_no_browser_opens_is_no_address(text: str) -> None:
    assert web_address(text) == ""


@pytest.mark.parametrize("text", ["04 92 00 00 00", "+376 000 001", "04.92.00.00.00", "(0)4-92"])
def test_phone_numbers_stay(text: str) -> None:
    assert phone_number(text) == text


@pytest.mark.parametrize("text", ["", "demander Mme X", "+", "04 92 00 00 00 (mairie)"])
def test_what_holds_words_is_no_phone_number(text: str) -> None:
    assert phone_number(text) == ""
