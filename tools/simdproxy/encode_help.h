// What simdproxy encode --help says beyond its options.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_ENCODE_HELP_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_ENCODE_HELP_H_

namespace simdproxy::tool {

inline constexpr char kEncodeFooter[] =
    "ENDPOINT is ADDRESS:PORT, [IPV6]:PORT, unix:PATH (unix: for a socket without a name) or\n"
    "unix:@NAME (abstract); both ends are of one family. Without them the header is UNKNOWN in\n"
    "version 1 and UNSPEC in version 2.\n"
    "\n"
    "TYPE of --tlv is ALPN, AUTHORITY, CRC32C, NOOP, UNIQUE_ID, SSL, NETNS, AWS_VPC_ENDPOINT_ID,\n"
    "AZURE_LINK_ID, GCP_PSC_CONNECTION_ID, ALIBABA_VPC_ID, ALIBABA_ENDPOINT_ID,\n"
    "ALIBABA_SERVICE_ID or a number such as 0xEA; of --ssl VERSION, CN, CIPHER, SIG_ALG, KEY_ALG,\n"
    "GROUP, SIG_SCHEME, CLIENT_CERT or a number. Upper and lower case, - and _ are the same.\n"
    "\n"
    "VALUE is text, hex:DIGITS, file:PATH for what a file holds (- is standard input), or\n"
    "text:TEXT for text that begins like one of these. AZURE_LINK_ID and GCP_PSC_CONNECTION_ID\n"
    "take a number. Two may stand alone to set a place among the others: --tlv CRC32C in place of\n"
    "--crc32c, --tlv SSL for what --ssl gives, which otherwise comes behind them. The values are\n"
    "written as they are given, but for CRC32C, which is always the right sum.\n"
    "\n"
    "Examples:\n"
    "  simdproxy encode --v1 --src 192.0.2.1:56324 --dst 198.51.100.2:443 -o header\n"
    "  simdproxy encode --src '[2001:db8::1]:56324' --dst '[2001:db8::2]:443' --crc32c \\\n"
    "      --tlv AUTHORITY=example.com --tlv ALPN=h2 --tlv 0xEA=hex:01766370 --format hex\n"
    "  simdproxy encode --src 192.0.2.1:56324 --dst 198.51.100.2:443 --ssl VERSION=TLSv1.3 \\\n"
    "      --ssl CN=client --ssl-client ssl,cert-conn | simdproxy decode -\n"
    "  (simdproxy encode --command local; printf 'PING\\r\\n') | nc 127.0.0.1 6379\n"
    "\n"
    "A file has its name once it is complete; until then it is FILE.part.\n"
    "\n"
    "Exit status: 0 the header is written; 2 usage or output error, told on standard error.";

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_ENCODE_HELP_H_
