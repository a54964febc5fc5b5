#!/usr/bin/env python3
"""Puts load on the API of a daemon that crawls: parallel clients, cheap and costly requests mixed.

    api_load.py --anchord FILE [--clients 64] [--seconds 180] [--pages 20000] [--rss-max-mb 1024]

Serves a site on loopback, crawls it for a minute at most without clients and then with them. Ends
with 1 where an answer is neither whole nor a documented error, or the daemon's memory passes the
bound.
How fast either goes is printed, never judged.
"""

import argparse
import collections
import http.server
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

LINKS_OF_A_PAGE = 60
DOCUMENTED = {(503, "limit_reached"), (503, "busy"), (429, "too_many_requests")}


def page(number, pages):
    rng = random.Random(number)
    links = [f'<a href="/{rng.randrange(pages)}">page {rng.randrange(pages)}</a>'
             for _ in range(LINKS_OF_A_PAGE // 2)]
    links += [f'<p>before <a rel="{rng.choice(["", "nofollow", "ugc"])}" '
              f'href="https://d{rng.randrange(500)}.example/{rng.randrange(9999)}">'
              f'out {rng.randrange(2000)}</a> after</p>' for _ in range(LINKS_OF_A_PAGE // 2)]
    follow = f'<a href="/{2 * number + 1}">left</a><a href="/{2 * number + 2}">right</a>'
    return f"<title>{number}</title>{follow if 2 * number + 2 < pages else ''}{''.join(links)}"


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages = 0

    def do_GET(self):
        name = self.path.strip("/") or "0"
        known = name.isdigit() and int(name) < self.pages
        body = page(int(name), self.pages).encode() if known else b""
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def v2(**parameters):
    return "/?" + urllib.parse.urlencode({"target": "127.0.0.1", "mode": "domain", **parameters})


def v3(side, **parameters):
    where = parameters.pop("where", None)
    if where:
        parameters["where"] = json.dumps(where)
    return f"/v3/site-explorer/linked-anchors-{side}?" + urllib.parse.urlencode(
        {"target": "127.0.0.1", **parameters})


REQUESTS = [
    "/healthz",
    v2(**{"from": "linked_anchors", "limit": 10}),
    v2(**{"from": "linked_anchors", "order_by": "links_external:desc", "output": "xml"}),
    v2(**{"from": "linked_anchors", "where": 'word(anchor,"out"),nofollow=true'}),
    v2(**{"from": "linked_anchors", "where": 'substring(text_pre,"before")', "output": "php"}),
    v2(**{"from": "links", "limit": 20000, "output": "ndjson"}),
    v2(**{"from": "links", "limit": 100, "where": 'subdomain(url_to,"d7.example")'}),
    "/?from=describe",
    v2(**{"from": "subscription_info"}),
    v3("external", select="anchor,linked_pages,linked_domains,first_seen",
       where={"field": "anchor", "is": ["regex", "^out [0-9]*7$"]}),
    v3("internal", select="anchor,links_from_target", limit=10),
]


class Tally:
    def __init__(self):
        self.lock = threading.Lock()
        self.counts = collections.Counter()
        self.wrong = []

    def add(self, name, wrong=None):
        with self.lock:
            self.counts[name] += 1
            if wrong and len(self.wrong) < 20:
                self.wrong.append(wrong)


def ask(base, tally, stop, seed):
    rng = random.Random(seed)
    while not stop.is_set():
        target = rng.choice(REQUESTS)
        try:
            with urllib.request.urlopen(base + target, timeout=150) as answer:
                body = answer.read()
            if not body:
                tally.add("empty", f"{target}: empty answer")
            else:
                tally.add("200")
        except urllib.error.HTTPError as error:
            code = json.loads(error.read() or b"{}").get("code", "")
            known = (error.code, code) in DOCUMENTED
            tally.add(f"{error.code} {code}", None if known else f"{target}: {error.code} {code}")
        except Exception as error:  # the report names whatever it was
            tally.add("broken", f"{target}: {error!r}")


def rss_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def visited(log):
    """Pages that the log's last status line, or summary, counts."""
    count = 0
    for line in log.read_text().splitlines():
        words = line.split()
        if "visited" in words:
            count = int(words[words.index("visited") - 1].replace(",", ""))
    return count


def crawl(options, site, directory, clients, seconds):
    """Crawls for so long; returns (pages a second, most memory, tally)."""
    log = directory / "log"
    with log.open("w") as out:
        daemon = subprocess.Popen(
            [options.anchord, "--data", str(directory / "index"), "--set", "api.listen=127.0.0.1:0",
             "--set", "network.allow=127.0.0.0/8", "--set", "politeness.delay_ms=0",
             "--set", "politeness.connections_per_host=8", site], stdout=out, stderr=out)
    base = None
    while base is None:
        if daemon.poll() is not None:
            sys.exit(log.read_text())
        base = next((line.split()[-1].rstrip("/") for line in log.read_text().splitlines()
                     if " api: http" in line), None)
        time.sleep(0.05)
    some = base + v2(**{"from": "links", "limit": 1, "output": "ndjson"})
    while not urllib.request.urlopen(some, timeout=30).read():  # an empty index has empty answers
        if daemon.poll() is not None:
            sys.exit(log.read_text())
        time.sleep(0.05)
    tally, stop = Tally(), threading.Event()
    threads = [threading.Thread(target=ask, args=(base, tally, stop, i)) for i in range(clients)]
    for thread in threads:
        thread.start()
    most, end = 0, time.monotonic() + seconds
    while time.monotonic() < end and daemon.poll() is None:
        most = max(most, rss_mb(daemon.pid))
        time.sleep(0.1)
    stop.set()
    for thread in threads:
        thread.join()
    alive = daemon.poll() is None
    if alive:
        daemon.terminate()
    if daemon.wait() != 0 or not alive:
        tally.add("ended", f"anchord ended with {daemon.returncode}: {log.read_text()[-500:]}")
    return visited(log) / seconds, most, tally


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--anchord", required=True)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--rss-max-mb", type=int, default=1024)
    options = parser.parse_args()
    Site.pages = options.pages
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}/"
    failed = False
    for clients, seconds in ((0, min(options.seconds, 60)), (options.clients, options.seconds)):
        with tempfile.TemporaryDirectory() as directory:
            rate, most, tally = crawl(options, site, pathlib.Path(directory), clients, seconds)
        print(f"{clients} clients, {seconds} s: {rate:.0f} pages/s crawled, "
              f"{sum(tally.counts.values()) / seconds:.0f} requests/s, "
              f"at most {most:.0f} MB; answers {dict(tally.counts)}", flush=True)
        for wrong in tally.wrong:
            print("wrong:", wrong)
        failed |= bool(tally.wrong) or most > options.rss_max_mb
        failed |= clients > 0 and tally.counts["200"] == 0
    server.shutdown()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
