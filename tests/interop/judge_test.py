"""Whether a run would notice: the judgements of tests/interop, with faults planted. Run by ./dev interop."""

import unittest

from harness import dns
from harness.capture import compare
from harness.cases import Case
from harness.judge import Expected, Seen, ask, outcome, read_fields, sent
from harness.net import header_is_whole
from harness.report import Report
from harness.results import (AS_MEANT, NOBODY, REAL, REFUSED, Answer, Difference, System, Trial,
                             TrialResult)

SOURCE, DESTINATION = ("192.0.2.1", 56324), ("198.51.100.2", 443)
REAL_SOURCE, REAL_DESTINATION = ("127.0.0.1", 40000), ("127.0.0.1", 20000)
LINE = b"PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"
BINARY = bytes.fromhex("0d0a0d0a000d0a515549540a 2111 0011 c0000201 c6336402 dc04 01bb 01 0002 6832")


def seen(**fields: str) -> Seen:
    return Seen(fields, REAL_SOURCE, REAL_DESTINATION)


class Receivers(unittest.TestCase):
    case = Case("case", LINE, SOURCE, DESTINATION, {"alpn": "h2"})

    def test_what_the_header_says(self) -> None:
        self.assertEqual(outcome(self.case, seen(src="192.0.2.1", sport="56324", dst="198.51.100.2",
                                                 dport="443", alpn="h2")), AS_MEANT)
        self.assertEqual(outcome(self.case, seen(src="192.0.2.1")), AS_MEANT)

    def test_each_field_counts(self) -> None:
        right = {"src": "192.0.2.1", "sport": "56324", "dst": "198.51.100.2", "dport": "443",
                 "alpn": "h2"}
        for key, wrong in (("src", "192.0.2.2"), ("sport", "56325"), ("dst", "198.51.100.3"),
                           ("dport", "444"), ("alpn", ""), ("alpn", "h3"), ("unique_id", "1")):
            with self.subTest(key=key):
                self.assertTrue(outcome(self.case, seen(**{**right, key: wrong})).startswith("shows"))

    def test_refused_and_ignored(self) -> None:
        self.assertEqual(outcome(self.case, None), REFUSED)
        self.assertEqual(outcome(self.case, seen(src="127.0.0.1", sport="40000")), REAL)

    def test_without_addresses_the_real_ones_count(self) -> None:
        local = Case("local", b"")
        self.assertEqual(outcome(local, seen(src="127.0.0.1", sport="40000")), AS_MEANT)
        self.assertEqual(outcome(local, seen(src="0.0.0.0")), "shows src=0.0.0.0")
        self.assertEqual(outcome(local, None), REFUSED)

    def test_wrong_sum(self) -> None:
        broken = Case("sum", LINE, SOURCE, DESTINATION, invalid=True)
        self.assertEqual(outcome(broken, None), AS_MEANT)
        self.assertEqual(outcome(broken, seen(src="192.0.2.1")), "accepted")

    def test_ask_tries_all(self) -> None:
        answers = list(ask([self.case, self.case], lambda case: None))
        self.assertEqual(answers, [Answer("case", REFUSED)] * 2)

    def test_fields(self) -> None:
        self.assertEqual(read_fields("x\nseen: src=::1 cn=- alpn= ;"),
                         {"src": "::1", "cn": "", "alpn": ""})
        self.assertIsNone(read_fields("400 Bad Request"))


class Senders(unittest.TestCase):
    def check(self, data: bytes, wanted: Expected, told: str) -> None:
        self.assertIn(told, sent("case", data, wanted).outcome)

    def test_right(self) -> None:
        self.check(LINE + b"GET", Expected(1, SOURCE, DESTINATION, payload=b"GET"), AS_MEANT)
        self.check(BINARY, Expected(2, SOURCE, DESTINATION, tlvs={"ALPN": "h2"}), AS_MEANT)

    def test_each_fact_counts(self) -> None:
        alpn = {"ALPN": "h2"}
        for told, data, wanted in (
                ("version", LINE, Expected(2, SOURCE, DESTINATION)),
                ("source", LINE, Expected(1, ("192.0.2.1", 1), DESTINATION)),
                ("destination", LINE, Expected(1, SOURCE, SOURCE)),
                ("family", LINE, Expected(1, ("::1", 1), ("::1", 1))),
                ("payload", LINE + b"POST", Expected(1, SOURCE, DESTINATION, payload=b"GET")),
                ("command", BINARY, Expected(2, command="LOCAL")),
                ("transport", BINARY, Expected(2, SOURCE, DESTINATION, transport="DGRAM", tlvs=alpn)),
                ("TLVs", BINARY, Expected(2, SOURCE, DESTINATION)),
                ("ALPN", BINARY, Expected(2, SOURCE, DESTINATION, tlvs={"ALPN": "h3"})),
                ("SSL", BINARY, Expected(2, SOURCE, DESTINATION, tlvs=alpn, ssl={"client": 1})),
                ("CRC32C", BINARY, Expected(2, SOURCE, DESTINATION, tlvs=alpn, crc32c="ok")),
                ("incomplete", BINARY[:-1], Expected(2, SOURCE, DESTINATION)),
                ("not_proxy", b"", Expected(1, SOURCE, DESTINATION)),
                ("invalid", b"PROXY TCP5 ", Expected(1, SOURCE, DESTINATION))):
            with self.subTest(told=told):
                self.check(data, wanted, told)

    def test_when_a_header_is_whole(self) -> None:
        for data in (LINE, BINARY):
            self.assertTrue(header_is_whole(data))
            self.assertFalse(header_is_whole(data[:-1]))


class Reports(unittest.TestCase):
    def report(self, *differences: Difference) -> Report:
        system = System("one", ("package",), (Trial("receives", "", "", lambda lab: iter(())),),
                        differences)
        result = TrialResult("one", "1", "receives", "", "", [Answer("a", AS_MEANT),
                                                              Answer("b", REFUSED)])
        return Report([system], [result], {}, 1.0)

    def test_unexplained(self) -> None:
        self.assertEqual(self.report().problems(), ["one receives, b: refused (1 times)"])
        self.assertEqual(self.report().last_line(), "interop: 0 passed, 1 failed, 0 skipped")

    def test_explained(self) -> None:
        report = self.report(Difference(("b",), REFUSED, NOBODY, "2", "why"))
        self.assertEqual((report.problems(), report.remarks()), ([], []))
        self.assertEqual(report.last_line(), "interop: 1 passed, 0 failed, 0 skipped")

    def test_explained_otherwise(self) -> None:
        report = self.report(Difference(("b",), "accepted", NOBODY, "2", "why"))
        self.assertEqual(len(report.problems()), 1)
        self.assertEqual(report.remarks(), ["one: b: accepted: did not show"])

    def test_broken_trials(self) -> None:
        report = self.report()
        report.trials[0].answers.clear()
        self.assertEqual(report.problems(), ["one receives: no header was tried"])
        report.trials[0].failure = "did not start"
        self.assertEqual(report.problems(), ["one receives: did not start"])
        report.trials[0].failure = "skipped: no package"
        self.assertEqual(report.problems(), [])
        self.assertEqual(report.last_line(), "interop: 0 passed, 0 failed, 1 skipped")


class Tshark(unittest.TestCase):
    row = {"payload": LINE.hex(), "proxy.version": "", "proxy.v1.proto": "TCP4",
           "proxy.src.ipv4": "192.0.2.1", "proxy.dst.ipv4": "198.51.100.2", "proxy.src.ipv6": "",
           "proxy.dst.ipv6": "", "proxy.srcport": "56324", "proxy.dstport": "443",
           "proxy.v2.tlv.type": ""}
    ours = {"version": 1, "command": "PROXY", "header_size": 45, "tlvs": [],
            "src": {"address": "192.0.2.1", "port": 56324},
            "dst": {"address": "198.51.100.2", "port": 443}}

    def test_agree_and_differ(self) -> None:
        self.assertEqual(compare(self.row, self.ours), "")
        self.assertIn("source", compare({**self.row, "proxy.srcport": "1"}, self.ours))
        self.assertIn("TLVs", compare({**self.row, "proxy.v2.tlv.type": "0x01"}, self.ours))
        self.assertIn("recognise", compare({**self.row, "proxy.v1.proto": ""}, self.ours))


class Dns(unittest.TestCase):
    def test_answers(self) -> None:
        question = dns.query("a.example", dns.A)
        self.assertEqual(dns.first_answer(dns.refuse(question)), "")
        self.assertEqual(dns.refuse(BINARY + question), dns.refuse(question))
        answer = (question[:6] + b"\0\1" + question[8:]
                  + bytes.fromhex("c00c 0001 0001 00000001 0004 c0000201"))
        self.assertEqual(dns.first_answer(answer), "192.0.2.1")


if __name__ == "__main__":
    unittest.main()
