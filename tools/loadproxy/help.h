// What loadproxy COMMAND --help says beyond its options.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_HELP_H_
#define SIMDPROXY_TOOLS_LOADPROXY_HELP_H_

namespace simdproxy::loadproxy {

inline constexpr char kForwardFooter[] =
    "With --accept-proxy, a client's header is taken off. With --send-proxy the target gets one "
    "in\n"
    "its place: the same command, addresses and TLVs in the version that is wanted, unless "
    "--source\n"
    "or --destination say otherwise. A client whose header is refused is dropped.\n"
    "\n"
    "TYPE=VALUE of --tlv as for simdproxy encode: AUTHORITY=example.com, 0xEA=hex:01766370.\n"
    "CLASS of --malformed as for simdproxy generate: truncated; of version 1 bad-family-token,\n"
    "bad-separator, bad-address, bad-port, bad-line-end, line-too-long; of version 2 bad-version,\n"
    "bad-command, bad-family, bad-transport, bad-length, bad-tlv, bad-crc32c.\n"
    "\n"
    "Examples:\n"
    "  loadproxy forward --listen :8080 --to 192.0.2.10:80 --source 198.51.100.0/24 \\\n"
    "      --source 2001:db8::/64 --unique-id --crc32c\n"
    "  loadproxy forward --listen :8080 --to 192.0.2.10:80 --malformed 5 --fragment bytes:10\n"
    "  loadproxy forward --listen :8080 --to 192.0.2.10:80 --accept-proxy v1 --send-proxy v2\n"
    "\n"
    "Exit status: 0 all went well; 1 a header was refused or did not come in time, or a "
    "connection\n"
    "could not be served; 2 usage error, or it could not listen.";

inline constexpr char kSinkFooter[] =
    "Answers HTTP requests with what it made of the connection's header, for example\n"
    "\"v2 PROXY INET STREAM 198.51.100.7:1031 > 192.0.2.10:80\"; with 400 if it is refused. "
    "Requests\n"
    "must have no body.\n"
    "\n"
    "Examples:\n"
    "  loadproxy sink --listen :8080\n"
    "  loadproxy sink --listen :8080 --accept-proxy v2 --answer echo --format json\n"
    "\n"
    "Exit status: 0 all went well; 1 a header was refused or did not come in time, or a "
    "connection\n"
    "could not be served; 2 usage error, or it could not listen.";

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_HELP_H_
