// The kernels of one target, of all subjects.
#ifndef SIMDPROXY_CORE_SRC_KERNEL_SET_H_
#define SIMDPROXY_CORE_SRC_KERNEL_SET_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "core/src/kernels.h"
#include "hwy/targets.h"
#include "simdproxy/target.h"

namespace simdproxy {

struct KernelSet {
  V2Kernels v2;
  V1Kernels v1;
  ChecksumKernels checksum;
  CheckKernels check;
  EncodeKernels encode;
  ScanKernels scan;
  /// What the kernels of each file say they were compiled for.
  std::array<std::string_view, 6> reported;

  explicit KernelSet(int64_t target) noexcept
      : v2(V2KernelsFor(target)),
        v1(V1KernelsFor(target)),
        checksum(ChecksumKernelsFor(target)),
        check(CheckKernelsFor(target)),
        encode(EncodeKernelsFor(target)),
        scan(ScanKernelsFor(target)),
        reported{hwy::TargetName(v2.target),       hwy::TargetName(v1.target),
                 hwy::TargetName(checksum.target), hwy::TargetName(check.target),
                 hwy::TargetName(encode.target),   hwy::TargetName(scan.target)} {}
  static Engine MakeEngine(const KernelSet* kernels) noexcept { return Engine(kernels); }
};

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_KERNEL_SET_H_
