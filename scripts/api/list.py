"""Prints the public interface of a crate, a declaration a line, from the pages that rustdoc made of it: `list.py DOC CRATE`.

A line has the path of an item and a declaration of it: the item itself, its methods and constants, the traits that it implements, and
auto traits that it lacks. Blanket implementations are those of other crates.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path

VOID = {"area", "br", "hr", "img", "input", "link", "meta", "wbr"}
# What counts in a section of a page, by its heading: the kind of element, and its text. The item itself stands before the first heading.
WANTED = {
    "": ("item-decl", lambda text: True),
    "reexports": ("code", lambda text: True),
    "implementations": ("code-header", lambda text: True),
    "trait-implementations": ("code-header", lambda text: text.startswith("impl") and "StructuralPartialEq" not in text),
    "synthetic-implementations": ("code-header", lambda text: " !" in text),
}


class Page(HTMLParser):
    """The declarations of a page."""

    def __init__(self):
        super().__init__()
        self.section, self.kind, self.text, self.depth, self.hidden = "", None, [], 0, None
        self.found, self.is_item = [], False

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        classes = attributes.get("class", "").split()
        if attributes.get("id") == "main-content":
            self.is_item = True
        if tag == "h2":
            self.section = attributes.get("id", "")
        if tag in VOID:
            self.text.append(" ")
            return
        if self.kind is None:
            self.kind = next((name for name in ("item-decl", "code-header", "code") if name in [*classes, tag]), None)
            self.depth, self.text = 0, []
        if self.kind is not None:
            self.depth += 1
            # `Show 3 methods` is not part of a declaration.
            if tag == "summary" and self.hidden is None:
                self.hidden = self.depth

    def handle_endtag(self, tag):
        if self.kind is None or tag in VOID:
            return
        if self.hidden == self.depth:
            self.hidden = None
        self.depth -= 1
        if self.depth == 0:
            text = " ".join("".join(self.text).split())
            kind, is_wanted = WANTED.get(self.section, (None, None))
            if kind == self.kind and is_wanted(text):
                self.found.append(text)
            self.kind = None

    def handle_data(self, data):
        if self.kind is not None and self.hidden is None:
            self.text.append(data)


def declarations(folder):
    for path in folder.rglob("*.html"):
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        place = path.relative_to(folder.parent)
        name = "::".join([*place.parent.parts, *place.name.split(".")[1:-1]])
        # A path through a private module leads on to the public one; lists of all items are no items.
        if page.is_item and path.name != "all.html":
            yield from (f"{name}: {text}" for text in page.found)


def main():
    documentation, crate = sys.argv[1:]
    print(*sorted(set(declarations(Path(documentation) / crate))), sep="\n")


if __name__ == "__main__":
    main()
