#!/usr/bin/env python3
"""Opens pages in headless Chromium and looks for what a reader would trip over.

    check.py CHROMIUM SCREENSHOTS PAGE...

At the widths of a phone, a tablet and a screen, in light and in dark: no message on the console, no horizontal scroll of the page, and
nothing that axe-core finds (contrast, names of pictures, tables, headings). Tables must sort, downloads have rows. Exits 1 where
anything is wrong; the screenshots are for people.
"""

import base64
import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

WIDTHS = {"phone": 360, "tablet": 800, "screen": 1400}


def problems(page, axe):
    scroll, width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if scroll > width:
        yield f"the page is {scroll} pixels wide, of {width}"
    for found in axe.run(page).response["violations"]:
        yield f"{found['id']}: {found['help']}: {found['nodes'][0]['target']}, {len(found['nodes'])} in all"


def behaviour(page):
    """Sorting by a column of numbers turns them round, and every download is a table."""
    button = page.query_selector("table.sorted thead th:nth-child(2) button")
    if button:
        cells = "Array.from(document.querySelector('table.sorted tbody').rows, row => row.cells[1].textContent)"
        button.click()
        up = page.evaluate(cells)
        button.click()
        down = page.evaluate(cells)
        if len(set(up)) > 1 and up == down:
            yield "a table does not sort"
    for link in page.query_selector_all("a[download]"):
        content = base64.b64decode(link.get_attribute("href").split("base64,")[1]).decode()
        if content.count("\n") < 2:
            yield f"{link.get_attribute('download')} is empty"


def check(browser, axe, file, folder):
    for (name, width), scheme in ((size, scheme) for size in WIDTHS.items() for scheme in ("light", "dark")):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        messages = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else messages.append(request.url))
        page.goto(file.resolve().as_uri())
        found = [*problems(page, axe), *behaviour(page)]
        page.screenshot(path=folder / f"{file.parent.name}-{name}-{scheme}.png", full_page=True)
        yield from (f"{file}, {name}, {scheme}: {problem}" for problem in found + messages)
        page.close()


def main():
    chromium, folder, *files = sys.argv[1:]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = [problem for file in files for problem in check(browser, Axe(), Path(file), folder)]
    for problem in found:
        print(problem)
    print(f"{len(files)} pages, {2 * len(WIDTHS)} views each, {len(found)} problems")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
