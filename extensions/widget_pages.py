"""What a page does for its widgets: keep their state beside it, and show a picture where they cannot be live.

The state (modules, stylesheets, photographs) goes into a script of its own, which the page fetches when a
widget wakes up. A widget's output carries an image and a text beside the live view: HTML pages get them in a
`<noscript>`; other formats (PDF) get the image, which is what they would choose anyway.
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


class StillPictures(SphinxPostTransform):
    """Add a `<noscript>` after each widget view, before one output of each bundle is chosen."""

    default_priority = 3
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Move the bundle's image and text into a `<noscript>` beside the view."""
        for bundle in self.document.findall(nodes.container):
            outputs = {
                child.get("mime_type"): child for child in bundle if isinstance(child, nodes.container)
            }
            if WIDGET_VIEW in outputs:
                outputs[WIDGET_VIEW] += self.noscript(outputs)

    @staticmethod
    def noscript(outputs: dict[str, nodes.container]) -> list[nodes.Node]:
        """Return the nodes of the `<noscript>` element."""
        sentence = outputs["text/plain"].astext().split("\n")[0]
        pictures = [output for mime, output in outputs.items() if mime and mime.startswith("image/")]
        still = [image for output in pictures[:1] for image in output.findall(nodes.image)]
        for image in still:
            image["alt"] = sentence
        words = "This picture stands still without JavaScript: " + sentence
        opening, closing = (nodes.raw("", tag, format="html") for tag in ("<noscript>", "</noscript>"))
        return [opening, *still, nodes.paragraph("", words, classes=["widget-still"]), closing]


def move_state_out(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Move the state that myst-nb writes into the page to a file, and tell `widget-host.js` where it is."""
    scripts = context.get("script_files", [])
    for index, script in enumerate(scripts):
        attributes = getattr(script, "attributes", {})
        if attributes.get("type") == WIDGET_STATE:
            name = f"_static/widget-state/{page.replace('/', '-')}.js"
            path = Path(app.outdir) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            # A script, because a page opened from disk may not read data files.
            path.write_text(f"globalThis.widgetState = {attributes['body']};\n", encoding="utf8")
            address = context["pathto"](name, resource=True)
            scripts[index] = type(script)(None, type=WIDGET_STATE, **{"data-src": address})


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the parts."""
    app.add_post_transform(StillPictures)
    app.connect("html-page-context", move_state_out)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
