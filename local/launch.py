"""Runs in MiniStack's own virtual environment: MiniStack, told to end when whoever started it is gone."""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)

if sys.platform == "linux":
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(sys.argv.pop()):  # it died before we asked
        sys.exit(0)
runpy.run_module("ministack", run_name="__main__", alter_sys=True)
