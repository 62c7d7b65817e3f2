"""The language a caller reads: French unless the request says otherwise."""

from starlette.requests import HTTPConnection

from models.text import Language


def language_of(request: HTTPConnection) -> Language:
    """``?lang=en`` first, then Accept-Language, then French."""
    asked = request.query_params.get("lang")
    if asked == "fr":
        return "fr"
    if asked == "en":
        return "en"
    best: tuple[float, Language] = (0.0, "fr")
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            worth = float(weight) if weight else 1.0
        except ValueError:
            worth = 0.0
        name = tag.lower().split("-")[0]
        if name == "fr" and worth > best[0]:
            best = (worth, "fr")
        if name == "en" and worth > best[0]:
            best = (worth, "en")
    return best[1]
