// simdproxy scan: where in its inputs PROXY headers begin, or lines end.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/common/choice.h"
#include "tools/common/engine_choice.h"
#include "tools/common/escape.h"
#include "tools/common/exit_code.h"
#include "tools/common/output.h"
#include "tools/simdproxy/chunk_scan.h"
#include "tools/simdproxy/progress.h"
#include "tools/simdproxy/scan_source.h"
#include "tools/simdproxy/verb.h"

namespace simdproxy::tool {
namespace {

enum class Format : uint8_t { kText, kJson };

constexpr unsigned kMaxThreads = 256;

struct Settings {
  Format format{};
  ScanSettings scan;
  unsigned threads = 1;
  std::vector<std::string> files;
};

constexpr char kFooter[] =
    "Each FILE is searched from its beginning to the end that it had when it was opened; - is\n"
    "standard input. Files of any size are read a piece at a time.\n"
    "\n"
    "v2 is the signature of version 2 (12 bytes), v1 \"PROXY TCP4 \", \"PROXY TCP6 \" or \"PROXY\n"
    "UNKNOWN\" wherever it stands, headers both of them, crlf CR LF. What is found need not be a\n"
    "header: --decode says what stands there.\n"
    "\n"
    "Text is a line a hit, FILE:OFFSET KIND, and with --count a line a file, FILE: NUMBER. JSON "
    "is\n"
    "an object a line: source, offset, kind, and with --decode decoded, which is as simdproxy\n"
    "decode has it; with --count source, what, count and bytes. How many hits in how many bytes\n"
    "there were in all, and how long it took, is told on standard error.\n"
    "\n"
    "SIMDPROXY_TARGET in the environment names the CPU target to search with, for example AVX2;\n"
    "otherwise it is the best one that this CPU supports.\n"
    "\n"
    "Exit status: 0 every input was read, whatever is in it; 2 usage or input/output error, told\n"
    "on standard error; what was found in front of it is printed, and the other inputs are read\n"
    "all the same.";

struct Totals {
  uint64_t hits = 0;
  uint64_t bytes = 0;
};

// One input, by any number of threads: each takes a chunk, searches it, and waits for its turn to
// print what it found.
class FileScan {
 public:
  FileScan(ScanSource& source, const ChunkScan& scan, Output& output, Progress& progress,
           uint64_t done)
      : source_(source), scan_(scan), output_(output), progress_(progress), done_(done) {}

  void Run(unsigned threads) {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back([this] { Work(); });
    Work();
  }

  // Once all threads have ended.
  const Totals& totals() const { return totals_; }
  const std::string& error() const { return error_; }

 private:
  void Work() {
    Chunk chunk;
    Found found;
    while (source_.Next(chunk)) {
      if (!scan_.Scan(chunk, found)) {
        source_.Copy(chunk);  // says what is wrong, and has what there is
        scan_.Scan(chunk, found);
      }
      std::unique_lock lock(mutex_);
      turn_came_.wait(lock, [&] { return turn_ == chunk.index; });
      if (!stopped_) Print(chunk, found);
      ++turn_;
      turn_came_.notify_all();
      if (stopped_) return;
    }
  }

  void Print(const Chunk& chunk, const Found& found) {
    output_.Write(found.lines);
    totals_.hits += found.hits;
    totals_.bytes += chunk.owned;
    progress_.Show(done_ + totals_.bytes);
    error_ = chunk.error;
    stopped_ = !error_.empty() || output_.failed();
  }

  ScanSource& source_;
  const ChunkScan& scan_;
  Output& output_;
  Progress& progress_;
  const uint64_t done_;  // bytes of the inputs before

  std::mutex mutex_;
  std::condition_variable turn_came_;
  uint64_t turn_ = 0;  // index of the chunk that is printed next
  bool stopped_ = false;
  Totals totals_;
  std::string error_;
};

// Returns an error, without the file's name, or nothing.
std::string ScanFile(const std::string& file, const Engine& engine, const Settings& settings,
                     Output& output, Progress& progress, Totals& totals) {
  // Decoding builds things from the bytes as it goes, and so can't be left from within.
  ScanSource source(OverlapFor(settings.scan), !settings.scan.decode);
  std::string error = source.Open(file);
  if (!error.empty()) return error;
  const ChunkScan scan(engine, settings.scan, file);
  FileScan job(source, scan, output, progress, totals.bytes);
  job.Run(settings.threads);
  if (settings.scan.count) output.Write(scan.CountLine(job.totals().hits, job.totals().bytes));
  totals.hits += job.totals().hits;
  totals.bytes += job.totals().bytes;
  return job.error().empty() ? source.Check() : job.error();
}

// On standard error.
void PrintSummary(const Totals& totals, double seconds) {
  PrintError(fmt::format("{} hit{} in {} byte{}, {:.3f} s, {:.2f} GB/s", totals.hits,
                         totals.hits == 1 ? "" : "s", totals.bytes, totals.bytes == 1 ? "" : "s",
                         seconds,
                         static_cast<double>(totals.bytes) / 1e9 / std::max(seconds, 1e-9)));
}

int Run(const Settings& settings) {
  using Clock = std::chrono::steady_clock;
  const Engine* engine = ChooseEngine();
  if (engine == nullptr) return kExitError;
  if (settings.scan.decode && settings.scan.what == ScanFor::kCrlf) {
    PrintError("--decode: there are no headers in --what crlf");
    PrintError("try 'simdproxy scan --help'");
    return kExitError;
  }

  Output output;
  Totals totals;
  int exit_code = kExitOk;
  const Clock::time_point begin = Clock::now();
  {
    const uint64_t size = KnownSize(settings.files);
    // It would stand amid hits that are printed to the same terminal.
    Progress progress(std::max<uint64_t>(size, 1),
                      size != 0 && (settings.scan.count || isatty(STDOUT_FILENO) == 0));
    for (const std::string& file : settings.files) {
      const std::string error = ScanFile(file, *engine, settings, output, progress, totals);
      if (output.failed()) break;
      if (error.empty()) continue;
      PrintError(fmt::format("{}: {}", file.empty() ? "''" : Escape(file), error));
      exit_code = kExitError;
    }
  }
  exit_code = output.Finish(exit_code);
  PrintSummary(totals, std::chrono::duration<double>(Clock::now() - begin).count());
  return exit_code;
}

}  // namespace

Verb AddScanVerb(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "scan", "Finds PROXY headers, or line ends, anywhere in files of any size");
  command->group("Verbs");
  const auto settings = std::make_shared<Settings>();
  AddChoice(*command, "--format", settings->format,
            {{"text", Format::kText}, {"json", Format::kJson}},
            "A line a hit, or one JSON object a line");
  AddChoice(*command, "--what", settings->scan.what,
            {{"headers", ScanFor::kHeaders},
             {"v2", ScanFor::kV2},
             {"v1", ScanFor::kV1},
             {"crlf", ScanFor::kCrlf}},
            "What to look for");
  command->add_flag("--count", settings->scan.count, "Only how many hits there are in each input");
  command->add_flag("--decode", settings->scan.decode, "Also what header stands at each hit");
  AddChoice(*command, "--check", settings->scan.options.check,
            {{"none", Check::kNone}, {"tlv", Check::kTlv}, {"crc", Check::kCrc}},
            "With --decode: how far TLVs are judged");
  command->add_option("--threads", settings->threads, "How many cores to use; 0 is all of them")
      ->type_name("N")
      ->check(CLI::Range(0U, kMaxThreads).description(""))
      ->capture_default_str();
  command->add_option("FILE", settings->files, "Files to search, or -")->required()->type_name("");
  command->footer(kFooter);
  return {command, [settings] {
            settings->scan.json = settings->format == Format::kJson;
            if (settings->threads == 0) {
              settings->threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMaxThreads);
            }
            return Run(*settings);
          }};
}

}  // namespace simdproxy::tool
