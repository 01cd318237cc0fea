"""What a page does for its widgets: keep their state beside it, and show a picture where they cannot be live.

The state (modules, stylesheets, photographs) goes into a script of its own, which the page fetches when a
widget wakes up. A widget shows two outputs, a still picture and its live view: HTML pages get the picture
in a `<noscript>` beside the view; other formats (PDF) get the picture only. A view without a picture is one
of `ipywidgets`, which only a kernel can move: it becomes a sentence, and its state is left out.
"""

import json
from itertools import pairwise
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from d2lmini.widgets.explorable import STILL, WIDGET_VIEW

OUTPUT = "mime_bundle"  # as MyST-NB names it
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
NEEDS_A_KERNEL = (
    "In Jupyter and Colab, sliders stand here, and Python calls the function again whenever one moves. "
    "No Python runs on this page: the picture above shows one setting."
)


def forms(bundle: nodes.container) -> dict[str, nodes.container]:
    """Return the forms of an output by their MIME types."""
    return {child.get("mime_type"): child for child in bundle if isinstance(child, nodes.container)}


def is_still(bundle: nodes.container) -> bool:
    """Tell whether an output is the still picture of a widget."""
    html = forms(bundle).get("text/html")
    return html is not None and f'class="{STILL} ' in html.astext()


class StillPictures(SphinxPostTransform):
    """Join the two outputs of each widget, before one form of each output is chosen."""

    default_priority = 3

    def run(self, **kwargs: object) -> None:
        """Move picture and sentence into a `<noscript>` beside the view, or leave them alone without it."""
        bundles = [
            node for node in self.document.findall(nodes.container) if node.get("nb_element") == OUTPUT
        ]
        for still, live in pairwise([nodes.container(), *bundles]):
            if WIDGET_VIEW not in forms(live):
                continue
            if not is_still(still):
                live.parent.replace(live, nodes.paragraph("", NEEDS_A_KERNEL, classes=["widget-still"]))
            elif self.app.builder.format == "html":
                forms(live)[WIDGET_VIEW] += self.noscript(forms(still))
                live.parent["classes"].append("d2l-asleep")
                still.parent.remove(still)
            else:
                live.parent.remove(live)

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
            state = json.loads(attributes["body"])
            records = state["state"].items()
            state["state"] = {key: one for key, one in records if one["model_module"] == "anywidget"}
            # A script, because a page opened from disk may not read data files.
            path.write_text(f"globalThis.widgetState = {json.dumps(state)};\n", encoding="utf8")
            address = context["pathto"](name, resource=True)
            scripts[index] = type(script)(None, type=WIDGET_STATE, **{"data-src": address})


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the parts."""
    app.add_post_transform(StillPictures)
    app.connect("html-page-context", move_state_out)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
