from api.exports.paper.typesetting import printable


def test_words_of_ordinary_length_are_left_alone() -> None:
    text = "Château-Ville-Vieille, l’école « au long cours »"
    assert printable(text) == text


def test_long_words_may_break_and_lose_nothing() -> None:
    text = f"a {'x' * 30} b"
    assert printable(text) != text
    assert printable(text).replace("\u200b", "") == text
    assert max(map(len, printable(text).replace("\u200b", " ").split())) <= 12


def test_marks_that_turn_the_direction_of_writing_are_gone() -> None:
    assert printable("a\u202eb\u2066c\u200f") == "abc"
