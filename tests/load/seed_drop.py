#!/usr/bin/env python3
"""Drops one large file of seeds into a running daemon, and prints what taking it in costs.

    seed_drop.py --anchord FILE [--lines 1000000] [--hosts 10000] [--order shuffled|sorted]
                 [--options TEXT] [--seconds-max S] [--rss-max-mb MB]

The hosts are addresses of this machine on which nobody listens, so that the crawl has all of them
to ask meanwhile, as it would have. Ends with 1 where a line was refused, or a bound that was given
is passed. On a busy machine the seconds of CPU say more than those of the clock.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 600
CLOSED_PORT = 9


def write_seeds(file, lines, hosts, order, options):
    numbers = list(range(lines))
    if order == "shuffled":
        random.Random(1).shuffle(numbers)
    else:
        numbers.sort(key=lambda number: number % hosts)
    with open(file, "w", encoding="ascii") as out:
        for number in numbers:
            host = number % hosts
            name = f"127.{1 + host // 62500}.{host // 250 % 250}.{host % 250 + 1}"
            out.write(f"http://{name}:{CLOSED_PORT}/page/{number}{options}\n")


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def wait_for(crawl, files):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(file.exists() for file in files):
        if crawl.poll() is not None or time.monotonic() > deadline:
            sys.exit("the daemon ended, or takes too long")
        time.sleep(LOOK_SECONDS)


def drop(arguments, work):
    folder = work / "index" / "seeds"
    crawl = subprocess.Popen(
        [arguments.anchord, "--data", work / "index", "--set", "api.listen=", "--set",
         "log.level=error", "--set", "network.allow=127.0.0.0/8", *arguments.set])
    try:
        wait_for(crawl, [folder / "failed"])
        write_seeds(folder / ".list", arguments.lines, arguments.hosts, arguments.order,
                    arguments.options and " " + arguments.options)
        cpu_before, start = cpu_seconds(crawl.pid), time.monotonic()
        os.rename(folder / ".list", folder / "list")
        wait_for(crawl, [folder / "done" / "list", folder / "failed" / "list"])
        seconds = time.monotonic() - start
        figures = seconds, cpu_seconds(crawl.pid) - cpu_before, peak_mb(crawl.pid)
        return figures, (folder / "done" / "list").exists()
    finally:
        crawl.terminate()
        crawl.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--anchord", required=True)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--hosts", type=int, default=10_000)
    parser.add_argument("--order", choices=["shuffled", "sorted"], default="shuffled")
    parser.add_argument("--set", action="append", default=[], help="more arguments of anchord")
    parser.add_argument("--options", default="", help="of each line, as scope=exact")
    parser.add_argument("--seconds-max", type=float, default=float("inf"))
    parser.add_argument("--rss-max-mb", type=float, default=float("inf"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        (seconds, cpu, peak), is_done = drop(arguments, pathlib.Path(work))
    print(f"{arguments.lines} lines of {arguments.hosts} hosts, {arguments.order}: "
          f"{seconds:.1f} s, {cpu:.1f} s of CPU, peak memory {peak:.0f} MB", flush=True)
    if not is_done or seconds > arguments.seconds_max or peak > arguments.rss_max_mb:
        sys.exit("a line was refused, or a bound passed")


if __name__ == "__main__":
    main()
