"""Draws the README's picture: `python -m tools.map_picture out/queyras/map.html 2027-01-14`.

The picture is the planners' map of a real plan, opened at one day in headless Chromium (Debian package chromium).
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "queyras-map.png"
SIZE = {"width": 1360, "height": 860}


def main(page_path: Path, day: str) -> None:
    """Open the map, choose the day, write the picture.

    Raises
    ------
    SystemExit
        When Chromium is missing.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("needs the Debian package chromium")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]})
        page.goto(page_path.resolve().as_uri())
        page.locator(f'button[data-day="{day}"]').click()
        page.mouse.move(SIZE["width"] / 2, SIZE["height"] - 5)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
