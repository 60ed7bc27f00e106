"""Children that end when whoever started them is gone, however it went."""

import ctypes
import os
import signal
import sys

STARTER = "TANDEM_STARTER_PID"
_PR_SET_PDEATHSIG = 1


def die_with_starter() -> None:
    """Ask the kernel to end this process when `tandem serve`, which started it, dies."""
    starter = os.environ.get(STARTER)
    if not starter or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(starter):
        raise SystemExit("Tandem was stopped while this process started.")
