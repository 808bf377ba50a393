// simdproxy encode: writes one header.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/common/choice.h"
#include "tools/common/endpoint_text.h"
#include "tools/common/escape.h"
#include "tools/common/exit_code.h"
#include "tools/common/hex.h"
#include "tools/common/number.h"
#include "tools/common/output.h"
#include "tools/common/tlv_argument.h"
#include "tools/common/tlv_list.h"
#include "tools/simdproxy/encode_help.h"
#include "tools/simdproxy/output_file.h"
#include "tools/simdproxy/verb.h"

namespace simdproxy::tool {
namespace {

enum class Format : uint8_t { kRaw, kHex, kC };
enum class TransportChoice : uint8_t { kByAddresses, kStream, kDgram, kUnspec };

struct Settings {
  bool v1 = false;
  bool v2 = false;
  Command command{};
  TransportChoice transport{};
  std::string source, destination;
  std::vector<std::string> tlvs;
  std::vector<std::string> ssl;
  std::string ssl_client, ssl_verify;
  bool crc32c = false;
  std::string pad;
  Format format{};
  std::string file;  // empty: standard output, by default

  bool wants_ssl() const { return !ssl.empty() || !ssl_client.empty() || !ssl_verify.empty(); }
};

// The bits that --ssl-client names.
std::optional<uint8_t> ClientBits(const std::string& text) {
  if (const auto number = ParseNumber(text, 255)) return static_cast<uint8_t>(*number);
  uint8_t bits = 0;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (word == "ssl") {
      bits |= Ssl::kClientSsl;
    } else if (word == "cert-conn") {
      bits |= Ssl::kClientCertConn;
    } else if (word == "cert-sess") {
      bits |= Ssl::kClientCertSess;
    } else {
      return std::nullopt;
    }
    begin = end + 1;
  }
  return bits;
}

// Each returns an error, or nothing.
std::string AddSsl(const Settings& settings, TlvList& tlvs) {
  uint8_t client = Ssl::kClientSsl;
  if (!settings.ssl_client.empty()) {
    const auto bits = ClientBits(settings.ssl_client);
    if (!bits) {
      return fmt::format(
          "--ssl-client: '{}' is neither a list of ssl, cert-conn, cert-sess nor a number from 0 "
          "to 255",
          Escape(settings.ssl_client));
    }
    client = *bits;
  }
  // Not zero where no certificate was shown [2.2.6].
  uint32_t verify = (client & (Ssl::kClientCertConn | Ssl::kClientCertSess)) != 0 ? 0 : 1;
  if (!settings.ssl_verify.empty()) {
    const auto number = ParseNumber(settings.ssl_verify, UINT32_MAX);
    if (!number) {
      return fmt::format("--ssl-verify: '{}' is not a number from 0 to 4294967295",
                         Escape(settings.ssl_verify));
    }
    verify = static_cast<uint32_t>(*number);
  }
  if (!tlvs.has_ssl()) tlvs.PlaceSsl();
  tlvs.SetSsl(client, verify);
  for (const std::string& entry : settings.ssl) {
    const std::string error = AddSslArgument(entry, tlvs);
    if (!error.empty()) return "--ssl: " + error;
  }
  return "";
}

std::string AddTlvs(const Settings& settings, TlvList& tlvs) {
  for (const std::string& tlv : settings.tlvs) {
    const std::string error = AddTlvArgument(tlv, tlvs);
    if (!error.empty()) return "--tlv: " + error;
  }
  if (settings.wants_ssl() || tlvs.has_ssl()) {
    std::string error = AddSsl(settings, tlvs);
    if (!error.empty()) return error;
  }
  if (settings.crc32c) tlvs.AddCrc32c();
  if (settings.pad.empty()) return "";
  const auto alignment = ParseNumber(settings.pad, 32768);
  if (!alignment || !std::has_single_bit(*alignment)) {
    return fmt::format("--pad: '{}' is not a power of two from 1 to 32768", Escape(settings.pad));
  }
  tlvs.AddPadding(static_cast<uint32_t>(*alignment));
  return "";
}

std::string ReadEndpoints(const Settings& settings, OwnedEndpoint& source,
                          OwnedEndpoint& destination) {
  if (settings.source.empty() != settings.destination.empty()) {
    return fmt::format("{} is given without {}: a header names both ends or none",
                       settings.source.empty() ? "--dst" : "--src",
                       settings.source.empty() ? "--src" : "--dst");
  }
  if (settings.source.empty()) return "";
  ParsedEndpoint parsed = ParseEndpoint(settings.source);
  if (!parsed.error.empty()) return "--src: " + parsed.error;
  source = parsed.endpoint;
  parsed = ParseEndpoint(settings.destination);
  if (!parsed.error.empty()) return "--dst: " + parsed.error;
  destination = parsed.endpoint;
  if (source.ip.family == destination.ip.family) return "";
  return fmt::format("--src is of family {} and --dst of {}: both ends must be of one",
                     FamilyName(source.ip.family), FamilyName(destination.ip.family));
}

// What version 1 can't say.
std::string JudgeV1(const Settings& settings, Family family) {
  if (settings.v2) return "--v1 and --v2 exclude each other";
  if (settings.command == Command::kLocal) return "--command: version 1 has no LOCAL; use --v2";
  if (family == Family::kUnix) return "--src: version 1 has no UNIX paths; use --v2";
  if (!settings.tlvs.empty() || settings.wants_ssl() || settings.crc32c || !settings.pad.empty()) {
    return "--tlv, --ssl, --crc32c, --pad: version 1 carries no TLVs; use --v2";
  }
  const TransportChoice fits =
      family == Family::kUnspec ? TransportChoice::kUnspec : TransportChoice::kStream;
  if (settings.transport == TransportChoice::kByAddresses || settings.transport == fits) return "";
  return family == Family::kUnspec
             ? "--transport: version 1 without --src and --dst is UNKNOWN, which has none"
             : "--transport: version 1 has addresses for stream alone; use --v2";
}

Transport TransportOf(TransportChoice choice, bool with_addresses) {
  switch (choice) {
    case TransportChoice::kStream:
      return Transport::kStream;
    case TransportChoice::kDgram:
      return Transport::kDgram;
    case TransportChoice::kUnspec:
      return Transport::kUnspec;
    case TransportChoice::kByAddresses:
      break;
  }
  return with_addresses ? Transport::kStream : Transport::kUnspec;
}

// The bytes; if there is an error, none.
std::string Build(const Settings& settings, std::string& error) {
  OwnedEndpoint source;
  OwnedEndpoint destination;
  TlvList tlvs;
  error = ReadEndpoints(settings, source, destination);
  const Family family = source.ip.family;
  if (error.empty() && settings.v1) error = JudgeV1(settings, family);
  if (error.empty()) error = AddTlvs(settings, tlvs);
  if (!error.empty()) return "";

  HeaderDescription description;
  description.version = settings.v1 ? 1 : 2;
  description.command = settings.command;
  description.family = family;
  description.transport = TransportOf(settings.transport, family != Family::kUnspec);
  if (family != Family::kUnspec) {
    description.source = source.View();
    description.destination = destination.View();
  }
  description.tlvs = tlvs.Items();

  std::string bytes(kMaxHeaderSize, '\0');
  const EncodeResult result =
      Encode(description, std::as_writable_bytes(std::span(bytes.data(), bytes.size())));
  if (result.fault == EncodeFault::kTooLong) {
    error =
        "the TLVs are too long: a header holds 65535 bytes behind its first 16, and an SSL entry "
        "as many";
  } else if (!result) {
    error = fmt::format("there is no such header: {}", EncodeFaultMessage(result.fault));
  }
  bytes.resize(result.size);
  return bytes;
}

std::string AsC(std::string_view bytes) {
  constexpr size_t kPerLine = 12;
  std::string text = fmt::format("static const unsigned char proxy_header[{}] = {{", bytes.size());
  for (size_t i = 0; i < bytes.size(); ++i) {
    text += i % kPerLine == 0 ? "\n    " : " ";
    text +=
        fmt::format("0x{:02x}{}", static_cast<uint8_t>(bytes[i]), i + 1 == bytes.size() ? "" : ",");
  }
  return text + "\n};\n";
}

std::string InFormat(Format format, const std::string& bytes) {
  switch (format) {
    case Format::kRaw:
      break;
    case Format::kHex:
      return ToHex(std::as_bytes(std::span(bytes))) + '\n';
    case Format::kC:
      return AsC(bytes);
  }
  return bytes;
}

int Run(const Settings& settings) {
  std::string error;
  const std::string bytes = Build(settings, error);
  if (error.empty() && settings.format == Format::kRaw && settings.file.empty() &&
      isatty(STDOUT_FILENO) == 1) {
    error = "standard output is a terminal: use --format hex, -o FILE, or -o - for the bytes";
  }
  if (!error.empty()) {
    PrintError(error);
    PrintError("try 'simdproxy encode --help'");
    return kExitError;
  }
  OutputFile output;
  if (!output.Open(settings.file.empty() ? kStandardOutput : settings.file)) return kExitError;
  output.Write(InFormat(settings.format, bytes));
  return output.Close() && output.Keep() ? kExitOk : kExitError;
}

void AddText(CLI::App& command, const std::string& name, std::string& value,
             const std::string& type, const std::string& help) {
  command.add_option(name, value, help)->type_name(type)->check(NotEmpty());
}

void AddTlvOptions(CLI::App& command, Settings& settings) {
  const auto list = [&](const std::string& name, std::vector<std::string>& values,
                        const std::string& help) {
    command.add_option(name, values, help)->type_name("TYPE=VALUE")->allow_extra_args(false);
  };
  list("--tlv", settings.tlvs, "An entry; any number of them, in order");
  list("--ssl", settings.ssl, "An entry inside the SSL entry; any number of them, in order");
  AddText(command, "--ssl-client", settings.ssl_client, "BITS",
          "Client bits of the SSL entry: ssl,cert-conn,cert-sess or a number [ssl]");
  AddText(command, "--ssl-verify", settings.ssl_verify, "N",
          "0: the client's certificate is verified [0 with a cert bit, else 1]");
  command.add_flag("--crc32c", settings.crc32c, "The CRC32C of the header, behind the other TLVs");
  AddText(command, "--pad", settings.pad, "N",
          "NOOP at the end so that the header's size is a multiple of N");
}

}  // namespace

Verb AddEncodeVerb(CLI::App& app) {
  CLI::App* command = app.add_subcommand("encode", "Writes one PROXY header");
  command->group("Verbs");
  const auto settings = std::make_shared<Settings>();
  command->add_flag("--v1,--version-1", settings->v1, "A line of version 1");
  command->add_flag("--v2,--version-2", settings->v2, "A header of version 2, the default");
  AddText(*command, "--src", settings->source, "ENDPOINT", "The client: the header's source");
  AddText(*command, "--dst", settings->destination, "ENDPOINT", "What the client connected to");
  AddChoice(*command, "--command", settings->command,
            {{"proxy", Command::kProxy}, {"local", Command::kLocal}},
            "For a client, or for the proxy itself, as in a health check");
  AddChoice(*command, "--transport", settings->transport,
            {{"auto", TransportChoice::kByAddresses},
             {"stream", TransportChoice::kStream},
             {"dgram", TransportChoice::kDgram},
             {"unspec", TransportChoice::kUnspec}},
            "auto: stream with --src and --dst, else unspec");
  AddTlvOptions(*command, *settings);
  AddChoice(*command, "--format", settings->format,
            {{"raw", Format::kRaw}, {"hex", Format::kHex}, {"c", Format::kC}},
            "The bytes, a line of hex digits, or an array in C");
  AddText(*command, "-o,--output", settings->file, "FILE",
          "File to write, or - for standard output [-]");
  command->footer(kEncodeFooter);
  return {command, [settings] { return Run(*settings); }};
}

}  // namespace simdproxy::tool
