#include "tools/simdproxy/text_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "tools/simdproxy/escape.h"
#include "tools/simdproxy/tlv_text.h"

namespace simdproxy::tool {
namespace {

constexpr size_t kColumns = 9;
constexpr std::array<std::string_view, kColumns> kTitles = {
    "INPUT", "OUTCOME", "VERSION", "COMMAND", "PROTOCOL", "SOURCE", "DESTINATION", "SIZE", "CRC"};
constexpr std::string_view kLastTitle = "TLVS";
constexpr size_t kOutcomeColumn = 1;
constexpr size_t kSizeColumn = 7;

std::string VersionText(const Header& header) {
  return header.version() == 0 ? "-" : fmt::format("v{}", header.version());
}

std::string EndpointText(const Endpoint& endpoint) {
  const AddressText text = ToText(endpoint);
  switch (endpoint.family) {
    case Family::kUnspec:
      break;
    case Family::kInet:
      return fmt::format("{}:{}", text.view(), endpoint.port);
    case Family::kInet6:
      return fmt::format("[{}]:{}", text.view(), endpoint.port);
    case Family::kUnix:
      return Quote(text.view());
  }
  return "-";
}

std::vector<std::string> OkCells(const Decoded& decoded) {
  const HeaderView view = decoded.view();
  const Endpoint destination = DestinationOf(decoded);
  return {std::string(CommandName(view.command())),
          fmt::format("{}/{}", FamilyName(view.family()), TransportName(view.transport())),
          EndpointText(SourceOf(decoded)),
          destination ? "-> " + EndpointText(destination) : "-",
          fmt::format("{}", view.header().size()),
          std::string(CrcStateName(view.header().crc_state())),
          TlvSummary(view)};
}

// In words what is wrong, or missing.
std::string FaultText(const Decoded& decoded) {
  const Header& header = decoded.header;
  const size_t size = decoded.bytes.size();
  switch (header.outcome()) {
    case Outcome::kOk:
      break;
    case Outcome::kIncomplete:
      return fmt::format("{} byte{}, at least {} needed", size, size == 1 ? "" : "s",
                         header.needed());
    case Outcome::kNotProxy:
      return fmt::format("byte {} rules out both signatures", header.offset());
    case Outcome::kInvalid:
      return fmt::format("{} at byte {}: {}", ReasonName(header.reason()), header.offset(),
                         ReasonMessage(header.reason()));
  }
  return "";
}

std::string_view ColourOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOk:
      return "\x1b[32m";  // green
    case Outcome::kInvalid:
      return "\x1b[31m";  // red
    default:
      return "\x1b[33m";  // yellow
  }
}

std::string Padded(std::string_view text, size_t width, bool right) {
  const std::string space(width - std::min(width, DisplayWidth(text)), ' ');
  return right ? space + std::string(text) : std::string(text) + space;
}

}  // namespace

void TextReport::Add(const Decoded& decoded) {
  const Header& header = decoded.header;
  ++outcomes_[static_cast<size_t>(header.outcome())];
  ++reasons_[static_cast<size_t>(header.reason())];

  Row row{
      header.outcome(),
      {Escape(decoded.source), std::string(OutcomeName(header.outcome())), VersionText(header)}};
  if (header.ok()) {
    for (std::string& cell : OkCells(decoded)) {
      row.cells.push_back(std::move(cell));
    }
  } else {
    row.cells.push_back(FaultText(decoded));
  }
  rows_.push_back(std::move(row));
}

std::string TextReport::Render(bool colour) const {
  // The last cell of a row, TLVs or fault, is not padded and may run as long as it likes.
  std::array<size_t, kColumns> widths{};
  for (size_t i = 0; i < kColumns; ++i) widths[i] = kTitles[i].size();
  for (const Row& row : rows_) {
    for (size_t i = 0; i + 1 < row.cells.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row.cells[i]));
    }
  }

  std::string text;
  if (!rows_.empty()) {
    for (size_t i = 0; i < kColumns; ++i) {
      text += Padded(kTitles[i], widths[i], i == kSizeColumn) + "  ";
    }
    text += fmt::format("{}\n", kLastTitle);
  }
  for (const Row& row : rows_) {
    for (size_t i = 0; i + 1 < row.cells.size(); ++i) {
      const std::string cell = Padded(row.cells[i], widths[i], i == kSizeColumn);
      const bool coloured = colour && i == kOutcomeColumn;
      text += coloured ? fmt::format("{}{}\x1b[0m  ", ColourOf(row.outcome), cell) : cell + "  ";
    }
    text += row.cells.back() + '\n';
  }
  return text + Summary();
}

std::string TextReport::Summary() const {
  std::vector<std::string> parts;
  for (const Outcome outcome :
       {Outcome::kOk, Outcome::kIncomplete, Outcome::kNotProxy, Outcome::kInvalid}) {
    const size_t count = outcomes_[static_cast<size_t>(outcome)];
    if (count == 0) continue;
    parts.push_back(fmt::format("{} {}", count, OutcomeName(outcome)));
  }
  std::vector<std::string> reasons;
  for (size_t i = 1; i < kReasonCount; ++i) {
    if (reasons_[i] == 0) continue;
    reasons.push_back(fmt::format("{} {}", ReasonName(static_cast<Reason>(i)), reasons_[i]));
  }
  if (!reasons.empty()) parts.back() += fmt::format(" ({})", fmt::join(reasons, ", "));
  if (unread_ != 0) parts.push_back(fmt::format("{} not read", unread_));

  const size_t total = rows_.size() + unread_;
  return fmt::format("{} input{}: {}\n", total, total == 1 ? "" : "s", fmt::join(parts, ", "));
}

std::string Describe(const Decoded& decoded) {
  const std::string outcome(OutcomeName(decoded.header.outcome()));
  if (!decoded.header.ok()) return outcome + ", " + FaultText(decoded);
  return fmt::format("{} {}", outcome, fmt::join(OkCells(decoded), " "));
}

std::vector<std::string> DisplayNames(const std::vector<std::string>& paths) {
  const auto last = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  std::map<std::string, size_t> uses;
  for (const std::string& path : paths) ++uses[last(path)];

  std::vector<std::string> names;
  names.reserve(paths.size());
  for (const std::string& path : paths) {
    names.push_back(uses[last(path)] == 1 ? last(path) : path);
  }
  return names;
}

}  // namespace simdproxy::tool
