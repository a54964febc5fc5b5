"""The pages that the two are compared on."""

import gzip
import hashlib
import json
import os
import pathlib
import re
import tarfile
from dataclasses import dataclass

import traps

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTDATA = pathlib.Path(os.environ.get("ANCHORD_TESTDATA", ROOT / "../shared/testdata")) / "html"
CPPREFERENCE = pathlib.Path("/usr/share/cppreference/doc/html")
CPPREFERENCE_PAGES = 300

# Each start tag of an `a` gets an attribute with its number. Wherever else the bytes of one stand
# (in a script, a comment, a quoted value) the addition is just as harmless: it has no quotes, and
# is taken out of every text again. Parsing goes the same way: an element is never compared with
# another `a` but by its name.
TAG_ATTRIBUTE = "anchord-tag"
A_START_TAG = re.compile(rb"<a(?=[\t\n\f\r /])", re.IGNORECASE)


@dataclass
class Page:
    name: str
    url: str
    content_type: str
    body: bytes

    def numbered_body(self):
        """The body with its `a` start tags numbered; XHTML has no clones, and is strict."""
        if is_xhtml(self):
            return self.body
        numbers = iter(range(len(self.body)))
        return A_START_TAG.sub(lambda tag: tag[0] + b" %s=%d " % (TAG_ATTRIBUTE.encode(), next(numbers)), self.body)


def is_xhtml(page):
    media_type = page.content_type.split(";")[0].strip().lower()
    return media_type in ("text/xml", "application/xml", "application/xhtml+xml")


def real_pages():
    with gzip.open(TESTDATA / "real_links_dev.jsonl.gz", "rt") as facts:
        by_name = {fact["file"]: fact for fact in map(json.loads, facts)}
    with tarfile.open(TESTDATA / "real_pages_dev.tar.xz") as archive:
        for member in archive:
            name = member.name.removeprefix("pages/")
            if name not in by_name:
                continue
            fact = by_name[name]
            content_type = fact["http_content_type"] or "text/html"
            yield Page(name, fact["doc_url"], content_type, archive.extractfile(member).read())


def cppreference_pages():
    files = (path for path in CPPREFERENCE.rglob("*.html") if path.is_file())
    for path in spread(files, lambda path: str(path.relative_to(CPPREFERENCE)))[:CPPREFERENCE_PAGES]:
        name = str(path.relative_to(CPPREFERENCE))
        yield Page(
            f"cppreference/{name}",
            f"http://cppreference.test/{name}",
            "text/html",
            path.read_bytes(),
        )


def trap_pages():
    """Small pages, never sampled."""
    url = "http://fake.test/page"
    for name, html in traps.HTML_TRAPS.items():
        yield Page(f"trap: {name}", url, traps.HTML, f"<!DOCTYPE html>{html}".encode())
    start = traps.XHTML_DTD % traps.XHTML_DECLARATIONS + "<html xmlns='http://www.w3.org/1999/xhtml'>"
    for name, xhtml in traps.XHTML_TRAPS.items():
        yield Page(f"trap: xhtml: {name}", url, traps.XHTML, f"{start}{xhtml}</html>".encode())
    for name, (content_type, body) in traps.BYTE_TRAPS.items():
        yield Page(f"trap: {name}", url, content_type, body)


def spread(items, name_of):
    """The items in an order that is always the same and that has nothing to do with their names."""
    return sorted(items, key=lambda item: hashlib.sha256(name_of(item).encode()).digest())


CORPORA = [
    ("real pages", TESTDATA / "real_pages_dev.tar.xz", real_pages),
    ("cppreference-doc-en-html", CPPREFERENCE, cppreference_pages),
]
