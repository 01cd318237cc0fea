"""Lists gathered from the pages, which nobody keeps by hand.

`{gathered} explorables` lists each explorable with the sections that show it; `{gathered} works` each entry
of the chapters' sections "References", with the chapters that refer to it; `{gathered} executions` when each
page was executed, and for how long.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from importlib import import_module

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util.docutils import SphinxDirective

from d2lmini import widgets

MADE = re.compile(rf"\bd2l\.({'|'.join(widgets.__all__)})\(")
INITIALS = re.compile(r"^(?:\w{1,2}\.[ -]?)+")

# What a page has for a list: a key, equal where two pages mean the same; its words; its place on the page.
Find = tuple[str, list[nodes.Node], str]


class Gathered(nodes.General, nodes.Element):
    """The place of a list, until all pages are read."""


class GatheredDirective(SphinxDirective):
    """Leave a place for a list."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the place."""
        return [Gathered(kind=directives.choice(self.arguments[0], tuple(LISTS)))]


class Gathering(EnvironmentCollector):
    """Keep what each page has, and write the pages with lists anew when anything was read."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page."""
        found(env).pop(docname, None)

    def merge_other(
        self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
    ) -> None:
        """Take over the pages that another process has read."""
        found(env).update({name: page for name, page in found(other).items() if name in docnames})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Search a page that was just read."""
        page = {"explorables": list(explorables(doctree)), "works": list(works(doctree))}
        found(app.env)[app.env.docname] = page | {"has lists": any(doctree.findall(Gathered))}

    def get_updated_docs(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Name the pages with lists."""
        return [name for name, page in found(env).items() if page["has lists"]]


def found(env: BuildEnvironment) -> dict[str, dict]:
    """Return what each page has; it stays from build to build."""
    return vars(env).setdefault("gathered", {})


def explorables(doctree: nodes.document) -> Iterator[Find]:
    """Yield the explorables that the code of a page makes, once for each section, with a picture of each."""
    seen = set()
    cells = (node for node in doctree.findall(nodes.container) if node.get("nb_element") == "cell_code")
    for cell in cells:
        section = section_of(cell)
        for name in MADE.findall(cell[0].astext()):
            if (name, section) not in seen:
                seen.add((name, section))
                picture = [image.deepcopy() for image in cell.findall(nodes.image)][:1]
                yield name, [nodes.Text(section[0].astext()), *picture], section["ids"][0]


def works(doctree: nodes.document) -> Iterator[Find]:
    """Yield the entries of the section "References", each as far as its first link."""
    for section in doctree.findall(nodes.section):
        if section[0].astext() != "References":
            continue
        for item in section.findall(nodes.list_item):
            words = []
            for node in item[0]:
                words.append(node.deepcopy())
                if isinstance(node, nodes.reference):
                    break
            *text, last = words
            link = last["refuri"] if isinstance(last, nodes.reference) else ""
            # A book's chapters have addresses of their own; a number of DOI or arXiv names one work.
            key = link if re.search("doi|arxiv", link) else plain(text if link else words)
            yield key, words, section["ids"][0]


def section_of(node: nodes.Node) -> nodes.Node:
    """Return the section that holds a node."""
    while not isinstance(node, nodes.section | nodes.document):
        node = node.parent
    return node


def list_of_explorables(app: Sphinx, page: str) -> nodes.Element:
    """Return each explorable's name and picture, its module's sentence, and the sections that show it."""
    entries = nodes.definition_list(classes=["explorables"])
    for name, uses in by_key(app, "explorables").items():
        module = import_module(f"d2lmini.widgets.{widgets.folder_of(name)}.widget")
        places = [
            (chapter, anchor, f"{app.env.titles[chapter].astext()}: {title.astext()}")
            for chapter, (title, *_), anchor in uses
        ]
        sentence = nodes.paragraph("", f"{module.__doc__.strip()} Shown in ")
        sentence += joined(app, page, places)
        pictures = [picture.deepcopy() for _, (_, *pictures), _ in uses for picture in pictures][:1]
        for picture in pictures:
            picture["alt"] = f"A still picture of {name}"
        term = nodes.term("", "", nodes.literal("", f"d2l.{name}"))
        definition = nodes.definition("", sentence, *pictures)
        entries += nodes.definition_list_item("", term, definition, ids=[name.lower()])
    return entries


def list_of_works(app: Sphinx, page: str) -> nodes.Element:
    """Return each work in its fullest form, by author, with the chapters that refer to it."""
    entries = []
    for uses in by_key(app, "works").values():
        words = max((words for _, words, _ in uses), key=lambda words: len(plain(words)))
        places = [(chapter, anchor, app.env.titles[chapter].astext()) for chapter, _, anchor in uses]
        entry = nodes.paragraph("", "", *(word.deepcopy() for word in words))
        entry += nodes.Text(" In " if plain(words).endswith(".") else ". In ")
        entry += joined(app, page, places)
        first_author, *rest = re.split(", | and others", INITIALS.sub("", plain(words)).casefold())
        entries.append(((first_author, rest), entry))
    entries.sort(key=lambda entry: entry[0])
    return nodes.bullet_list("", *(nodes.list_item("", entry) for _, entry in entries))


def list_of_executions(app: Sphinx, page: str) -> nodes.Element:
    """Return a table of the executed pages: date, and seconds."""
    rows = [("page", "executed", "seconds")]
    for name in pages(app):
        if run := app.env.nb_metadata.get(name, {}).get("exec_data"):
            date = f"{datetime.fromtimestamp(run['mtime'], timezone.utc):%d\u00a0%b\u00a0%Y}"
            rows.append((app.env.titles[name].astext(), date, f"{run['runtime']:.0f}"))
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (3, 2, 1)), cols=3)
    head, *body = (
        nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in row)) for row in rows
    )
    group += [nodes.thead("", head), nodes.tbody("", *body)]
    table = nodes.table("", group, classes=["colwidths-auto"])
    # Furo gives this to the tables that it finds; it lets a wide one scroll.
    return nodes.container("", table, classes=["table-wrapper"])


def pages(app: Sphinx) -> list[str]:
    """Return the pages in the book's order."""
    return [app.config.root_doc, *app.env.toctree_includes[app.config.root_doc]]


def plain(words: list[nodes.Node]) -> str:
    """Return words without their form."""
    return "".join(word.astext() for word in words)


def by_key(app: Sphinx, kind: str) -> dict[str, list[Find]]:
    """Return for each key the pages, in the book's order, with their words and places."""
    uses = {}
    for page in pages(app):
        for key, words, anchor in found(app.env).get(page, {}).get(kind, []):
            uses.setdefault(key, []).append((page, words, anchor))
    return uses


def joined(app: Sphinx, page: str, places: list[tuple[str, str, str]]) -> list[nodes.Node]:
    """Return links to places, with commas between them and a full stop."""
    line = []
    for chapter, anchor, words in places:
        address = f"{app.builder.get_relative_uri(page, chapter)}#{anchor}"
        line += [nodes.reference("", words, internal=True, refuri=address), nodes.Text(", ")]
    return [*line[:-1], nodes.Text(".")]


LISTS = {"explorables": list_of_explorables, "works": list_of_works, "executions": list_of_executions}


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the lists in their places."""
    for place in list(doctree.findall(Gathered)):
        place.replace_self(LISTS[place["kind"]](app, page))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the parts."""
    app.add_node(Gathered)
    app.add_directive("gathered", GatheredDirective)
    app.add_env_collector(Gathering)
    app.connect("doctree-resolved", fill, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
