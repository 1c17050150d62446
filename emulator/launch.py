"""Runs in MiniStack's own virtual environment: MiniStack, told to end when whoever started it is gone."""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)

starter = int(sys.argv.pop())
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
if os.getppid() != starter:  # it died before we could ask to be told
    sys.exit(0)
runpy.run_module("ministack", run_name="__main__", alter_sys=True)
