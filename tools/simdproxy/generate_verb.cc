// simdproxy generate: writes many headers, made up at random.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/common/choice.h"
#include "tools/common/corpus.h"
#include "tools/common/engine_choice.h"
#include "tools/common/escape.h"
#include "tools/common/exit_code.h"
#include "tools/common/number.h"
#include "tools/common/output.h"
#include "tools/simdproxy/corpus_writer.h"
#include "tools/simdproxy/generate_help.h"
#include "tools/simdproxy/progress.h"
#include "tools/simdproxy/verb.h"

namespace simdproxy::tool {
namespace {

constexpr uint64_t kMaxCount = 1'000'000'000;

enum class TransportChoice : uint8_t { kStream, kDgram };

struct Settings {
  std::string count = "100";
  std::string seed = "1";
  std::string mix = "v2=70,v2tlv=15,v1=14,other=1";
  std::string malformed;
  std::vector<std::string> sources = {};
  std::vector<std::string> destinations = {};
  std::string source_ports = "1024-65535";
  std::string destination_ports = "443";
  Profile profile{};
  TransportChoice transport{};
  CorpusFormat format{};
  std::string out;
};

std::string FillPool(const std::string& option, const std::vector<std::string>& given,
                     const std::vector<std::string>& defaults, AddressPool& pool) {
  for (const std::string& block : given.empty() ? defaults : given) {
    const std::string error = pool.Add(block);
    if (!error.empty()) return fmt::format("{}: {}", option, error);
  }
  return "";
}

// `option` in front of an error, if there is one.
std::string Told(std::string_view option, const std::string& error) {
  return error.empty() ? error : fmt::format("{}: {}", option, error);
}

struct Job {
  uint64_t count = 0;
  CorpusSettings corpus;
};

// Each returns an error, or nothing.
std::string ReadNumbers(const Settings& settings, Job& job) {
  const auto count = ParseNumber(settings.count, kMaxCount);
  if (!count || *count == 0) {
    return fmt::format("--count: '{}' is not a number from 1 to {}", Escape(settings.count),
                       kMaxCount);
  }
  const auto seed = ParseNumber(settings.seed, UINT64_MAX);
  if (!seed) {
    return fmt::format("--seed: '{}' is not a number from 0 to {}", Escape(settings.seed),
                       UINT64_MAX);
  }
  job.count = *count;
  job.corpus.seed = *seed;
  return "";
}

std::string ReadPools(const Settings& settings, CorpusSettings& corpus) {
  std::string error =
      FillPool("--src-pool", settings.sources, {"192.0.2.0/24", "2001:db8::/32"}, corpus.sources);
  if (error.empty()) {
    error = FillPool("--dst-pool", settings.destinations, {"198.51.100.0/24", "2001:db8:ffff::/48"},
                     corpus.destinations);
  }
  if (error.empty()) {
    error = Told("--ports", ParsePorts(settings.source_ports, corpus.source_ports));
  }
  if (error.empty()) {
    error = Told("--dst-ports", ParsePorts(settings.destination_ports, corpus.destination_ports));
  }
  return error;
}

std::string ReadJob(const Settings& settings, Job& job) {
  CorpusSettings& corpus = job.corpus;
  std::string error = ReadNumbers(settings, job);
  if (error.empty()) error = Told("--mix", corpus.mix.Parse(settings.mix, kHeaderKindNames, true));
  if (error.empty() && !settings.malformed.empty()) {
    error = Told("--malformed", corpus.breakages.Parse(settings.malformed, kBreakageNames, false));
  }
  if (error.empty()) error = ReadPools(settings, corpus);
  if (error.empty()) error = Corpus::Missing(corpus);
  corpus.profile = settings.profile;
  corpus.datagram = settings.transport == TransportChoice::kDgram;
  if (error.empty() && settings.out.empty() && settings.format != CorpusFormat::kHex) {
    error = "--format raw and pcap need -o OUT, or -o - for standard output";
  }
  if (error.empty() && settings.out.ends_with('/')) {
    error =
        fmt::format("--output: '{}' has no name of a file behind its folder", Escape(settings.out));
  }
  return error;
}

int Run(const Settings& settings) {
  const Engine* engine = ChooseEngine();
  if (engine == nullptr) return kExitError;
  Job job;
  const std::string error = ReadJob(settings, job);
  if (!error.empty()) {
    PrintError(error);
    PrintError("try 'simdproxy generate --help'");
    return kExitError;
  }

  CorpusWriter writer;
  const std::string out = settings.out.empty() ? kStandardOutput : settings.out;
  if (!writer.Open(out, settings.format, job.corpus.datagram)) return kExitError;
  {
    constexpr uint64_t kBatch = 1024;
    Corpus corpus(job.corpus, *engine);
    // It would stand amid what is printed to the same terminal.
    Progress progress(job.count, out != kStandardOutput || isatty(STDOUT_FILENO) == 0);
    std::vector<Sample> samples;
    for (uint64_t done = 0; done < job.count && !writer.failed(); done += samples.size()) {
      corpus.Next(std::min(kBatch, job.count - done), samples);
      for (const Sample& sample : samples) writer.Write(sample);
      progress.Show(done);
    }
  }
  return writer.Close() ? kExitOk : kExitError;
}

void AddText(CLI::App& command, const std::string& name, std::string& value,
             const std::string& type, const std::string& help) {
  command.add_option(name, value, value.empty() ? help : fmt::format("{} [{}]", help, value))
      ->type_name(type)
      ->check(NotEmpty());
}

void AddPool(CLI::App& command, const std::string& name, std::vector<std::string>& values,
             const std::string& help) {
  command.add_option(name, values, help)->type_name("CIDR")->allow_extra_args(false);
}

}  // namespace

Verb AddGenerateVerb(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("generate", "Writes many PROXY headers, whole or malformed, from a seed");
  command->group("Verbs");
  const auto settings = std::make_shared<Settings>();
  AddText(*command, "--count", settings->count, "N", "How many headers");
  AddText(*command, "--seed", settings->seed, "N", "What the random numbers begin with");
  AddText(*command, "--mix", settings->mix, "KIND=PERCENT,...", "What headers");
  AddText(*command, "--malformed", settings->malformed, "CLASS=PERCENT,...",
          "How many of them are malformed, and how; none by default");
  AddChoice(*command, "--profile", settings->profile,
            {{"none", Profile::kNone},
             {"aws-nlb", Profile::kAwsNlb},
             {"haproxy-ssl", Profile::kHaproxySsl},
             {"random", Profile::kRandom}},
            "The TLVs of version 2");
  AddPool(*command, "--src-pool", settings->sources,
          "Block of source addresses; any number of them [192.0.2.0/24 2001:db8::/32]");
  AddPool(*command, "--dst-pool", settings->destinations,
          "Block of destination addresses [198.51.100.0/24 2001:db8:ffff::/48]");
  AddText(*command, "--ports", settings->source_ports, "FIRST-LAST", "Source ports");
  AddText(*command, "--dst-ports", settings->destination_ports, "FIRST-LAST", "Destination ports");
  AddChoice(*command, "--transport", settings->transport,
            {{"stream", TransportChoice::kStream}, {"dgram", TransportChoice::kDgram}},
            "What version 2 announces; dgram: each header is one whole datagram");
  AddChoice(
      *command, "--format", settings->format,
      {{"hex", CorpusFormat::kHex}, {"raw", CorpusFormat::kRaw}, {"pcap", CorpusFormat::kPcap}},
      "Lines of hex digits, bytes back to back, or a capture");
  command->add_option("-o,--output", settings->out, "Files to write, without their endings, or -")
      ->type_name("OUT")
      ->check(NotEmpty());
  command->footer(kGenerateFooter);
  return {command, [settings] { return Run(*settings); }};
}

}  // namespace simdproxy::tool
