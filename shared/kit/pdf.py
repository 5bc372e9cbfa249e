"""Turn our own pages into PDF files that read aloud well and print well.

The library needs parts of the system that may be missing; ``available`` says which,
so that pages can say it too. Nothing is ever fetched: a page that names something
outside its folder comes out without it.
"""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from kit.errors import Unavailable

# ISO 14289-1: a file whose headings, lists and tables are tagged as such.
TAGGED = "pdf/ua-1"
SHEET = Path(__file__).parent / "pdf.css"
PARTS = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class NoPdf(Unavailable):
    """PDF files cannot be written here until parts of the system are installed."""

    code = "no-pdf"


@cache
def available() -> str | None:
    """None where PDF files can be written, or in words what there is to install."""
    try:
        import weasyprint  # noqa: F401 - slow to read, and may not be there
    except (ImportError, OSError):
        return f"Ask whoever runs this server to install {PARTS}"
    return None


def write(html: str, *, base: Path | None = None) -> bytes:
    """The PDF of one whole HTML page, with its language and title.

    Only files in the folder ``base`` are read for it. Raises NoPdf.
    """
    if available():
        raise NoPdf
    from weasyprint import CSS, HTML

    fetch = _fetcher(base)
    page = HTML(string=html, base_url=str(base or "/"), url_fetcher=fetch)
    style = CSS(string=SHEET.read_text(), url_fetcher=fetch)
    content: bytes = page.write_pdf(stylesheets=[style], pdf_variant=TAGGED)
    return content


def read_inside(base: Path | None, url: str) -> bytes:
    """A file in the folder ``base``; raises ValueError for any other address."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or base is None:
        raise ValueError("Nothing is fetched from outside.")
    path = Path(url2pathname(parts.path)).resolve()
    if not path.is_relative_to(base.resolve()):
        raise ValueError("Only files of one folder are read.")
    return path.read_bytes()


def _fetcher(base: Path | None) -> object:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Inside(URLFetcher):  # type: ignore[misc]  # the library ships no types
        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 - the library's own signature
            return URLFetcherResponse(url, read_inside(base, url))

    return Inside()
