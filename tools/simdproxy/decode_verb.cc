// simdproxy decode: says what stands at the start of each input, or of each connection and datagram
// of a capture.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/common/choice.h"
#include "tools/common/engine_choice.h"
#include "tools/common/escape.h"
#include "tools/common/exit_code.h"
#include "tools/common/input.h"
#include "tools/common/output.h"
#include "tools/simdproxy/capture/decoder.h"
#include "tools/simdproxy/capture/file.h"
#include "tools/simdproxy/capture/link.h"
#include "tools/simdproxy/decoded.h"
#include "tools/simdproxy/json_report.h"
#include "tools/simdproxy/text_report.h"
#include "tools/simdproxy/verb.h"

namespace simdproxy::tool {
namespace {

enum class Format : uint8_t { kText, kJson };

struct Settings {
  Format format{};
  InputFormat input{};
  Options options;
  std::vector<std::string> files;
};

constexpr char kFooter[] =
    "Each FILE holds the first bytes of one connection, or one datagram, or is a capture; - is\n"
    "standard input. An input of no bytes is an error, and one of more than 16 MiB unless it is a\n"
    "capture.\n"
    "\n"
    "Hex input is two digits a byte, whitespace anywhere, colons between bytes and 0x in front\n"
    "of a byte if you like. auto takes captures as pcap, what could begin a PROXY header\n"
    "as raw, what is hex throughout as hex, and all else as raw.\n"
    "\n"
    "A capture is pcap or pcapng: Ethernet (with VLAN tags), Linux cooked, raw IP or loopback. "
    "Each\n"
    "TCP connection in it, put together from its segments, and each UDP datagram that begins with\n"
    "the signature of a header is told, with the number and time of the packet where it begins.\n"
    "The others are counted: without a header, with a beginning that is not there, or without\n"
    "data. A capture in which nothing begins with a header is not ok.\n"
    "\n"
    "JSON is one object a line. What is not in it under its own key is in hex: rest, value,\n"
    "and path_hex or source_hex where those are not UTF-8 or a path is abstract. A TLV may have\n"
    "text as well, or aws_vpc_endpoint_id, azure_link_id, gcp_psc_connection_id, alibaba_vpc_id,\n"
    "alibaba_endpoint_id or alibaba_service_id, where its value has that shape. In the object,\n"
    "malformed_tlv_offset, and in an SSL entry malformed_offset, say which entry does not fit.\n"
    "Headers of a capture have flow, carrier, packet and time, too; behind them one object has,\n"
    "under capture, what was counted.\n"
    "\n"
    "SIMDPROXY_TARGET in the environment names the CPU target to decode with, for example AVX2;\n"
    "otherwise it is the best one that this CPU supports.\n"
    "\n"
    "Exit status: 0 every input is ok; 1 some input is not; 2 usage or input/output error, told\n"
    "on standard error; the other inputs are read all the same.";

// One run of the verb: what is printed, and how it ends.
class Run {
 public:
  Run(const Settings& settings, const Engine& engine) : settings_(settings), engine_(engine) {}

  int All() {
    const std::vector<std::string>& files = settings_.files;
    const std::vector<std::string> names = DisplayNames(files);
    for (size_t i = 0; i < files.size() && !output_.failed(); ++i) {
      One(files[i], json() ? files[i] : names[i]);
    }
    if (!json()) output_.Write(table_.TakeRest(ColourWanted()));
    return output_.Finish(exit_code_);
  }

 private:
  bool json() const { return settings_.format == Format::kJson; }

  void One(const std::string& file, std::string_view source) {
    OpenInput input(file);
    if (input.error().empty() && capture::IsCapture(input, settings_.input)) {
      ReadCapture(input, file, source);
      return;
    }
    const Input content = ReadInput(input, settings_.input);
    if (!content.error.empty()) return Unread(file, content.error);
    Decoded decoded{.source = source, .bytes = content.bytes, .header{}, .endpoints{}};
    decoded.header = engine_.Decode(content.bytes, settings_.options, &decoded.endpoints);
    Report(decoded);
  }

  void ReadCapture(OpenInput& input, const std::string& file, std::string_view source) {
    capture::File packets([&input](void* to, size_t size) { return input.Read(to, size); });
    if (!packets.error().empty()) return Unread(file, Escape(packets.error()));
    if (!capture::IsKnownLink(packets.link_type())) {
      return Unread(file, fmt::format("captures of link type {} are not read",
                                      capture::LinkName(packets.link_type())));
    }
    capture::Decoder decoder(
        engine_, settings_.options, packets.link_type(),
        [this, source](const capture::FoundHeader& found) {
          Report({source, found.bytes, found.header, found.endpoints, &found.origin});
        });
    capture::Packet packet;
    while (!output_.failed() && packets.Next(packet)) decoder.Add(packet);
    decoder.End();

    const capture::Counts counts = decoder.counts();
    if (json()) {
      output_.Write(CaptureLine(source, counts) + '\n');
    } else {
      table_.AddCapture(source, counts);
    }
    if (counts.connections.header + counts.datagrams.header == 0) NotOk();
    if (!packets.error().empty()) {
      Error(file, fmt::format("behind packet {}: {}", counts.packets, Escape(packets.error())));
    }
  }

  void Report(const Decoded& decoded) {
    if (!decoded.header.ok()) NotOk();
    if (json()) {
      output_.Write(JsonLine(decoded) + '\n');
    } else {
      table_.Add(decoded);
      if (table_.full()) output_.Write(table_.TakeRows(ColourWanted()));
    }
  }

  void NotOk() {
    if (exit_code_ == kExitOk) exit_code_ = kExitNotOk;
  }

  void Error(const std::string& file, std::string_view message) {
    PrintError(fmt::format("{}: {}", file.empty() ? "''" : Escape(file), message));
    exit_code_ = kExitError;
  }

  void Unread(const std::string& file, std::string_view message) {
    Error(file, message);
    table_.AddUnread();
  }

  const Settings& settings_;
  const Engine& engine_;
  Output output_;
  TextReport table_;
  int exit_code_ = kExitOk;
};

}  // namespace

Verb AddDecodeVerb(CLI::App& app) {
  CLI::App* command = app.add_subcommand("decode", "Says what PROXY header each input begins with");
  command->group("Verbs");
  const auto settings = std::make_shared<Settings>();
  AddChoice(*command, "--format", settings->format,
            {{"text", Format::kText}, {"json", Format::kJson}},
            "A table, or one JSON object a line");
  AddChoice(*command, "--input", settings->input,
            {{"auto", InputFormat::kAuto},
             {"raw", InputFormat::kRaw},
             {"hex", InputFormat::kHex},
             {"pcap", InputFormat::kPcap}},
            "What the files hold");
  AddChoice(*command, "--check", settings->options.check,
            {{"none", Check::kNone}, {"tlv", Check::kTlv}, {"crc", Check::kCrc}},
            "How far TLVs are judged: not, their structure, or their CRC32C too");
  AddChoice(*command, "--accept", settings->options.accept,
            {{"any", Accept::kAny}, {"v1", Accept::kV1}, {"v2", Accept::kV2}},
            "Which versions of the protocol are taken");
  command->add_flag("--datagram", settings->options.datagram,
                    "Each input is one whole datagram: a header that is cut short is invalid. In a "
                    "capture that holds for datagrams anyway");
  command
      ->add_option("--max-size", settings->options.max_size,
                   "Longest version 2 header taken, in bytes")
      ->type_name("N")
      ->check(CLI::Range(uint32_t{16}, kMaxHeaderSize).description(""))
      ->capture_default_str();
  command->add_option("FILE", settings->files, "Files to read, or -")->required()->type_name("");
  command->footer(kFooter);
  return {command, [settings] {
            const Engine* const engine = ChooseEngine();
            return engine == nullptr ? kExitError : Run(*settings, *engine).All();
          }};
}

}  // namespace simdproxy::tool
