"""What the training loop asks of the machine."""

from __future__ import annotations

import platform

from lavic.training import loop


def test_freed_memory_is_kept_where_the_allocator_can(monkeypatch):
    assert loop.keep_freed_memory() == (platform.libc_ver()[0] == "glibc")
    monkeypatch.setattr(loop.ctypes, "CDLL", lambda name: object())  # a C library without mallopt
    assert not loop.keep_freed_memory()
