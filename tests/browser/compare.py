#!/usr/bin/env python3
"""Holds the links that `anchorctl extract` finds against those that Chromium's DOM has, one by one.

Exit codes: 0 nothing differs but what is explained; 1 something does; 77 skipped, and why."""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
from difflib import SequenceMatcher

import corpus
from chromium import BrowserError, Chromium, is_installed
from explained import EXPLANATIONS

EXIT_DIFFERENT = 1
EXIT_SKIPPED = 77
PAGE_FIELDS = ["encoding", "base", "title", "nofollow", "noindex"]
LINK_FIELDS = ["anchor", "alt", "nofollow", "ugc", "sponsored"]
LINK_FIELDS += ["aria_label", "link_title", "hreflang", "media_type"]


class Dom:
    """What a browser has of a page."""

    def __init__(self, browser):
        self._browser = browser
        folder = pathlib.Path(__file__).parent
        display = browser.evaluate(f"({(folder / 'display_values.js').read_text()})()")
        collector = (folder / "dom_links.js").read_text()
        self._collect = f"({collector})({json.dumps(display)}, {json.dumps(corpus.TAG_ATTRIBUTE)})"

    def read(self, page):
        self._browser.load(page.url, page.content_type, page.numbered_body())
        return self._browser.evaluate(self._collect)


class Anchorctl:
    """What `anchorctl extract --batch`, kept running, says of a page."""

    def __init__(self, program):
        self._file = tempfile.NamedTemporaryFile(prefix="anchord_page_")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen([program, "extract", "--batch"], text=True, **pipes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.communicate()
        self._file.close()

    def read(self, page, url):
        pathlib.Path(self._file.name).write_bytes(page.body)
        question = {"file": self._file.name, "url": url, "content_type": page.content_type}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if answer.get("status") != "ok":
            raise ValueError(f"{page.name}: anchorctl says {answer}")
        answer["encoding"] = answer["encoding"].replace("utf8", "utf-8")
        return answer


def compare_page(page, dom, anchorctl):
    """The reasons that explain differences, the differences that none does, the number of links."""
    ours, browsers, differences = read_both(page, dom, anchorctl)
    reasons = []
    for explanation in EXPLANATIONS:
        if differences and explanation.shows(page, ours, browsers):
            reasons.append(explanation.reason)
            page = explanation.without(page, ours)
            ours, browsers, differences = read_both(page, dom, anchorctl)
    return reasons, differences, len(browsers["links"])


def read_both(page, dom, anchorctl):
    browsers = dom.read(page)
    # The browser goes to https where its own list of strict hosts says so.
    ours = anchorctl.read(page, browsers["url"])
    differences = differing_fields("page", PAGE_FIELDS, ours, browsers)
    return ours, browsers, differences + differing_links(ours["links"], browsers["links"])


def differing_links(ours, browsers):
    our_keys = [(link["link_type"], link["url_to"]) for link in ours]
    browsers_keys = [(link["kind"], link["url"]) for link in browsers]
    differences = []
    matcher = SequenceMatcher(None, our_keys, browsers_keys, autojunk=False)
    for operation, our_begin, our_end, begin, end in matcher.get_opcodes():
        if operation == "equal":
            for our, their in zip(ours[our_begin:our_end], browsers[begin:end]):
                differences += differing_fields(their["url"], LINK_FIELDS, our, their)
        else:
            differences += [f"only anchorctl: {kind} {url}" for kind, url in our_keys[our_begin:our_end]]
            for link in browsers[begin:end]:
                inside = " < ".join(link["ancestors"])
                differences.append(f"only the browser: {link['kind']} {link['url']} in {inside}")
    return differences


def differing_fields(what, fields, ours, browsers):
    return [
        f"{what}: {field}: anchorctl {ours[field]!r}, the browser {browsers[field]!r}"
        for field in fields
        if ours[field] != browsers[field]
    ]


def choose_pages(arguments):
    """Pages, or the reason why there are none."""
    if not is_installed():
        return [], "no chromium; deploy/setup installs it"
    chosen = [page for page in corpus.trap_pages() if arguments.page in page.name]
    for corpus_name, place, pages in corpus.CORPORA:
        if not place.exists():
            return [], f"the pages of {corpus_name} are absent: {place}"
        wanted = [page for page in pages() if arguments.page in page.name]
        if arguments.sample:
            wanted = corpus.spread(wanted, lambda page: page.name)
            wanted = wanted[: arguments.sample // len(corpus.CORPORA)]
        chosen += wanted
    return chosen, None


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--anchorctl", default=corpus.ROOT / "build/release/anchorctl")
    parser.add_argument("--sample", type=int, help="so many pages in all, of every corpus as many")
    parser.add_argument("--page", default="", help="only pages with this in their name")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    pages, reason_for_none = choose_pages(arguments)
    if reason_for_none:
        print(f"SKIPPED: {reason_for_none}")
        return EXIT_SKIPPED
    links = 0
    unexplained = 0
    explained = collections.Counter()
    with Chromium() as browser, Anchorctl(arguments.anchorctl) as anchorctl:
        dom = Dom(browser)
        for page in pages:
            try:
                reasons, differences, page_links = compare_page(page, dom, anchorctl)
            except BrowserError as error:
                reasons, differences, page_links = [], [f"cannot be compared: {error}"], 0
            links += page_links
            explained.update(reasons)
            unexplained += len(differences)
            for difference in differences:
                print(f"{page.name}: {difference}")
    print(f"{len(pages)} pages, {links} links")
    for reason, count in explained.items():
        print(f"{count} pages explained: {reason}")
    print(f"{unexplained} differences unexplained")
    return EXIT_DIFFERENT if unexplained or not links else 0


if __name__ == "__main__":
    sys.exit(main())
