"""Starts a program that is told to end when whoever started it is gone: `launch.py PROGRAM ARGUMENT… STARTER`."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2); it outlasts the exec below

starter = int(sys.argv.pop())
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
if os.getppid() != starter:  # it died before we could ask to be told
    sys.exit(0)
os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 (that is what this module is for)
