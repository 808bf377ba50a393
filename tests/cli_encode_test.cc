// simdproxy encode, from outside: bytes for flags, and messages for what can't be written.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tests/bytes.h"
#include "tests/cli_fixture.h"

namespace simdproxy::testing {
namespace {

using ::testing::HasSubstr;

using Arguments = std::vector<std::string>;

class CliEncode : public CliTest {
 protected:
  static Finished Encode(Arguments arguments) {
    arguments.insert(arguments.begin(), "encode");
    return Tool(std::move(arguments));
  }

  // Between 192.0.2.1:56324 and 198.51.100.2:443.
  static Finished EncodeInet(Arguments arguments) {
    arguments.insert(arguments.begin(), {"--src", "192.0.2.1:56324", "--dst", "198.51.100.2:443"});
    return Encode(std::move(arguments));
  }

  // What stands behind the addresses of an INET header with these flags, in hexadecimal.
  static std::string TlvsOf(const Arguments& arguments) {
    const Finished run = EncodeInet(arguments);
    EXPECT_EQ(run.exit_code, 0) << run.errors;
    EXPECT_EQ(run.errors, "");
    if (run.output.size() < 28) return "no header";
    EXPECT_EQ(ToHex(Bytes(run.output)).substr(24, 4), "2111");
    return ToHex(Bytes(run.output.substr(28)));
  }

  static void ExpectError(const Arguments& arguments, const std::string& message) {
    ExpectRun(Encode(arguments), 2, "",
              "simdproxy: " + message + "\nsimdproxy: try 'simdproxy encode --help'\n");
  }

  static std::string Content(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(CliEncode, Help) {
  const Finished help = Encode({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.errors, "");
  for (const char* text :
       {"--v1", "--v2", "--src ENDPOINT", "--dst ENDPOINT", "--command proxy|local",
        "--transport auto|stream|dgram|unspec", "--tlv TYPE=VALUE", "--ssl TYPE=VALUE",
        "--ssl-client BITS", "--ssl-verify N", "--crc32c", "--pad N", "--format raw|hex|c",
        "-o,--output FILE", "Examples:", "Exit status: 0"}) {
    EXPECT_THAT(help.output, HasSubstr(text));
  }
  EXPECT_THAT(Tool({"--help"}).output, HasSubstr("encode"));
}

TEST_F(CliEncode, Lines) {
  ExpectRun(EncodeInet({"--v1"}), 0, kTcp4Line, "");
  ExpectRun(EncodeInet({"--version-1", "--transport", "stream"}), 0, kTcp4Line, "");
  ExpectRun(Encode({"--v1", "--src", "[2001:DB8::1]:56324", "--dst", "[2001:db8:0:0::2]:443"}), 0,
            kTcp6Line, "");
  ExpectRun(Encode({"--v1", "--src", "[::ffff:192.0.2.1]:0", "--dst", "[::]:65535"}), 0,
            "PROXY TCP6 ::ffff:c000:201 :: 0 65535\r\n", "");
  ExpectRun(Encode({"--v1"}), 0, "PROXY UNKNOWN\r\n", "");
  ExpectRun(Encode({"--v1", "--transport", "unspec"}), 0, "PROXY UNKNOWN\r\n", "");
}

TEST_F(CliEncode, Version2) {
  ExpectRun(EncodeInet({}), 0, V2("21 11 000c " SIMDPROXY_TEST_INET), "");
  ExpectRun(EncodeInet({"--v2"}), 0, V2("21 11 000c " SIMDPROXY_TEST_INET), "");
  ExpectRun(EncodeInet({"--version-2", "--transport", "dgram"}), 0,
            V2("21 12 000c " SIMDPROXY_TEST_INET), "");
  ExpectRun(EncodeInet({"--transport", "unspec"}), 0, V2("21 10 000c " SIMDPROXY_TEST_INET), "");
  ExpectRun(EncodeInet({"--command", "local"}), 0, V2("20 11 000c " SIMDPROXY_TEST_INET), "");
  ExpectRun(Encode({"--src", "[2001:db8::1]:56324", "--dst", "[2001:db8::2]:443"}), 0,
            V2("21 21 0024 " SIMDPROXY_TEST_INET6), "");
  ExpectRun(Encode({"--src", "unix:/run/a.sock", "--dst", "unix:@abstract"}), 0,
            V2("21 31 00d8") + UnixPath("/run/a.sock") + UnixPath(Text("\0abstract")), "");
  ExpectRun(Encode({"--src", "unix:", "--dst", "unix:/run/a.sock"}), 0,
            V2("21 31 00d8") + UnixPath("") + UnixPath("/run/a.sock"), "");
  ExpectRun(Encode({}), 0, V2("21 00 0000"), "");
  ExpectRun(Encode({"--transport", "stream"}), 0, V2("21 01 0000"), "");
  ExpectRun(Encode({"--command", "local"}), 0, V2("20 00 0000"), "");
  const std::string longest(108, 'p');
  ExpectRun(Encode({"--src", "unix:" + longest, "--dst", "unix:x"}), 0,
            V2("21 31 00d8") + longest + UnixPath("x"), "");
}

TEST_F(CliEncode, Checksum) {
  ExpectRun(EncodeInet({"--crc32c"}), 0,
            V2("21 11 0013 c0000201 c6336402 dc04 01bb 03 0004 20ec9549"), "");
  EXPECT_EQ(TlvsOf({"--tlv", "CRC32C"}), "03000420ec9549");
  // Its place among the others: where it is asked for, or behind them.
  EXPECT_EQ(TlvsOf({"--tlv", "crc32c", "--tlv", "ALPN=h2"}).substr(0, 6), "030004");
  EXPECT_EQ(TlvsOf({"--crc32c", "--tlv", "ALPN=h2"}).substr(0, 16), "0100026832030004");
}

TEST_F(CliEncode, Tlvs) {
  EXPECT_EQ(TlvsOf({"--tlv", "ALPN=h2", "--tlv", "authority=a.example"}),
            "0100026832"
            "020009612e6578616d706c65");
  EXPECT_EQ(TlvsOf({"--tlv", "unique-id=hex:00ff:10", "--tlv", "NETNS=blue"}),
            "05000300ff10"
            "300004626c7565");
  EXPECT_EQ(TlvsOf({"--tlv", "0xEA=hex:0176", "--tlv", "240=x", "--tlv", "NOOP="}),
            "ea00020176"
            "f0000178"
            "040000");
  EXPECT_EQ(TlvsOf({"--tlv", "0=hex:", "--tlv", "ALPN=text:hex:00", "--tlv", "ALPN=a=b"}),
            "000000"
            "0100066865783a3030"
            "010003613d62");
  EXPECT_EQ(TlvsOf({"--tlv", "AWS_VPC_ENDPOINT_ID=vpce-0", "--tlv", "AZURE_LINK_ID=0x01020304",
                    "--tlv", "GCP_PSC_CONNECTION_ID=258"}),
            "ea0007"
            "01"
            "767063652d30"
            "ee0005"
            "01"
            "04030201"
            "e00008"
            "0000000000000102");
  EXPECT_EQ(TlvsOf({"--tlv", "alibaba-vpc-id=v", "--tlv", "ALIBABA_ENDPOINT_ID=e", "--tlv",
                    "ALIBABA_SERVICE_ID=s"}),
            "e100020176"
            "e100020265"
            "e100020373");
  Write("value", Text("\0\r\n"));
  EXPECT_EQ(TlvsOf({"--tlv", "0xF1=file:value"}), "f10003000d0a");
  EXPECT_EQ(TlvsOf({"--tlv=UNIQUE_ID=" + std::string(129, 'u')}), "050081" + Repeat("75", 129));
}

TEST_F(CliEncode, SslEntry) {
  EXPECT_EQ(TlvsOf({"--ssl", "VERSION=TLSv1.3"}),
            "20000f"
            "01"
            "00000001"
            "210007544c5376312e33");
  EXPECT_EQ(TlvsOf({"--ssl-client", "ssl,cert-conn", "--ssl", "cn=x"}),
            "200009"
            "03"
            "00000000"
            "22000178");
  EXPECT_EQ(TlvsOf({"--ssl-client", "cert-sess", "--ssl-verify", "7"}),
            "200005"
            "04"
            "00000007");
  EXPECT_EQ(TlvsOf({"--ssl-client", "0x80"}),
            "200005"
            "80"
            "00000001");
  EXPECT_EQ(TlvsOf({"--ssl", "SSL_CIPHER=c", "--ssl", "sig-alg=s", "--ssl", "KEY_ALG=k", "--ssl",
                    "GROUP=g", "--ssl", "SIG_SCHEME=m", "--ssl", "CLIENT_CERT=hex:30", "--ssl",
                    "0x2F=q"}),
            "200021"
            "01"
            "00000001"
            "23000163"
            "24000173"
            "2500016b"
            "26000167"
            "2700016d"
            "28000130"
            "2f000171");
  // Behind the others, or where it is asked for.
  EXPECT_EQ(TlvsOf({"--ssl-verify", "0", "--tlv", "ALPN=a"}),
            "01000161"
            "2000050100000000");
  EXPECT_EQ(TlvsOf({"--ssl-verify", "0", "--tlv", "SSL", "--tlv", "ALPN=a"}),
            "2000050100000000"
            "01000161");
  EXPECT_EQ(TlvsOf({"--tlv", "SSL"}), "2000050100000001");
  EXPECT_EQ(TlvsOf({"--tlv", "SSL=hex:01"}), "20000101");
}

TEST_F(CliEncode, Padding) {
  EXPECT_EQ(TlvsOf({"--pad", "16"}),
            "040001"
            "00");
  EXPECT_EQ(TlvsOf({"--pad", "4"}), "");
  EXPECT_EQ(TlvsOf({"--pad", "8"}),
            "040001"
            "00");
  EXPECT_EQ(EncodeInet({"--crc32c", "--pad", "1024"}).output.size(), 1024U);
  EXPECT_EQ(EncodeInet({"--tlv", "ALPN=h2", "--pad", "32768"}).output.size(), 32768U);
}

TEST_F(CliEncode, Formats) {
  ExpectRun(EncodeInet({"--format", "hex"}), 0,
            "0d0a0d0a000d0a515549540a2111000cc0000201c6336402dc0401bb\n", "");
  ExpectRun(Encode({"--v1", "--format", "c"}), 0,
            "static const unsigned char proxy_header[15] = {\n"
            "    0x50, 0x52, 0x4f, 0x58, 0x59, 0x20, 0x55, 0x4e, 0x4b, 0x4e, 0x4f, 0x57,\n"
            "    0x4e, 0x0d, 0x0a\n"
            "};\n",
            "");
  ExpectRun(EncodeInet({"--v1", "--format", "raw", "-o", "-"}), 0, kTcp4Line, "");
  ExpectRun(EncodeInet({"--v1", "-o", "line"}), 0, "", "");
  EXPECT_EQ(Content("line"), kTcp4Line);
  ExpectRun(EncodeInet({"--format", "hex", "--output", "line"}), 0, "", "");
  EXPECT_EQ(Content("line"), "0d0a0d0a000d0a515549540a2111000cc0000201c6336402dc0401bb\n");
}

TEST_F(CliEncode, DecodesToWhatItWasGiven) {
  const Finished header = EncodeInet({"--tlv", "AUTHORITY=example.com", "--tlv",
                                      "GCP_PSC_CONNECTION_ID=18446744073709551615", "--ssl",
                                      "VERSION=TLSv1.3", "--crc32c", "--pad", "64"});
  const Finished decoded = Decode({"--check", "crc", "--format", "json", "-"}, header.output);
  EXPECT_EQ(decoded.exit_code, 0);
  for (const char* text :
       {R"("src":{"address":"192.0.2.1","port":56324})", R"("crc32c":"ok")", R"("header_size":128)",
        R"("text":"example.com")", R"("gcp_psc_connection_id":"18446744073709551615")",
        R"("name":"SSL_VERSION")"}) {
    EXPECT_THAT(decoded.output, HasSubstr(text));
  }
  const Finished line = EncodeInet({"--v1", "--format", "hex"});
  EXPECT_EQ(Decode({"--input", "hex", "-"}, line.output).exit_code, 0);
}

TEST_F(CliEncode, BadEndpoints) {
  const auto source = [](const std::string& text, const std::string& message) {
    ExpectError({"--src", text, "--dst", "192.0.2.1:1"}, "--src: '" + text + "' " + message);
    ExpectError({"--src", "192.0.2.1:1", "--dst", text}, "--dst: '" + text + "' " + message);
  };
  source("192.0.2.1", "has no port; write 192.0.2.1:PORT");
  source("2001:db8::1", "is an IPv6 address alone; write [2001:db8::1]:PORT");
  source("[2001:db8::1]", "has no port; write [IPV6]:PORT");
  source("nowhere", "is none of ADDRESS:PORT, [IPV6]:PORT, unix:PATH");
  source("localhost:80", "does not begin with an IPv4 or bracketed IPv6 address");
  source("192.0.2.256:1", "does not begin with an IPv4 or bracketed IPv6 address");
  source("192.0.02.1:1", "does not begin with an IPv4 or bracketed IPv6 address");
  source("2001:db8::1:99999", "does not begin with an IPv4 or bracketed IPv6 address");
  source("[192.0.2.1]:1", "does not begin with an IPv6 address");
  for (const char* port : {"192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:-1", "[::1]:x"}) {
    source(port, "does not end in a port from 0 to 65535");
  }
  source("unix:@", "has no name behind unix:@");
  source("unix:" + std::string(109, 'p'),
         "has a path of 109 bytes; the field of a header holds 108");
  ExpectError({"--src", "\x1b[0m:1", "--dst", "192.0.2.1:1"},
              "--src: '\\x1b[0m:1' does not begin with an IPv4 or bracketed IPv6 address");
  ExpectError({"--src", "192.0.2.1:1"},
              "--src is given without --dst: a header names both ends or none");
  ExpectError({"--dst", "192.0.2.1:1"},
              "--dst is given without --src: a header names both ends or none");
  ExpectError({"--src", "192.0.2.1:1", "--dst", "[::1]:1"},
              "--src is of family INET and --dst of INET6: both ends must be of one");
}

TEST_F(CliEncode, BadTlvs) {
  const std::string types =
      "the type is none of ALPN, AUTHORITY, CRC32C, NOOP, UNIQUE_ID, SSL, NETNS, "
      "AWS_VPC_ENDPOINT_ID, AZURE_LINK_ID, GCP_PSC_CONNECTION_ID, ALIBABA_VPC_ID, "
      "ALIBABA_ENDPOINT_ID, ALIBABA_SERVICE_ID, or a number from 0 to 255";
  ExpectError({"--tlv", "HOST=x"}, "--tlv: 'HOST': " + types);
  ExpectError({"--tlv", "256=x"}, "--tlv: '256': " + types);
  ExpectError({"--tlv", "=x"}, "--tlv: '': " + types);
  ExpectError({"--tlv", "ALPN"}, "--tlv: 'ALPN' has no value; write ALPN=VALUE");
  ExpectError({"--tlv", "SSL_CN=x"},
              "--tlv: 'SSL_CN' stands inside the SSL entry; give it with --ssl");
  ExpectError({"--tlv", "0x28=x"}, "--tlv: '0x28' stands inside the SSL entry; give it with --ssl");
  ExpectError({"--tlv", "5=hex:0g"}, "--tlv: '5=hex:0g': line 1, column 2: 'g' is not a hex digit");
  ExpectError({"--tlv", "5=hex:000"},
              "--tlv: '5=hex:000': line 1, column 3: the number of hex digits is odd");
  ExpectError({"--tlv", "5=file:none"}, "--tlv: '5=file:none': none: No such file or directory");
  Write("big", Repeat("x", 65536));
  ExpectError({"--tlv", "5=file:big"},
              "--tlv: '5=file:big': the value has 65536 bytes; an entry holds 65535");
  ExpectError({"--tlv", "AZURE_LINK_ID=4294967296"},
              "--tlv: AZURE_LINK_ID: '4294967296' is not a number of 32 bits");
  ExpectError({"--tlv", "gcp-psc-connection-id=x"},
              "--tlv: GCP_PSC_CONNECTION_ID: 'x' is not a number of 64 bits");
  ExpectError({"--tlv", "SSL", "--tlv", "SSL"},
              "--tlv: 'SSL' is given twice; a header has one SSL entry");
  ExpectError({"--tlv", "CRC32C", "--crc32c"},
              "there is no such header: there is more than one CRC32C entry");
  ExpectError({"--tlv", "CRC32C=hex:00"},
              "there is no such header: the value given for the CRC32C entry is neither empty nor "
              "of 4 bytes");
  Write("half", Repeat("x", 40000));
  const std::string too_long =
      "the TLVs are too long: a header holds 65535 bytes behind its first 16, and an SSL entry as "
      "many";
  ExpectError({"--tlv", "5=file:half", "--tlv", "5=file:half"}, too_long);
  ExpectError({"--ssl", "CN=file:half", "--ssl", "CN=file:half"}, too_long);
  ExpectError({"--tlv", "5=file:"}, "--tlv: '5=file:': '': No such file or directory");
  ExpectError({"--tlv", "[1=x]"}, "--tlv: '[1': " + types);
}

TEST_F(CliEncode, BadSslAndPadding) {
  ExpectError({"--ssl", "ALPN=x"},
              "--ssl: 'ALPN': the type is none of VERSION, CN, CIPHER, SIG_ALG, KEY_ALG, GROUP, "
              "SIG_SCHEME, CLIENT_CERT, or a number from 0 to 255");
  ExpectError({"--ssl", "CN"}, "--ssl: 'CN' has no value; write CN=VALUE");
  for (const std::string bits : {"tls", "ssl,", "256", "ssl,,cert-conn"}) {
    ExpectError({"--ssl-client", bits}, "--ssl-client: '" + bits +
                                            "' is neither a list of ssl, cert-conn, cert-sess nor "
                                            "a number from 0 to 255");
  }
  for (const std::string number : {"x", "-1", "4294967296"}) {
    ExpectError({"--ssl-verify", number},
                "--ssl-verify: '" + number + "' is not a number from 0 to 4294967295");
  }
  for (const std::string pad : {"0", "3", "65536", "-4", "x"}) {
    ExpectError({"--pad", pad}, "--pad: '" + pad + "' is not a power of two from 1 to 32768");
  }
}

TEST_F(CliEncode, WhatVersion1CantSay) {
  ExpectError({"--v1", "--v2"}, "--v1 and --v2 exclude each other");
  ExpectError({"--v1", "--command", "local"}, "--command: version 1 has no LOCAL; use --v2");
  ExpectError({"--v1", "--src", "unix:a", "--dst", "unix:b"},
              "--src: version 1 has no UNIX paths; use --v2");
  for (const Arguments& flags : std::vector<Arguments>{
           {"--tlv", "ALPN=h2"}, {"--ssl", "CN=x"}, {"--ssl-verify", "0"}, {"--crc32c"}}) {
    Arguments arguments = {"--v1"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    ExpectError(arguments, "--tlv, --ssl, --crc32c, --pad: version 1 carries no TLVs; use --v2");
  }
  ExpectError({"--v1", "--transport", "stream"},
              "--transport: version 1 without --src and --dst is UNKNOWN, which has none");
  ExpectError({"--v1", "--src", "1.2.3.4:5", "--dst", "1.2.3.4:5", "--transport", "dgram"},
              "--transport: version 1 has addresses for stream alone; use --v2");
}

TEST_F(CliEncode, UsageErrors) {
  for (const char* option :
       {"--src", "--dst", "--ssl-client", "--ssl-verify", "--pad", "--output"}) {
    ExpectError({option, ""}, std::string(option) + ": is empty");
  }
  ExpectError({"--bogus"}, "The following argument was not expected: --bogus");
  ExpectError({"extra"}, "The following argument was not expected: extra");
  ExpectError({"--format", "xml"}, "--format: 'xml' is none of raw|hex|c");
  ExpectError({"--command", "x"}, "--command: 'x' is none of proxy|local");
  ExpectError({"--transport", "tcp"}, "--transport: 'tcp' is none of auto|stream|dgram|unspec");
}

TEST_F(CliEncode, OutputThatCannotBeWritten) {
  ExpectRun(Encode({"-o", "no/such/folder"}), 2, "",
            "simdproxy: no/such/folder: cannot be written: No such file or directory\n");
  ExpectRun(Encode({"-o", "/dev/full"}), 2, "",
            "simdproxy: /dev/full: cannot be written: No space left on device\n");
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  ExpectRun(RunCommand({.arguments = {SIMDPROXY_TOOL, "encode"}, .output = full}), 2, "",
            "simdproxy: standard output: cannot be written: No space left on device\n");
  close(full);
  // Nothing new stands there, and what stood there before is as it was.
  std::filesystem::create_directory("line.part");
  Write("line", kTcp4Line);
  ExpectRun(Encode({"-o", "line"}), 2, "", "simdproxy: line: cannot be written: Is a directory\n");
  EXPECT_EQ(Content("line"), kTcp4Line);
}

TEST_F(CliEncode, RawBytesDoNotReachATerminalByAccident) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) {
    GTEST_SKIP() << "no pseudoterminals here";
  }
  const int output = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
  const auto run = [output](Arguments arguments) {
    arguments.insert(arguments.begin(), {SIMDPROXY_TOOL, "encode"});
    return RunCommand({.arguments = std::move(arguments), .output = output});
  };
  ExpectRun(run({}), 2, "",
            "simdproxy: standard output is a terminal: use --format hex, -o FILE, or -o - for the "
            "bytes\nsimdproxy: try 'simdproxy encode --help'\n");
  EXPECT_EQ(run({"-o", "-"}).exit_code, 0);
  EXPECT_EQ(run({"--format", "hex"}).exit_code, 0);
  close(output);
  close(terminal);
}

}  // namespace
}  // namespace simdproxy::testing
