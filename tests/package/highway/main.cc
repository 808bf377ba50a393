// A program with a copy of Highway of its own: what is set in one does not show in the other.
#include <cstdio>
#include <span>
#include <vector>

#include "hwy/highway.h"
#include "simdproxy/simdproxy.h"

HWY_BEFORE_NAMESPACE();
namespace consumer {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
float Sum(const std::vector<float>& values) {
  const hn::ScalableTag<float> d;
  auto sum = hn::Zero(d);
  for (size_t i = 0; i + hn::Lanes(d) <= values.size(); i += hn::Lanes(d)) {
    sum = hn::Add(sum, hn::LoadU(d, values.data() + i));
  }
  return hn::ReduceSum(d, sum);
}
}  // namespace HWY_NAMESPACE
}  // namespace consumer
HWY_AFTER_NAMESPACE();

int main() {
  constexpr char kLine[] = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";
  const std::vector<simdproxy::Buffer> buffers(100, {kLine, sizeof(kLine) - 1});
  std::vector<simdproxy::Header> headers(buffers.size());
  const auto before = hwy::SupportedTargets();
  hwy::SetSupportedTargetsForTest(HWY_STATIC_TARGET);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  if (simdproxy::DecodeBatch(buffers, headers.data()) != buffers.size()) return 1;
  // The best of the library is that of the machine, which the other copy no longer says it is.
  for (const std::string_view target : simdproxy::CompiledTargets()) {
    if (simdproxy::EngineFor(target) == nullptr) continue;
    if (simdproxy::ActiveEngine().name() != target) return 2;
    break;
  }
  if (hwy::SupportedTargets() != HWY_STATIC_TARGET) return 3;
  hwy::SetSupportedTargetsForTest(0);
  if (hwy::SupportedTargets() != before) return 4;
  const std::vector<float> ones(1024, 1.0f);
  if (consumer::HWY_NAMESPACE::Sum(ones) != 1024.0f) return 5;
  std::printf("%s beside Highway's %s\n", simdproxy::ActiveEngine().name().data(),
              hwy::TargetName(HWY_STATIC_TARGET));
  return 0;
}
