"""Differences that several receivers share, and the clause that decides each."""

from .results import REAL, REFUSED, Difference


def crc32c_not_checked(trial: str = "") -> Difference:
    return Difference(("CRC32C wrong",), "accepted", "nobody", "2.2.3",
                      "does not check the sum, which a receiver need not support", trial)


def unknown_refused(system: str, trial: str = "") -> Difference:
    return Difference(("v1 UNKNOWN",), REFUSED, system, "2.1",
                      "a receiver SHOULD accept UNKNOWN and use the real addresses", trial)


def unspec_refused(trial: str = "") -> Difference:
    return Difference(("v2 UNSPEC",), REFUSED, "nobody", "2.2",
                      "a receiver is free to reject PROXY with UNSPEC", trial)


def version_1_only(system: str, cases: tuple[str, ...], trial: str = "") -> Difference:
    return Difference(cases, REFUSED, "nobody", "2",
                      f"{system} is a receiver of version 1, which need not know version 2", trial)


def local_refused(system: str, trial: str = "") -> Difference:
    return Difference(("v2 LOCAL", "v2 LOCAL + CRC32C"), REFUSED, system, "2.2",
                      "a receiver must accept LOCAL and use the real addresses", trial)


__all__ = ["REAL", "crc32c_not_checked", "local_refused", "unknown_refused", "unspec_refused",
           "version_1_only"]
