// Which targets there are, which of them this CPU can run, and their engines.
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/src/kernel_set.h"
#include "hwy/highway.h"
#include "simdproxy/target.h"

namespace simdproxy {
namespace {

constexpr size_t kMaxTargets = 64;

constexpr size_t kTargetCount = [] {
  size_t count = 0;
  for (uint64_t bits = static_cast<uint64_t>(HWY_TARGETS); bits != 0; bits &= bits - 1) ++count;
  return count;
}();
static_assert(kTargetCount <= kMaxTargets);

// The compiled targets in Highway's order of bits, which is best first.
constexpr std::array<int64_t, kTargetCount> kTargets = [] {
  std::array<int64_t, kTargetCount> targets{};
  size_t count = 0;
  for (uint64_t bits = static_cast<uint64_t>(HWY_TARGETS); bits != 0; bits &= bits - 1) {
    targets[count++] = static_cast<int64_t>(bits & (0 - bits));
  }
  return targets;
}();

template <class T, class Make, size_t... kIndex>
constexpr std::array<T, kTargetCount> ForEachTarget(const Make& make,
                                                    std::index_sequence<kIndex...>) {
  return {make(kIndex)...};
}

template <class T, class Make>
constexpr std::array<T, kTargetCount> ForEachTarget(const Make& make) {
  return ForEachTarget<T>(make, std::make_index_sequence<kTargetCount>());
}

// Made on first use and never changed; holds no memory of its own.
struct Registry {
  std::array<KernelSet, kTargetCount> kernels =
      ForEachTarget<KernelSet>([](size_t i) { return KernelSet(kTargets[i]); });
  std::array<Engine, kTargetCount> engines =
      ForEachTarget<Engine>([this](size_t i) { return KernelSet::MakeEngine(&kernels[i]); });
  std::array<std::string_view, kTargetCount> names = ForEachTarget<std::string_view>(
      [](size_t i) { return std::string_view(hwy::TargetName(kTargets[i])); });
  int64_t supported = hwy::SupportedTargets();
  const Engine* active = Best();

  const Engine* Best() const noexcept {
    for (size_t i = 0; i < kTargetCount; ++i) {
      if (Supports(i)) return &engines[i];
    }
    return &engines.back();
  }
  // The last one is what the compiler may use everywhere: it runs wherever this code runs.
  bool Supports(size_t i) const noexcept {
    return (supported & kTargets[i]) != 0 || i + 1 == kTargetCount;
  }
};

const Registry& TheRegistry() noexcept {
  static const Registry registry;
  return registry;
}

}  // namespace

std::string_view Engine::name() const noexcept { return kernels_->reported[0]; }

std::span<const std::string_view> Engine::kernel_targets() const noexcept {
  return kernels_->reported;
}

std::span<const std::string_view> CompiledTargets() noexcept { return TheRegistry().names; }

const Engine* EngineFor(std::string_view target) noexcept {
  const Registry& registry = TheRegistry();
  for (size_t i = 0; i < kTargetCount; ++i) {
    if (registry.names[i] == target && registry.Supports(i)) return &registry.engines[i];
  }
  return nullptr;
}

const Engine& ActiveEngine() noexcept { return *TheRegistry().active; }

}  // namespace simdproxy
