// What simdproxy generate --help says beyond its options.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_GENERATE_HELP_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_GENERATE_HELP_H_

namespace simdproxy::tool {

inline constexpr char kGenerateFooter[] =
    "The same options give the same headers on every machine.\n"
    "\n"
    "Kinds of --mix, which add up to 100:\n"
    "  v2        INET or INET6 without TLVs     v2tlv     the same with those of --profile\n"
    "  v1        TCP4 or TCP6                   other     one of those marked *, evenly\n"
    "  v2-inet, v2-inet6, v2-unix*, v2-local*, v2-unspec*   with the TLVs of --profile\n"
    "  v1-tcp4, v1-tcp6, v1-unknown*, not-proxy*\n"
    "INET or INET6 is decided by the blocks of --src-pool, each with the same chance.\n"
    "\n"
    "Profiles: aws-nlb (CRC32C, VPC endpoint id, NOOP up to 100 bytes), haproxy-ssl (CRC32C, "
    "ALPN,\n"
    "AUTHORITY, UNIQUE_ID, SSL), random (1 to 5 entries of all types). v2tlv takes random for "
    "none.\n"
    "\n"
    "Classes of --malformed, in percent of all headers; a kind that can't be broken in that way "
    "is\n"
    "replaced by one that can:\n"
    "  any kind      truncated: incomplete, or in datagrams invalid\n"
    "  version 1     bad-family-token, bad-separator, bad-address, bad-port, bad-line-end,\n"
    "                line-too-long\n"
    "  version 2     bad-version, bad-command, bad-family, bad-transport, bad-length, bad-tlv,\n"
    "                bad-crc32c\n"
    "\n"
    "-o OUT writes OUT.hex, OUT.bin or OUT.pcap, and OUT.index.jsonl, which has an object a line "
    "for\n"
    "each header: offset (of its bytes or, in .hex, its line), size, kind, malformed, and "
    "expected:\n"
    "what 'decode --format json --check crc' says of these bytes alone, with --datagram for\n"
    "--transport dgram. Until both are complete they end in .part; a run that fails leaves "
    "neither.\n"
    "-o - writes to standard output, without an index; hex does so by default.\n"
    "\n"
    "hex is a line for each header, raw all headers back to back, pcap a TCP connection (or UDP\n"
    "datagram) for each, from 198.18.0.0/16 to 198.19.0.1:80; Wireshark shows the headers with\n"
    "-o tcp.try_heuristic_first:TRUE.\n"
    "\n"
    "Examples:\n"
    "  simdproxy generate --count 5\n"
    "  simdproxy generate --count 1000000 --seed 7 --format raw -o corpus\n"
    "  simdproxy generate --mix v2-inet=60,v2-inet6=40 --profile aws-nlb \\\n"
    "      --src-pool 10.0.0.0/8 --src-pool 2001:db8::/32 --format pcap -o nlb\n"
    "  simdproxy generate --malformed truncated=1,bad-crc32c=0.5,bad-line-end=1 -o broken\n"
    "\n"
    "SIMDPROXY_TARGET in the environment names the CPU target to build batches with.\n"
    "\n"
    "Exit status: 0 all is written; 2 usage or output error, told on standard error.";

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_GENERATE_HELP_H_
