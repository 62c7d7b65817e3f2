import re


def pages(pdf: bytes) -> int:
    """How many pages a PDF of Typst's has."""
    (found,) = re.findall(rb"/Type/Pages\s*/Count (\d+)", pdf)
    return int(found)
