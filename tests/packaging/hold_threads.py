#!/usr/bin/env python3
"""Holds still every thread of process PID but its first, for SECONDS or until it ends: each is stuck
at what it was doing, while the one that answers the watchdog goes on."""

import ctypes
import os
import sys
import time

PTRACE_SEIZE, PTRACE_INTERRUPT = 0x4206, 0x4207
WALL = 0x40000000


def main():
    pid, seconds = int(sys.argv[1]), float(sys.argv[2])
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    for thread in map(int, os.listdir(f"/proc/{pid}/task")):
        if thread == pid:
            continue
        for request in (PTRACE_SEIZE, PTRACE_INTERRUPT):
            if libc.ptrace(request, thread, None, None) < 0:
                sys.exit(f"thread {thread}: {os.strerror(ctypes.get_errno())}")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.waitpid(-1, os.WNOHANG | WALL)  # threads that end wait for that
        except ChildProcessError:
            return
        time.sleep(0.01)


main()
