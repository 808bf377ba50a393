// simdproxy decode --format text
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_TEXT_REPORT_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_TEXT_REPORT_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/simdproxy/capture/counts.h"
#include "tools/simdproxy/decoded.h"

namespace simdproxy::tool {

/// Columns, but for the last one, TLVs.
inline constexpr size_t kTextColumns = 12;

/// A table with a row for each input, or header in a capture, in aligned columns, a line for each
/// capture, and one that sums up. Everything that
/// an input brings is escaped.
class TextReport {
 public:
  void Add(const Decoded& decoded);

  /// An input that could not be read: it is only counted.
  void AddUnread() { ++unread_; }

  /// What was in a capture besides the headers, which are added each by itself.
  void AddCapture(std::string_view source, const capture::Counts& counts);

  /// True if there are so many rows that it is time for TakeRows.
  bool full() const { return rows_.size() >= kMaxRows; }

  /// The rows added since the last call, with titles in front of the first ones; coloured if
  /// wanted.
  std::string TakeRows(bool colour);

  /// The same, and the lines that sum up. The report is over then.
  std::string TakeRest(bool colour);

 private:
  // As many are aligned with each other and held in memory; columns only ever get wider.
  static constexpr size_t kMaxRows = 4096;

  struct Row {
    Outcome outcome;
    std::vector<std::string> cells;
  };

  bool Shows(size_t column) const;
  std::string Summary() const;

  std::vector<Row> rows_;
  size_t added_ = 0;
  std::array<size_t, kTextColumns> widths_{};
  bool has_origins_ = false;  // of rows
  bool titled_ = false;
  bool titled_with_origins_ = false;
  std::vector<std::string> captures_;  // a line for each
  std::array<size_t, 4> outcomes_{};
  std::array<size_t, kReasonCount> reasons_{};
  size_t unread_ = 0;
};

/// The same of one header in a line of its own: outcome, and what it carries or lacks.
std::string Describe(const Decoded& decoded);

/// What to call each path in the table: its last component, or all of it where that would not tell
/// two of them apart.
std::vector<std::string> DisplayNames(const std::vector<std::string>& paths);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_TEXT_REPORT_H_
