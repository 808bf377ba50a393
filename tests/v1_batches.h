// Version 1 lines by the hundred thousand: each is decoded by every witness in batches of 256
// lines, with and without bytes behind it, and scattered among inputs of other kinds.
#ifndef SIMDPROXY_TESTS_V1_BATCHES_H_
#define SIMDPROXY_TESTS_V1_BATCHES_H_

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "tests/oracle.h"
#include "tests/records.h"
#include "tests/rng.h"
#include "tests/sanitizers.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {

/// A TCP4 or TCP6 line and where its fields begin.
struct TcpLine {
  bool inet6;
  std::string text;
  size_t destination;
  size_t source_port;
  size_t destination_port;

  TcpLine(bool is_inet6, std::string_view source_text, std::string_view destination_text,
          std::string_view source_port_text = "1", std::string_view destination_port_text = "2")
      : inet6(is_inet6), text(is_inet6 ? "PROXY TCP6 " : "PROXY TCP4 ") {
    text.append(source_text).append(" ");
    destination = text.size();
    text.append(destination_text).append(" ");
    source_port = text.size();
    text.append(source_port_text).append(" ");
    destination_port = text.size();
    text.append(destination_port_text).append("\r\n");
  }

  /// The record of a line that is ok.
  Header Ok() const {
    return OkV1(inet6 ? 0x21 : 0x11, text.size(), static_cast<int>(destination),
                static_cast<int>(source_port), static_cast<int>(destination_port));
  }
};

/// Takes lines and what is expected of them, and decodes them with every witness whenever 256 are
/// there and at the end. The first difference fails the test, with a unit test to paste; after it
/// nothing more is decoded. Under a sanitizer, most lines are left out at random.
class LineBatches {
 public:
  explicit LineBatches(const Options& options = {}) : options_(options) {
    for (const std::string_view other : kOthers) others_.push_back(AnswerOf(std::string(other)));
  }
  ~LineBatches() {
    Flush();
    std::printf("%zu lines\n", taken_);
  }
  LineBatches(const LineBatches&) = delete;
  LineBatches& operator=(const LineBatches&) = delete;

  bool failed() const { return failed_; }

  /// A line whose records the test knows: without bytes behind it, and with any.
  void Add(std::string_view line, const Header& header, const Endpoints& endpoints = {}) {
    if (Skip()) return;
    Take({std::string(line), header, endpoints});
  }

  /// A line, or any other bytes, of which the reference knows the records.
  void AddByReference(std::string_view line) {
    if (Skip()) return;
    Take(AnswerOf(std::string(line)));
  }

  void Flush() {
    if (failed_ || lines_.empty()) return;
    ++round_;
    Decode("alone", lines_, true);

    std::vector<Expected> followed = lines_;
    for (size_t i = 0; i < followed.size(); ++i) {
      Expected& line = followed[i];
      line.input += kBehind[(i + round_) % std::size(kBehind)];
      // More bytes never change an answer that is final.
      const bool final = line.header.outcome() != Outcome::kIncomplete &&
                         line.header.reason() != Reason::kTruncated;
      if (!final) line = AnswerOf(line.input);
    }
    Decode("followed by more bytes", followed, true);

    std::vector<Expected> scattered;
    for (size_t i = 0, other = round_; i < lines_.size(); ++i) {
      for (size_t k = (i * 5 + round_) % 7 % 4; k != 0; --k) {
        scattered.push_back(others_[other++ % others_.size()]);
      }
      scattered.push_back(lines_[i]);
    }
    Decode("among others", scattered, round_ % 2 == 0);
    lines_.clear();
  }

 private:
  static constexpr size_t kBatch = 256;
  struct Expected {
    std::string input;
    Header header;
    Endpoints endpoints;
  };

  static constexpr std::string_view kBehind[] = {
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
      "\r\n",
      "0",
      "\n",
      " 1\r\n",
      ":1",
      "\r",
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"};
  static constexpr std::string_view kOthers[] = {
      {"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C\xC0\0\2\1\xC6\x33\x64\2\xDC\4\1\xBB", 28},
      "PROXY UNKNOWN\r\n",
      "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n",
      "PROXY TCP6 2001:db8::1 ::ffff:192.0.2.7 56324 443\r\n",
      "GET / HTTP/1.1\r\n",
      "PROXY TCP4 192.0.2.1 198.51.100.256 56324 443\r\n",
      "",
      "PROXY TCP6 2001:db8::1 2001:db8::2 5632",
      "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
      "PROXY TCP5 1",
      {"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16},
      "PROXY"};

  bool Skip() { return failed_ || !choice_.OneIn(kSlowdown); }

  Expected AnswerOf(std::string input) const {
    Expected expected{std::move(input), {}, {}};
    expected.header = reference::Decode(Bytes(expected.input), options_, &expected.endpoints);
    return expected;
  }

  void Take(Expected line) {
    lines_.push_back(std::move(line));
    ++taken_;
    if (lines_.size() == kBatch) Flush();
  }

  void Decode(const char* layout, const std::vector<Expected>& inputs, bool with_endpoints) {
    size_t size = 0;
    for (const Expected& input : inputs) size += input.input.size();
    std::vector<char> memory(size);  // no byte more: the last line ends where the memory ends
    std::vector<Buffer> buffers;
    expected_.headers.clear();
    expected_.endpoints.clear();
    expected_.ok = 0;
    char* at = memory.data();
    for (const Expected& input : inputs) {
      buffers.push_back({at, input.input.size()});
      at += input.input.copy(at, input.input.size());
      expected_.headers.push_back(input.header);
      expected_.endpoints.push_back(input.endpoints);
      expected_.ok += input.header.ok();
    }
    for (const Witness& witness : Witnesses()) {
      const auto difference =
          BatchDifference(witness, buffers, options_, with_endpoints, expected_, scratch_);
      if (!difference) continue;
      ADD_FAILURE() << "lines " << layout << ": " << *difference;
      failed_ = true;
      return;
    }
  }

  Options options_;
  std::vector<Expected> others_;
  std::vector<Expected> lines_;
  Records expected_;
  Records scratch_;
  Rng choice_{1};
  size_t round_ = 0;
  size_t taken_ = 0;
  bool failed_ = false;
};

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_V1_BATCHES_H_
