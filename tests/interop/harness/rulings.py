"""Differences that several receivers share, and the clause that decides each."""

from .results import NOBODY, REFUSED, THEIRS, Difference


def crc32c_not_checked() -> Difference:
    return Difference(("CRC32C wrong",), "accepted", NOBODY, "2.2.3",
                      "does not check the sum, which a receiver need not support")


def unknown_refused() -> Difference:
    return Difference(("v1 UNKNOWN",), REFUSED, THEIRS, "2.1",
                      "a receiver SHOULD accept UNKNOWN and use the real addresses")


def unspec_refused() -> Difference:
    return Difference(("v2 UNSPEC",), REFUSED, NOBODY, "2.2",
                      "a receiver is free to reject PROXY with UNSPEC")


def version_1_only(cases: tuple[str, ...]) -> Difference:
    return Difference(cases, REFUSED, NOBODY, "2",
                      "a receiver of version 1 alone, which need not know version 2")


def local_refused() -> Difference:
    return Difference(("v2 LOCAL", "v2 LOCAL + CRC32C"), REFUSED, THEIRS, "2.2",
                      "a receiver must accept LOCAL and use the real addresses")

