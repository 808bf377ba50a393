// simdproxy decode --format text
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_TEXT_REPORT_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_TEXT_REPORT_H_

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "tools/simdproxy/decoded.h"

namespace simdproxy::tool {

/// A table with a row for each input, in aligned columns, and a line that sums up. Everything that
/// an input brings is escaped.
class TextReport {
 public:
  void Add(const Decoded& decoded);

  /// An input that could not be read: it is only counted.
  void AddUnread() { ++unread_; }

  /// The whole report with its line ends; coloured if wanted.
  std::string Render(bool colour) const;

 private:
  struct Row {
    Outcome outcome;
    std::vector<std::string> cells;
  };

  std::string Summary() const;

  std::vector<Row> rows_;
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
