/// @file
/// Which instruction sets the library was compiled for, and its kernels pinned to one of them.
///
/// The free functions of decode.h, encode.h and scan.h use the best set that this CPU supports,
/// found out once. Pinning is for tests, benchmarks and tools: it touches no global state, so one
/// process can run all of them side by side.
#ifndef SIMDPROXY_TARGET_H_
#define SIMDPROXY_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "simdproxy/decode.h"
#include "simdproxy/encode.h"
#include "simdproxy/scan.h"

#pragma GCC visibility push(default)
namespace simdproxy {

struct [[gnu::visibility("hidden")]] KernelSet;  // internal

/// Decoder, batch encoder and scanner on the kernels of one target. Same contract as the free
/// functions. Lives for ever, is immutable and safe from any thread.
class Engine {
 public:
  /// Highway's name of the target, for example "AVX2". Static storage, NUL-terminated.
  std::string_view name() const noexcept;

  /// @{
  /// As the free function of that name.
  Header Decode(std::span<const std::byte> bytes, const Options& options = {},
                Endpoints* endpoints = nullptr) const noexcept;
  size_t DecodeBatch(std::span<const Buffer> buffers, Header* headers,
                     Endpoints* endpoints = nullptr, const Options& options = {}) const noexcept;
  size_t DecodeBatch(const Slots& slots, Header* headers, Endpoints* endpoints = nullptr,
                     const Options& options = {}) const noexcept;
  void ClassifyBatch(std::span<const Buffer> buffers, Kind* kinds) const noexcept;
  uint32_t Crc32c(std::span<const std::byte> bytes) const noexcept;
  uint32_t Crc32c(std::span<const std::byte> bytes, size_t zero_begin,
                  size_t zero_size) const noexcept;
  void Crc32cBatch(std::span<const Buffer> buffers, const uint32_t* zero_begin,
                   uint32_t* sums) const noexcept;
  EncodeBatchResult EncodeBatch(const HeaderTemplate& header, std::span<const Endpoints> records,
                                std::span<const ValueColumn> values,
                                const EncodeOutput& output) const noexcept;
  ScanResult Scan(ScanState& state, std::span<const std::byte> chunk,
                  std::span<ScanHit> hits) const noexcept;
  uint64_t CountHits(ScanState& state, std::span<const std::byte> chunk) const noexcept;
  ScanResult FindHeaders(std::span<const std::byte> bytes, const FoundHeaders& found,
                         const Options& options = {}, bool last = true) const noexcept;
  /// @}

  /// The targets that the kernels themselves say they were compiled for, one for each kernel file.
  /// All equal name(), or the build is broken. Static storage.
  std::span<const std::string_view> kernel_targets() const noexcept;

 private:
  friend struct KernelSet;
  constexpr explicit Engine(const KernelSet* kernels) noexcept : kernels_(kernels) {}
  const KernelSet* kernels_;
};

/// Names of the targets that the library was compiled for, best first. Static storage.
std::span<const std::string_view> CompiledTargets() noexcept;

/// The engine of a target; null if it is not compiled or this CPU does not support it. Never
/// another target's.
const Engine* EngineFor(std::string_view target) noexcept;

/// The engine that the free functions use.
const Engine& ActiveEngine() noexcept;

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_TARGET_H_
