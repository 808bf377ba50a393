// Entries to give to the typed readers, and what they answer.
#ifndef SIMDPROXY_TESTS_TLV_VALUE_H_
#define SIMDPROXY_TESTS_TLV_VALUE_H_

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "tests/records.h"

namespace simdproxy::testing {

/// An entry at offset 28 whose value lives as long as the process.
inline Tlv At28(uint8_t type, std::string value) {
  static std::deque<std::string> values;
  values.push_back(std::move(value));
  return {28, type, Bytes(values.back())};
}

template <class T>
::testing::AssertionResult Faulty(const TlvValue<T>& value, ValueFault fault, uint32_t offset) {
  if (!value && value.fault == fault && value.offset == offset) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure()
         << "expected " << ValueFaultName(fault) << " at " << offset << ", got "
         << ValueFaultName(value.fault) << " at " << value.offset;
}

/// The value of a sound entry; for a faulty one, words that no test expects.
inline std::string AsText(const TlvValue<std::string_view>& value) {
  if (!value) return "fault: " + std::string(ValueFaultName(value.fault));
  EXPECT_EQ(value.offset, 0U);
  return std::string(*value);
}
inline std::string AsText(const TlvValue<std::span<const std::byte>>& value) {
  if (!value) return "fault: " + std::string(ValueFaultName(value.fault));
  EXPECT_EQ(value.offset, 0U);
  return {reinterpret_cast<const char*>(value->data()), value->size()};
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_TLV_VALUE_H_
