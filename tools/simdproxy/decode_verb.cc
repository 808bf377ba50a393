// simdproxy decode: says what stands at the start of each input.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/simdproxy/choice.h"
#include "tools/simdproxy/decoded.h"
#include "tools/simdproxy/engine_choice.h"
#include "tools/simdproxy/escape.h"
#include "tools/simdproxy/exit_code.h"
#include "tools/simdproxy/input.h"
#include "tools/simdproxy/json_report.h"
#include "tools/simdproxy/output.h"
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
    "Each FILE holds the first bytes of one connection, or one datagram; - is standard input.\n"
    "An input of more than 16 MiB, or of no bytes, is an error.\n"
    "\n"
    "Hex input is two digits a byte, whitespace anywhere, colons between bytes and 0x in front\n"
    "of a byte if you like. auto takes what could begin a PROXY header as raw, what is hex\n"
    "throughout as hex, and all else as raw.\n"
    "\n"
    "JSON is one object a line. What is not in it under its own key is in hex: rest, value,\n"
    "and path_hex or source_hex where those are not UTF-8 or a path is abstract. A TLV may have\n"
    "text as well, or aws_vpc_endpoint_id, azure_link_id, gcp_psc_connection_id, alibaba_vpc_id,\n"
    "alibaba_endpoint_id or alibaba_service_id, where its value has that shape. In the object,\n"
    "malformed_tlv_offset, and in an SSL entry malformed_offset, say which entry does not fit.\n"
    "\n"
    "SIMDPROXY_TARGET in the environment names the CPU target to decode with, for example AVX2;\n"
    "otherwise it is the best one that this CPU supports.\n"
    "\n"
    "Exit status: 0 every input is ok; 1 some input is not; 2 usage or input/output error, told\n"
    "on standard error; the other inputs are read all the same.";

int Run(const Settings& settings) {
  const Engine* engine = ChooseEngine();
  if (engine == nullptr) return kExitError;

  Output output;
  TextReport table;
  const bool json = settings.format == Format::kJson;
  const std::vector<std::string> names = DisplayNames(settings.files);
  int exit_code = kExitOk;

  for (size_t i = 0; i < settings.files.size() && !output.failed(); ++i) {
    const std::string& file = settings.files[i];
    const Input input = ReadInput(file, settings.input);
    if (!input.error.empty()) {
      PrintError(fmt::format("{}: {}", file.empty() ? "''" : Escape(file), input.error));
      table.AddUnread();
      exit_code = kExitError;
      continue;
    }
    Decoded decoded{
        .source = json ? file : names[i], .bytes = input.bytes, .header{}, .endpoints{}};
    decoded.header = engine->Decode(input.bytes, settings.options, &decoded.endpoints);
    if (!decoded.header.ok() && exit_code == kExitOk) exit_code = kExitNotOk;
    if (json) {
      output.Write(JsonLine(decoded) + '\n');
    } else {
      table.Add(decoded);
    }
  }
  if (!json) output.Write(table.Render(ColourWanted()));
  return output.Finish(exit_code);
}

}  // namespace

Verb AddDecodeVerb(CLI::App& app) {
  CLI::App* command = app.add_subcommand("decode", "Says what PROXY header each input begins with");
  command->group("Verbs");
  const auto settings = std::make_shared<Settings>();
  AddChoice(*command, "--format", settings->format,
            {{"text", Format::kText}, {"json", Format::kJson}},
            "A table, or one JSON object a line");
  AddChoice(*command, "--input", settings->input,
            {{"auto", InputFormat::kAuto}, {"raw", InputFormat::kRaw}, {"hex", InputFormat::kHex}},
            "What the files hold");
  AddChoice(*command, "--check", settings->options.check,
            {{"none", Check::kNone}, {"tlv", Check::kTlv}, {"crc", Check::kCrc}},
            "How far TLVs are judged: not, their structure, or their CRC32C too");
  AddChoice(*command, "--accept", settings->options.accept,
            {{"any", Accept::kAny}, {"v1", Accept::kV1}, {"v2", Accept::kV2}},
            "Which versions of the protocol are taken");
  command->add_flag("--datagram", settings->options.datagram,
                    "Each input is one whole datagram: a header that is cut short is invalid");
  command
      ->add_option("--max-size", settings->options.max_size,
                   "Longest version 2 header taken, in bytes")
      ->type_name("N")
      ->check(CLI::Range(uint32_t{16}, kMaxHeaderSize).description(""))
      ->capture_default_str();
  command->add_option("FILE", settings->files, "Files to read, or -")->required()->type_name("");
  command->footer(kFooter);
  return {command, [settings] { return Run(*settings); }};
}

}  // namespace simdproxy::tool
