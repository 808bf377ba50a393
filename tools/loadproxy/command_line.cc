#include "tools/loadproxy/command_line.h"

#include "tools/common/choice.h"
#include "tools/loadproxy/help.h"
#include "tools/loadproxy/option_values.h"

namespace simdproxy::loadproxy {
namespace {

void AddText(CLI::App& command, const std::string& name, std::string& value,
             const std::string& type, const std::string& help) {
  command.add_option(name, value, help)->type_name(type)->check(tool::NotEmpty());
}

void AddList(CLI::App& command, const std::string& name, std::vector<std::string>& values,
             const std::string& type, const std::string& help) {
  command.add_option(name, values, help)->type_name(type)->allow_extra_args(false);
}

// Of both commands.
void AddCommon(CLI::App& command, Settings& settings, Written& written) {
  AddText(command, "--listen", written.listen, "ADDRESS:PORT",
          "Where clients connect; :PORT is all addresses, port 0 a free one");
  command.add_flag("--udp", settings.udp, "Datagrams, each with a header of its own");
  AddText(command, "--accept-proxy", written.accept_proxy, "v1|v2|any|none",
          settings.forward ? "Headers that clients must send [none]"
                           : "Headers that clients must send [any]");
  AddText(command, "--check", written.check, "none|tlv|crc",
          "How far TLVs of clients are judged: structure, CRC32C [crc]");
  AddText(command, "--header-timeout", written.header_timeout, "SECONDS",
          "For a client's whole header; 0: for ever [3]");
  AddText(command, "--max-header", written.max_header, "BYTES", "Longest header to take [65551]");
  command
      .add_option("--connections", settings.connections,
                  "Open at a time; others wait [what the limit of open files allows]")
      ->type_name("N");
  AddText(command, "--rate", written.rate, "N", "New connections a second; 0: any [0]");
  AddText(command, "--duration", written.duration, "SECONDS", "0: until a signal [0]");
  AddText(command, "--grace", written.grace, "SECONDS",
          "For open connections to end when it stops [5]");
  command.add_option("--threads", settings.threads, "Event loops [1]")
      ->type_name("N")
      ->check(CLI::Range(1, 256));
  tool::AddChoice(command, "--format", settings.json, {{"text", false}, {"json", true}},
                  "Of the summary on standard output");
  command.add_flag("--quiet", settings.quiet, "No status line, no greeting");
}

void AddForward(CLI::App& command, Settings& settings, Written& written) {
  AddText(command, "--to", written.target, "HOST:PORT", "The target");
  AddText(command, "--send-proxy", written.send_proxy, "v1|v2|none",
          "Header in front of what goes to the target [v2]");
  AddList(command, "--source", written.sources, "real|ADDRESS|CIDR",
          "Source address in it; several are a pool [real]");
  AddText(command, "--pick", written.pick, "cycle|random", "How the pool is used [cycle]");
  AddText(command, "--source-ports", written.source_ports, "PORT|FIRST-LAST",
          "With addresses from a pool [1024-65535]");
  AddText(command, "--destination", written.destination, "ADDRESS:PORT",
          "Destination address in it [the one that the client connected to]");
  AddList(command, "--tlv", written.tlvs, "TYPE=VALUE", "An entry; any number, in order");
  command.add_flag("--unique-id", settings.send.unique_id,
                   "A UNIQUE_ID of 16 bytes, another for each header");
  command.add_flag("--crc32c", settings.send.crc32c, "The CRC32C of the header");
  AddText(command, "--malformed", written.malformed, "PERCENT[:CLASS,...]",
          "Share of headers that are broken on purpose, in one of these ways or any");
  AddText(command, "--fragment", written.fragment, "N|bytes[:MILLISECONDS]",
          "Header in N pieces, or byte by byte, with a pause between them [1 ms]");
  AddText(command, "--connect-timeout", written.connect_timeout, "SECONDS",
          "For the target to answer [5]");
  AddText(command, "--flow-timeout", written.flow_timeout, "SECONDS",
          "With --udp: a client is forgotten after so long without a datagram [30]");
  command.add_option("--seed", settings.send.seed, "Of what is random [0]")->type_name("N");
  command.footer(kForwardFooter);
}

}  // namespace

CommandLine::CommandLine(CLI::App& app)
    : forward(app.add_subcommand("forward", "Passes connections on with PROXY headers")),
      sink(app.add_subcommand("sink", "Judges PROXY headers and answers")) {
  settings.forward = true;
  AddForward(*forward, settings, written);
  AddCommon(*forward, settings, written);
  settings.forward = false;
  AddCommon(*sink, settings, written);
  tool::AddChoice(*sink, "--answer", settings.answer,
                  {{"http", Answer::kHttp}, {"echo", Answer::kEcho}, {"close", Answer::kClose}},
                  "HTTP 200 to each request (UDP: a line that describes the header), the client's "
                  "own bytes, or nothing");
  sink->footer(kSinkFooter);
}

const CLI::App* CommandLine::Given() const {
  return forward->parsed() ? forward : sink->parsed() ? sink : nullptr;
}

std::string CommandLine::Read() {
  settings.forward = forward->parsed();
  return ReadOptions(written, settings);
}

}  // namespace simdproxy::loadproxy
