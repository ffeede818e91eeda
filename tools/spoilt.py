"""Papers as hurried people scan and photograph them: blank, sideways, cut off, blurred, too small, unsigned, without their seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageFilter

from tools.certificates import draw, sheets
from tools.drawing import WHITE, scanned

if TYPE_CHECKING:
    from tools.invent import Document

Pages = list[Image.Image]


def blank(papers: Document, attachment: Document) -> Pages:
    """Return the paper's back."""
    return [Image.new("RGB", page.size, (248, 248, 246)) for page in draw(papers, attachment)]


def sideways(papers: Document, attachment: Document) -> Pages:
    """Return the paper laid on its side."""
    return [page.transpose(Image.Transpose.ROTATE_90) for page in draw(papers, attachment)]


def blurred(papers: Document, attachment: Document) -> Pages:
    """Return the paper out of focus."""
    return [page.filter(ImageFilter.GaussianBlur(5)) for page in draw(papers, attachment)]


def cut_off(papers: Document, attachment: Document) -> Pages:
    """Return the paper without its left quarter."""
    return [page.crop((page.width // 4, 0, page.width, page.height)) for page in draw(papers, attachment)]


def reduced(papers: Document, attachment: Document) -> Pages:
    """Return the paper at a third of its size."""
    return [page.resize((page.width // 3, page.height // 3)) for page in draw(papers, attachment)]


def colourless(papers: Document, attachment: Document) -> Pages:
    """Return the paper in grey."""
    return [page.convert("L") for page in draw(papers, attachment)]


def unsigned(papers: Document, attachment: Document) -> Pages:
    """Return the pledge before it was signed."""
    [page] = sheets(papers, attachment)
    page.rectangle((640, 900, 960, 1018), fill=WHITE, outline=WHITE, width=1)
    return [scanned(page, f"{papers['id']} unsigned").image]


def unsealed(papers: Document, attachment: Document) -> Pages:
    """Return a photocopy that nobody put a seal on."""
    [page] = sheets(papers, attachment)
    page.photocopy()
    return [scanned(page, f"{papers['id']} copied").image]
