"""What jobs came to, in the caller's language."""

from api.jobs.schemas import told
from models.text import message


def test_sentences_of_a_result_are_told_in_the_caller_s_language() -> None:
    reason = message("{names} would not have the daily rest", names="p-1").model_dump(mode="json")
    result = {
        "explanations": [{"item": "a", "reasons": [{"text": reason}], "text": {"fr": ["plus tard"], "en": ["later"]}}]
    }
    assert told(result, "en") == {
        "explanations": [
            {"item": "a", "reasons": [{"text": "p-1 would not have the daily rest"}], "text": ["later"]},
        ]
    }
    french = told(result, "fr")["explanations"][0]
    assert french["text"] == ["plus tard"]
    assert french["reasons"][0]["text"].startswith("p-1 ")
    assert french["reasons"][0]["text"] != "p-1 would not have the daily rest"
