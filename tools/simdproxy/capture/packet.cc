#include "tools/simdproxy/capture/packet.h"

#include <fmt/format.h>

#include <ctime>

namespace simdproxy::capture {

std::string TimeText(const PacketMark& mark) {
  const std::time_t seconds = mark.seconds;
  std::tm utc{};
  constexpr int64_t kSecond = 1'000'000'000;
  if (mark.nanoseconds < 0 || mark.nanoseconds >= kSecond) return {};
  if (gmtime_r(&seconds, &utc) == nullptr) return {};
  const int year = utc.tm_year + 1900;
  if (year < 0 || year > 9999) return {};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", year, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, mark.nanoseconds);
}

}  // namespace simdproxy::capture
