"""Where a widget cannot be live, show its still picture and a sentence.

A widget's output carries an image and a text beside the live view. HTML pages get the live view, with image
and text in a `<noscript>`; other formats (PDF) get the image, which is what they would choose anyway.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


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


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the transform."""
    app.add_post_transform(StillPictures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
