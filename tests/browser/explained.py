"""Every way in which the extractor is known to differ from Chromium, with the reason. A page where one
shows is changed so that the reason is gone, and then has to be the same to both in every link."""

import dataclasses
import re
from dataclasses import dataclass
from typing import Callable
from urllib.parse import urlsplit

import corpus

SELECT_TAG = re.compile(rb"</?select(?=[\s/>])[^>]*>", re.IGNORECASE)
END_TAG_IN_FOREIGN_CONTENT = re.compile(rb"<(svg|math)\b((?!</\1).)*?</(p|br)\s*>", re.IGNORECASE | re.DOTALL)
SHADOW_ROOT = re.compile(rb"shadowrootmode", re.IGNORECASE)
MAIN_OR_SEARCH_TAG = re.compile(rb"(</?)(main|search)(?=[\s/>])", re.IGNORECASE)


@dataclass
class Explanation:
    reason: str
    shows: Callable  # (page, what anchorctl says, what the browser says) -> bool
    without: Callable  # (page, what anchorctl says) -> the page without the reason


def is_utf8(body):
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_unlabelled_utf8(page, ours, browsers):
    has_label = "charset" in page.content_type.lower()
    return ours["encoding"] == "utf-8" != browsers["encoding"] and not has_label and is_utf8(page.body)


def is_mislabelled_as_utf8(page, ours, browsers):
    return ours["encoding"] != "utf-8" == browsers["encoding"] and not is_utf8(page.body)


def is_broken_xhtml(page, _, browsers):
    return corpus.is_xhtml(page) and browsers["has_parse_error"]


def has_links_in_select(_, __, browsers):
    return any("select" in link["ancestors"] for link in browsers["links"])


def has_end_tags_in_foreign_content(page, _, __):
    return END_TAG_IN_FOREIGN_CONTENT.search(page.body) is not None


def has_shadow_root(page, _, __):
    return SHADOW_ROOT.search(page.body) is not None


def has_main_or_search(page, _, __):
    return MAIN_OR_SEARCH_TAG.search(page.body) is not None


def has_bars_in_paths(_, ours, __):
    return any("|" in urlsplit(link["url_to"]).path for link in ours["links"])


def labelled(page, ours):
    media_type = page.content_type.split(";")[0]
    return dataclasses.replace(page, content_type=f"{media_type}; charset={ours['encoding']}")


def as_html(page, ours):
    return dataclasses.replace(page, content_type=f"text/html; charset={ours['encoding']}")


def without_select(page, _):
    return dataclasses.replace(page, body=SELECT_TAG.sub(b"", page.body))


def with_whole_elements(page, _):
    body = re.sub(rb"(?i)</p\s*>", b"<p></p>", page.body)
    return dataclasses.replace(page, body=re.sub(rb"(?i)</br\s*>", b"<br>", body))


def without_shadow_root(page, _):
    return dataclasses.replace(page, body=SHADOW_ROOT.sub(b"data-none", page.body))


def with_sections_instead(page, _):
    return dataclasses.replace(page, body=MAIN_OR_SEARCH_TAG.sub(rb"\1section", page.body))


def with_encoded_bars(page, _):
    return dataclasses.replace(page, body=page.body.replace(b"|", b"%7C"))


EXPLANATIONS = [
    Explanation(
        "no label, and the bytes are UTF-8: so read here; the browser falls back to windows-1252",
        is_unlabelled_utf8,
        labelled,
    ),
    Explanation(
        "labelled UTF-8, and the bytes are not: the label is passed over here",
        is_mislabelled_as_utf8,
        labelled,
    ),
    Explanation(
        "XHTML that is not well-formed: read as HTML here; the browser stops at the error",
        is_broken_xhtml,
        as_html,
    ),
    Explanation(
        "elements in select: dropped by Gumbo, kept by the standard of today",
        has_links_in_select,
        without_select,
    ),
    Explanation(
        "</p> or </br> in svg or math: passed over by Gumbo, ends the svg in the standard of today",
        has_end_tags_in_foreign_content,
        with_whole_elements,
    ),
    Explanation(
        "a declared shadow root: told at its place; a document's own tree leaves it out",
        has_shadow_root,
        without_shadow_root,
    ),
    Explanation(
        "main or search: closed by Gumbo with an inline element around it, not by the standard of today",
        has_main_or_search,
        with_sections_instead,
    ),
    Explanation(
        "| in a path: stays in the URL Standard and here; Chromium encodes it",
        has_bars_in_paths,
        with_encoded_bars,
    ),
]
