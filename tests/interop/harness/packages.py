"""Which packages of a system are there, and in what version."""

import subprocess

from .lab import UNPACKED
from .results import System


def installed_version(package: str) -> str:
    """The version of an installed package; empty if it is not."""
    done = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", package],
                          capture_output=True, text=True, check=False)
    status, _, number = done.stdout.partition(" ")
    return number if status == "installed" else ""


def unpacked_version(package: str) -> str:
    """The version of a package that ./dev has unpacked under build/; empty if it has not."""
    note = UNPACKED / f"{package}.version"
    return note.read_text().strip() if note.exists() else ""


def lacking(system: System) -> str:
    """The first package that is not there; empty if all are."""
    for package in system.packages:
        if not installed_version(package):
            return package
    for package in system.unpacked:
        if not unpacked_version(package):
            return package
    return ""


def version(system: System) -> str:
    """The version of the system's first package."""
    if system.unpacked:
        return unpacked_version(system.unpacked[0])
    return installed_version(system.packages[0])
