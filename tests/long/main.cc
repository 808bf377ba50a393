// Tests that take minutes or hours: commands of their own (./dev exhaustive, ./dev mutate).
#include <atomic>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <random>
#include <span>
#include <string_view>

#include "tests/long/part.h"

namespace simdproxy::testing {
namespace {

constexpr char kUsage[] =
    "usage: simdproxy_long_tests exhaustive [v2|inet] [--share=N/M]\n"
    "       simdproxy_long_tests mutate [COUNT] [--seed=N]\n";

int Misused() {
  std::fputs(kUsage, stderr);
  return 2;
}

std::optional<uint64_t> NumberOf(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Takes `prefix` off the text, if it begins with it.
bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

int Exhaustive(std::span<char*> arguments) {
  bool v2 = true, inet = true;
  double share = 1;
  for (std::string_view argument : arguments) {
    if (argument == "v2") {
      inet = false;
    } else if (argument == "inet") {
      v2 = false;
    } else if (TakePrefix(argument, "--share=")) {
      const size_t slash = argument.find('/');
      const auto part = NumberOf(argument.substr(0, slash));
      const auto whole =
          slash < argument.size() ? NumberOf(argument.substr(slash + 1)) : std::nullopt;
      if (!part || !whole || *part == 0 || *whole < *part) return Misused();
      share = static_cast<double>(*part) / static_cast<double>(*whole);
    } else {
      return Misused();
    }
  }
  if (!v2 && !inet) return Misused();
  bool good = true;
  if (v2) good = RunPart(ExhaustiveV2(), share) && good;
  if (inet) good = RunPart(ExhaustiveInet(), share) && good;
  return good ? 0 : 1;
}

int Mutate(std::span<char*> arguments) {
  uint64_t count = 100'000'000;
  uint64_t seed = std::random_device()();
  for (std::string_view argument : arguments) {
    const bool is_seed = TakePrefix(argument, "--seed=");
    const auto number = NumberOf(argument);
    if (!number || (!is_seed && *number == 0)) return Misused();
    (is_seed ? seed : count) = *number;
  }
  std::atomic<uint64_t> ok{0};
  const bool good = RunPart(Mutations(count, seed, ok), 1);
  std::printf("%llu ok, seed %llu\n", static_cast<unsigned long long>(ok.load()),
              static_cast<unsigned long long>(seed));
  return good ? 0 : 1;
}

int Main(std::span<char*> arguments) {
  if (arguments.empty()) return Misused();
  const std::string_view command = arguments[0];
  if (command == "exhaustive") return Exhaustive(arguments.subspan(1));
  if (command == "mutate") return Mutate(arguments.subspan(1));
  return Misused();
}

}  // namespace
}  // namespace simdproxy::testing

int main(int argc, char** argv) {
  return simdproxy::testing::Main({argv + 1, static_cast<size_t>(argc - 1)});
}
