"""ProxyData and ProxyTLV with the attributes that aiosmtpd documents, on simdproxy's C interface.

https://aiosmtpd.aio-libs.org/en/stable/proxyprotocol.html has their meanings. What differs: addresses of
LOCAL headers are not given, entries of later revisions of the specification have names, and the offset of
an entry inside SSL is where it stands.
"""

from ctypes import byref
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Dict, Optional

import simdproxy_c as c

_NOT_FOUND = object()


class AF(IntEnum):
    UNSPEC = 0
    INET = IP4 = 1
    INET6 = IP6 = 2
    UNIX = 3


class PROTO(IntEnum):
    UNSPEC = 0
    STREAM = 1
    DGRAM = 2


class V2_CMD(IntEnum):
    LOCAL = 0
    PROXY = 1


class MalformedTLV(RuntimeError):
    pass


class UnknownTypeTLV(KeyError):
    pass


def _same_attribs(get, raises: bool, expected: Dict[str, Any]) -> bool:
    for name, value in expected.items():
        actual = get(name)
        if actual is not _NOT_FOUND and actual == value:
            continue
        if not raises:
            return False
        if actual is _NOT_FOUND:
            raise KeyError(f"notfound:{name}")
        raise ValueError(f"mismatch:{name} actual={actual!r} expect={value!r}")
    return True


def _type_names() -> Dict[int, str]:
    names = {}
    for number in range(256):
        name = c.library.simdproxy_tlv_type_name(number)
        if c.library.simdproxy_tlv_type_from_name(name) == number:
            names[number] = name.decode()
    return names


class ProxyTLV(dict):
    """The entries of a header by name; those without one are "xNN". SSL is True, with SSL_CLIENT and
    SSL_VERIFY and the entries inside it beside it; False if one of those does not fit."""

    PP2_TYPENAME: Dict[int, str] = _type_names()

    def __init__(self, *args, _tlv_loc: Dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.tlv_loc = _tlv_loc

    def __getattr__(self, name: str) -> Any:
        return self.get(name)

    def same_attribs(self, _raises: bool = False, **kwargs) -> bool:
        return _same_attribs(lambda name: self.get(name, _NOT_FOUND), _raises, kwargs)

    @classmethod
    def name_to_num(cls, name: str) -> Optional[int]:
        number = c.library.simdproxy_tlv_type_from_name(name.encode())
        return number if number >= 0 else None

    @classmethod
    def from_raw(cls, raw: bytes, strict: bool = False) -> Optional["ProxyTLV"]:
        if len(raw) == 0:
            return None
        try:
            return cls.parse(raw, partial_ok=False, strict=strict)
        except MalformedTLV:
            return None

    @classmethod
    def parse(cls, chunk: bytes, partial_ok: bool = True, strict: bool = False) -> "ProxyTLV":
        chunk = bytes(chunk)
        tlvs = c.Tlvs()
        c.library.simdproxy_tlvs_in(chunk, len(chunk), 0, len(chunk), c.READ_PARTIAL, byref(tlvs))
        if tlvs.malformed() and not partial_ok:
            raise MalformedTLV("a TLV does not fit")
        result = cls(_tlv_loc={})
        for tlv in tlvs:
            if tlv.type != cls.name_to_num("SSL"):
                result._add(tlv, strict)
            elif not result._add_ssl(chunk, tlv, strict):
                if not partial_ok:
                    raise MalformedTLV("a TLV inside SSL does not fit")
                break
        return result

    def _add(self, tlv: c.Tlv, strict: bool) -> None:
        name = self.PP2_TYPENAME.get(tlv.type)
        if name is None:
            name = f"x{tlv.type:02X}"
            if strict:
                raise UnknownTypeTLV(name)
        self[name] = tlv.value.copy()
        self.tlv_loc[name] = tlv.offset

    def _add_ssl(self, chunk: bytes, tlv: c.Tlv, strict: bool) -> bool:
        ssl = c.Ssl()
        fault = c.library.simdproxy_read_ssl(
            chunk, len(chunk), byref(tlv), c.READ_PARTIAL, byref(ssl)
        )
        self.tlv_loc["SSL"] = tlv.offset
        self["SSL"] = fault == 0
        self["SSL_CLIENT"] = ssl.client
        self["SSL_VERIFY"] = ssl.verify
        for entry in ssl.entries:
            self._add(entry, strict)
        return fault == 0


class ProxyData:
    """A decoded header. version is None if there is none, and error says why; needed is then how many
    bytes must be there, if more of them can make it one, else 0."""

    def __init__(self, version: Optional[int] = None):
        self.version = version
        self.command: Optional[V2_CMD] = None
        self.family: Optional[AF] = None
        self.protocol: Optional[PROTO] = None
        self.src_addr = None
        self.dst_addr = None
        self.src_port: Optional[int] = None
        self.dst_port: Optional[int] = None
        self.rest = b""
        self.whole_raw = bytearray()
        self.tlv_start: Optional[int] = None
        self.error = ""
        self.needed = 0
        self._tlv: Optional[ProxyTLV] = None

    @property
    def valid(self) -> bool:
        return not (self.error or self.version is None or self.protocol is None)

    @property
    def tlv(self) -> Optional[ProxyTLV]:
        if self._tlv is None:
            self._tlv = ProxyTLV.from_raw(self.rest)
        return self._tlv

    def with_error(self, error_msg: str) -> "ProxyData":
        self.error = error_msg
        return self

    def same_attribs(self, _raises: bool = False, **kwargs) -> bool:
        return _same_attribs(lambda name: getattr(self, name, _NOT_FOUND), _raises, kwargs)

    def __bool__(self) -> bool:
        return self.valid


def _address(endpoint: c.Endpoint):
    if endpoint.family == AF.INET:
        return IPv4Address(bytes(endpoint.address)[:4])
    if endpoint.family == AF.INET6:
        return IPv6Address(bytes(endpoint.address))
    return endpoint.path_block.copy() if endpoint.family == AF.UNIX else None


def decode(data: bytes, check_crc: bool = False) -> ProxyData:
    """What stands at the start of the bytes that were received so far."""
    data = bytes(data)
    header = c.Header()
    options = c.Options(check=c.CHECK_CRC if check_crc else c.CHECK_NONE)
    outcome = c.library.simdproxy_decode(data, len(data), byref(options), byref(header), None)
    if outcome == c.INCOMPLETE:
        result = ProxyData().with_error(f"incomplete: {header.extent} bytes are needed")
        result.needed = header.extent
        return result
    if outcome != c.OK:
        message = c.library.simdproxy_reason_message(header.reason).decode()
        if outcome == c.NOT_PROXY:
            message = "not a PROXY header"
        return ProxyData().with_error(f"{message}, at byte {header.extent}")
    view = c.View()
    c.library.simdproxy_view_of(data, len(data), byref(header), byref(view))
    result = ProxyData(view.version)
    if view.version == 2:
        result.command = V2_CMD(view.command)
    result.family = AF(view.family)
    result.protocol = PROTO(view.transport)
    result.src_addr = _address(view.source)
    result.dst_addr = _address(view.destination)
    if view.source.family in (AF.INET, AF.INET6):
        result.src_port = view.source.port
        result.dst_port = view.destination.port
    result.rest = view.rest.copy()
    result.whole_raw = bytearray(view.raw.copy())
    if view.tlv_begin != view.tlv_end:
        result.tlv_start = view.tlv_begin
    return result


async def get_proxy(reader) -> ProxyData:
    """Reads one header from an asyncio.StreamReader and not a byte of what follows it."""
    data = b""
    result = decode(data)
    while result.needed:
        data += await reader.readexactly(result.needed - len(data))
        result = decode(data)
    return result
