"""The C interface of simdproxy by ctypes: the records and functions that proxy_data.py needs.

A record is declared member by member as in simdproxy_c.h, whose layout is frozen. All memory belongs to
the caller: here bytes objects, which must be kept while a record that points into them is in use.
"""

import ctypes
import ctypes.util
import os
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_size_t, c_uint8, c_uint16, c_uint32

OK, INCOMPLETE, NOT_PROXY, INVALID = 1, 0, 2, 3
READ_PARTIAL, READ_STRICT = 0, 1
CHECK_NONE, CHECK_TLV, CHECK_CRC = 0, 1, 2


class Bytes(Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", c_size_t)]

    def copy(self) -> bytes:
        return ctypes.string_at(self.data, self.size) if self.size else b""


class Header(Structure):
    _fields_ = [
        ("outcome", c_uint8),
        ("reason", c_uint8),
        ("version", c_uint8),
        ("flags", c_uint8),
        ("version_command", c_uint8),
        ("family_transport", c_uint8),
        ("tlv_begin", c_uint16),
        ("extent", c_uint32),
        ("v1_destination", c_uint8),
        ("v1_source_port", c_uint8),
        ("v1_destination_port", c_uint8),
        ("reserved", c_uint8),
    ]


class Options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("max_size", c_uint32),
        ("accept", c_uint8),
        ("check", c_uint8),
        ("datagram", c_uint8),
        ("reserved", c_uint8 * 5),
        ("engine", ctypes.c_void_p),
    ]

    def __init__(self, **values):
        super().__init__(ctypes.sizeof(Options), **values)


class Endpoint(Structure):
    _fields_ = [
        ("family", c_uint8),
        ("reserved", c_uint8),
        ("port", c_uint16),
        ("address", c_uint8 * 16),
        ("path", Bytes),
        ("path_block", Bytes),
    ]


class View(Structure):
    _fields_ = [
        ("valid", c_uint8),
        ("version", c_uint8),
        ("command", c_uint8),
        ("family", c_uint8),
        ("transport", c_uint8),
        ("crc_state", c_uint8),
        ("tlvs_walked", c_uint8),
        ("reserved", c_uint8),
        ("rest_offset", c_uint32),
        ("tlv_begin", c_uint32),
        ("tlv_end", c_uint32),
        ("reserved2", c_uint32),
        ("source", Endpoint),
        ("destination", Endpoint),
        ("raw", Bytes),
        ("rest", Bytes),
        ("source_text", Bytes),
        ("destination_text", Bytes),
        ("source_port_text", Bytes),
        ("destination_port_text", Bytes),
    ]


class Tlv(Structure):
    _fields_ = [("offset", c_uint32), ("type", c_uint8), ("reserved", c_uint8 * 3), ("value", Bytes)]


class Tlvs(Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("size", c_size_t),
        ("begin", c_uint32),
        ("end", c_uint32),
        ("stop", c_uint32),
        ("next", c_uint32),
    ]

    def __iter__(self):
        tlv = Tlv()
        while library.simdproxy_tlvs_next(byref(self), byref(tlv)):
            yield tlv

    def malformed(self) -> bool:
        return bool(library.simdproxy_tlvs_malformed(byref(self), byref(c_uint32())))


class Ssl(Structure):
    _fields_ = [
        ("client", c_uint8),
        ("verified", c_uint8),
        ("reserved", c_uint8 * 2),
        ("verify", c_uint32),
        ("fault_offset", c_uint32),
        ("reserved2", c_uint32),
        ("entries", Tlvs),
    ]


# Name of each function, what it returns, what it takes.
_FUNCTIONS = {
    "simdproxy_version": (c_char_p, []),
    "simdproxy_decode": (
        c_int,
        [c_char_p, c_size_t, POINTER(Options), POINTER(Header), ctypes.c_void_p],
    ),
    "simdproxy_reason_message": (c_char_p, [c_int]),
    "simdproxy_view_of": (None, [c_char_p, c_size_t, POINTER(Header), POINTER(View)]),
    "simdproxy_crc32c": (c_uint32, [c_char_p, c_size_t]),
    "simdproxy_tlv_type_name": (c_char_p, [c_int]),
    "simdproxy_tlv_type_from_name": (c_int, [c_char_p]),
    "simdproxy_tlvs_in": (
        None,
        [c_char_p, c_size_t, c_uint32, c_uint32, c_int, POINTER(Tlvs)],
    ),
    "simdproxy_tlvs_next": (c_int, [POINTER(Tlvs), POINTER(Tlv)]),
    "simdproxy_tlvs_malformed": (c_int, [POINTER(Tlvs), POINTER(c_uint32)]),
    "simdproxy_read_ssl": (
        c_int,
        [c_char_p, c_size_t, POINTER(Tlv), c_int, POINTER(Ssl)],
    ),
}


def _load():
    path = os.environ.get("SIMDPROXY_SHARED_LIBRARY") or ctypes.util.find_library("simdproxy")
    if path is None:
        raise ImportError("libsimdproxy is not installed; SIMDPROXY_SHARED_LIBRARY can name it")
    loaded = ctypes.CDLL(path)
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(loaded, name)
        function.restype = result
        function.argtypes = arguments
    return loaded


library = _load()
