"""How the C library hands out memory."""

import ctypes
import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # malloc.h
LARGEST_KEPT = 32 << 20  # bytes; the most that M_MMAP_THRESHOLD takes in every version of glibc
TRIMMED_ABOVE = 1 << 30


def keep_freed_memory() -> None:
    """Have glibc keep what is freed for what is allocated next; elsewhere do nothing.

    By default every large tensor gets fresh pages, which the kernel first fills with zeros, and gives them back a
    moment later: some tenth of the time of a training on a CPU.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT)
        mallopt(M_TRIM_THRESHOLD, TRIMMED_ABOVE)
