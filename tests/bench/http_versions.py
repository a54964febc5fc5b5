#!/usr/bin/env python3
"""What HTTP/2 would gain a polite crawl: anchord with fetch.http2 false and true, in turns.

Serves many addresses of this machine by an nginx of its own, with TLS and HTTP/2, and crawls them:
with a delay between two requests to a host and without one, over connections that nginx keeps and
that it closes after each answer. Prints CPU of anchord and of nginx a request, medians of the
rounds. Then it puts a proxy in between, which counts the bytes and holds each up for 20 ms on both
ways, and prints bytes and round trips a request, as far as the answer waited for them: beside
them, TCP takes one for each new connection. Some ten minutes.
"""
import argparse
import asyncio
import os
import pathlib
import re
import socket
import statistics
import subprocess
import tempfile
import threading
import time

HOLD_S = 0.02
RUN_S_MAX = 120
NGINX_START_S_MAX = 10

NGINX_CONF = """
daemon off;
master_process off;
pid nginx.pid;
error_log error.log crit;
events { worker_connections 4096; }
http {
  log_format request '$server_protocol $connection';
  access_log access.log request;
  sendfile on;
  keepalive_requests 1000000;
  keepalive_timeout %(keep_s)d;
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_certificate cert.pem;
  ssl_certificate_key key.pem;
  default_type text/html;
  add_header Strict-Transport-Security "max-age=31536000; includeSubDomains";
  add_header Content-Security-Policy "default-src 'self'; img-src *; frame-ancestors 'none'";
  add_header Cache-Control "public, max-age=600";
  server { %(listen)s root site; }
}
"""


class Nginx:
    """One process, serving `site` below `directory`; `keeps`: connections, after an answer."""

    def __init__(self, directory, addresses, keeps):
        self.directory = directory
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        listen = " ".join(f"listen {address}:{self.port} ssl http2;" for address in addresses)
        conf = NGINX_CONF % {"keep_s": 75 if keeps else 0, "listen": listen}
        (directory / "nginx.conf").write_text(conf)
        (directory / "access.log").write_text("")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-e", directory / "error.log", "-p",
                                         f"{directory}/", "-c", directory / "nginx.conf"])
        give_up = time.monotonic() + NGINX_START_S_MAX
        while True:
            try:
                socket.create_connection((addresses[0], self.port)).close()
                return
            except OSError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.02)

    def cpu_s(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def requests(self):
        """The version and the connection of each, so far."""
        return [tuple(line.split()) for line in
                (self.directory / "access.log").read_text().splitlines()]

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Meter:
    """A proxy to 127.0.0.1:`to_port`, on a thread of its own, that counts the bytes it holds up."""

    def __init__(self, to_port):
        self.to_port = to_port
        self.bytes = {"up": 0, "down": 0}
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(
            asyncio.start_server(self.serve, "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    async def serve(self, reader, writer):
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        await asyncio.gather(self.pass_on(reader, to_writer, "up"),
                             self.pass_on(to_reader, writer, "down"), return_exceptions=True)

    async def pass_on(self, reader, writer, way):
        while data := await reader.read(1 << 16):
            self.bytes[way] += len(data)
            self.loop.call_later(HOLD_S, writer.write, data)
        self.loop.call_later(HOLD_S, writer.close)

    def stop(self):
        self.loop.call_soon_threadsafe(self.end)
        self.thread.join()

    def end(self):
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.call_soon(self.loop.stop)


def write_site(directory, pages):
    site = directory / "site"
    site.mkdir()
    links = "".join(f'<p>Some words before <a href="/{page}.html">page {page}</a> and after it.\n'
                    for page in range(pages))
    for page in range(pages):
        (site / f"{page}.html").write_text(f"<title>Page {page}</title>{links}")
    (site / "index.html").write_text(links)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=nobody", "-keyout", directory / "key.pem", "-out",
                    directory / "cert.pem"], check=True, stderr=subprocess.DEVNULL)


def crawl(anchord, directory, urls, http2, delay_ms):
    """Crawls all of it into an index of its own; its seconds of CPU, and its log."""
    with tempfile.TemporaryDirectory(dir=directory) as index:
        seeds = directory / "seeds"
        seeds.write_text("".join(f"{url} scope=domain\n" for url in urls))
        settings = {"network.allow": "127.0.0.0/8", "tls.verify": "false", "log.level": "debug",
                    "politeness.delay_ms": delay_ms, "fetch.http2": str(http2).lower()}
        command = [anchord, "--data", index, "--once", "--seeds", seeds]
        command += [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
        with open(directory / "log", "w", encoding="utf-8") as log:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
            guard = threading.Timer(RUN_S_MAX, process.kill)
            guard.start()
            _, status, used = os.wait4(process.pid, 0)
            guard.cancel()
        log = (directory / "log").read_text()
        if status != 0:
            raise SystemExit(f"anchord has failed:\n{log[-2000:]}")
        return used.ru_utime + used.ru_stime, log


def measure_cpu(anchord, directory, addresses, pages, keeps, http2, delay_ms):
    """(requests/s, connections a request, us of anchord's CPU a request, us of nginx's)."""
    nginx = Nginx(directory, addresses, keeps)
    try:
        urls = [f"https://{address}:{nginx.port}/" for address in addresses]
        start = time.monotonic()
        cpu_s, _ = crawl(anchord, directory, urls, http2, delay_ms)
        wall_s = time.monotonic() - start
        server_cpu_s = nginx.cpu_s()
    finally:
        nginx.stop()
    requests = nginx.requests()
    check(requests, http2, len(addresses) * pages)
    count = len(requests)
    connections = len({connection for _, connection in requests})
    return count / wall_s, connections / count, 1e6 * cpu_s / count, 1e6 * server_cpu_s / count


def measure_wire(anchord, directory, pages, keeps, http2):
    """(bytes to the server, bytes from it, round trips) of a request."""
    nginx = Nginx(directory, ["127.0.0.1"], keeps)
    meter = Meter(nginx.port)
    try:
        _, log = crawl(anchord, directory, [f"https://127.0.0.1:{meter.port}/"], http2, 50)
    finally:
        meter.stop()
        nginx.stop()
    requests = nginx.requests()
    check(requests, http2, pages)
    times_ms = [int(ms) for ms in re.findall(r" 200 in (\d+) ms", log)]
    return (meter.bytes["up"] / len(requests), meter.bytes["down"] / len(requests),
            statistics.median(times_ms) / (2000 * HOLD_S))


def check(requests, http2, pages):
    versions = {version for version, _ in requests}
    wanted = "HTTP/2.0" if http2 else "HTTP/1.1"
    if versions != {wanted} or len(requests) < pages:
        raise SystemExit(f"{len(requests)} requests by {versions}, not {pages} by {wanted}")


def print_cpu(options, directory):
    addresses = [f"127.1.0.{host + 1}" for host in range(options.hosts)]
    print(f"{options.hosts} hosts of {options.pages} pages; CPU in us a request")
    for delay_ms in (options.delay_ms, 0):
        for keeps in (True, False):
            runs = {False: [], True: []}
            for _ in range(options.rounds):
                for http2, measured in runs.items():
                    measured.append(measure_cpu(options.anchord, directory, addresses,
                                                options.pages, keeps, http2, delay_ms))
            for http2, measured in runs.items():
                rate, fresh, cpu, server_cpu = map(statistics.median, zip(*measured))
                print(f"HTTP/{'2  ' if http2 else '1.1'}  delay {delay_ms:4} ms  {fresh:4.2f} "
                      f"connections a request  {rate:6.0f} requests/s  anchord {cpu:5.0f}  "
                      f"nginx {server_cpu:5.0f}", flush=True)


def print_wire(options, directory):
    print("bytes and round trips a request, by one host")
    for keeps in (True, False):
        for http2 in (False, True):
            up, down, trips = measure_wire(options.anchord, directory, options.pages, keeps, http2)
            print(f"HTTP/{'2  ' if http2 else '1.1'}  connections {'kept  ' if keeps else 'closed'}"
                  f"  {up:6.0f} bytes up  {down:6.0f} down  {trips:4.1f} round trips", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--anchord", default="build/release/anchord")
    parser.add_argument("--hosts", type=int, default=200, choices=range(1, 251), metavar="1..250")
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--delay-ms", type=int, default=250)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        write_site(directory, options.pages)
        print_cpu(options, directory)
        print_wire(options, directory)


if __name__ == "__main__":
    main()
