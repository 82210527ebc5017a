"""Whose hands a leased row is in: a name that tells, on the same host, whether that process still lives."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from pathlib import Path

from django.db.models import QuerySet

from verbund.kit import clock

_jitter = secrets.SystemRandom()


def _started(pid: int) -> str:
    """Start of a process in clock ticks since boot (a reused pid has another); empty: no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return ""
    except OSError:  # no /proc on this system: the pid alone has to do
        return "0"
    return stat.rpartition(")")[2].split()[19]


def holder() -> str:
    """A new name for one lease: host:pid:start:token."""
    pid = os.getpid()
    return f"{socket.gethostname()[:30]}:{pid}:{_started(pid) or 0}:{secrets.token_hex(6)}"


def is_dead(name: str) -> bool:
    """True when the holder ran on this host and its process is gone; other hosts are judged by time only."""
    host, _, rest = name.partition(":")
    parts = rest.split(":")
    if host != socket.gethostname()[:30] or len(parts) != 3 or not parts[0].isdigit():
        return False
    return _started(int(parts[0])) not in (parts[1], "0")


def release_dead(leased: QuerySet) -> int:
    """End the leases of processes of this host that were killed, instead of waiting for the time to run out."""
    freed = 0
    for pk, name in leased.filter(leased_until__gt=clock.now()).values_list("pk", "leased_by"):
        if is_dead(name):
            freed += leased.filter(pk=pk, leased_by=name).update(leased_until=clock.now())
    return freed


def back_off(attempts: int, first: float, most: float) -> timedelta:
    """first·2^(attempts-1) seconds, at most `most`, spread by ±25 % so that many waiters do not come at once."""
    seconds = min(first * 2 ** min(attempts - 1, 30), most)
    return timedelta(seconds=seconds * _jitter.uniform(0.75, 1.25))
