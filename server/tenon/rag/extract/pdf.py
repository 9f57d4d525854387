"""PDF: the text layer, page by page."""

import logging
from io import BytesIO

from pypdf import PdfReader

from tenon.rag.extract.errors import DocumentTooLarge, ExtractError

MAX_PAGES = 5000
logging.getLogger("pypdf").setLevel(logging.ERROR)


def pdf(data: bytes) -> str:
    """The text of all pages, a blank line between them. Raises `ExtractError` for locked files and scans."""
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ExtractError("The PDF is protected by a password. Save it without one.")
    if len(reader.pages) > MAX_PAGES:
        raise DocumentTooLarge(f"The PDF has {len(reader.pages)} pages; at most {MAX_PAGES} are read.")
    pages = [page.extract_text().strip() for page in reader.pages]
    drawn = any("/XObject" in (page.get("/Resources") or {}) for page in reader.pages)
    text = "\n\n".join(page for page in pages if page)
    if not text and drawn:
        raise ExtractError(
            "The PDF has no text, only pictures: it is a scan. Run it through text recognition (OCR) first, or give it "
            "to a model that sees."
        )
    return text.replace("\x00", "")
