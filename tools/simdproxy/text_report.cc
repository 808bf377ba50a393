#include "tools/simdproxy/text_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "tools/common/escape.h"
#include "tools/simdproxy/tlv_text.h"

namespace simdproxy::tool {
namespace {

constexpr std::array<std::string_view, kTextColumns> kTitles = {
    "INPUT",   "PACKET",   "TIME",   "FLOW",        "OUTCOME", "VERSION",
    "COMMAND", "PROTOCOL", "SOURCE", "DESTINATION", "SIZE",    "CRC"};
constexpr std::string_view kLastTitle = "TLVS";
constexpr size_t kPacketColumn = 1;
constexpr size_t kFlowColumn = 3;
constexpr size_t kOutcomeColumn = 4;
constexpr size_t kSizeColumn = 10;

bool IsOfCaptures(size_t column) { return column >= kPacketColumn && column <= kFlowColumn; }
bool IsNumber(size_t column) { return column == kPacketColumn || column == kSizeColumn; }

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

std::array<std::string, 3> OriginCells(const capture::Origin* origin) {
  if (origin == nullptr) return {"-", "-", "-"};
  const std::string time = capture::TimeText(origin->mark);
  return {
      fmt::format("{}", origin->mark.number), time.empty() ? "-" : time,
      fmt::format("{} {}", capture::CarrierName(origin->carrier), capture::ToText(origin->flow))};
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

std::string PartsText(const capture::BeginningCounts& counts) {
  std::vector<std::string> parts;
  const auto add = [&parts](uint64_t count, std::string_view words) {
    if (count != 0) parts.push_back(fmt::format("{} {}", count, words));
  };
  add(counts.header, "with a header");
  add(counts.none, "without");
  add(counts.unknown, "whose beginning is not there");
  add(counts.empty, "without data");
  return parts.empty() ? "" : fmt::format(" ({})", fmt::join(parts, ", "));
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

void AppendPadded(std::string& out, std::string_view text, size_t width, bool right) {
  const size_t space = width - std::min(width, DisplayWidth(text));
  if (right) out.append(space, ' ');
  out += text;
  if (!right) out.append(space, ' ');
}

}  // namespace

void TextReport::Add(const Decoded& decoded) {
  const Header& header = decoded.header;
  ++outcomes_[static_cast<size_t>(header.outcome())];
  ++reasons_[static_cast<size_t>(header.reason())];

  auto [packet, time, flow] = OriginCells(decoded.origin);
  Row row{header.outcome(),
          {Escape(decoded.source), std::move(packet), std::move(time), std::move(flow),
           std::string(OutcomeName(header.outcome())), VersionText(header)}};
  if (header.ok()) {
    for (std::string& cell : OkCells(decoded)) {
      row.cells.push_back(std::move(cell));
    }
  } else {
    row.cells.push_back(FaultText(decoded));
  }
  rows_.push_back(std::move(row));
  ++added_;
  has_origins_ |= decoded.origin != nullptr;
}

void TextReport::AddCapture(std::string_view source, const capture::Counts& counts) {
  const auto plural = [](uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
  };
  std::string text =
      fmt::format("{}: {}: {}{}, {}{}", Escape(source), plural(counts.packets, "packet"),
                  plural(counts.connections.total, "connection"), PartsText(counts.connections),
                  plural(counts.datagrams.total, "datagram"), PartsText(counts.datagrams));
  if (counts.fragments != 0) text += ", " + plural(counts.fragments, "fragment");
  if (counts.others != 0) text += fmt::format(", {} of other kinds", counts.others);
  captures_.push_back(std::move(text));
}

// Whether a column is shown now.
bool TextReport::Shows(size_t column) const { return has_origins_ || !IsOfCaptures(column); }

std::string TextReport::TakeRows(bool colour) {
  // The last cell of a row, TLVs or fault, is not padded and may run as long as it likes.
  for (const Row& row : rows_) {
    for (size_t i = 0; i + 1 < row.cells.size(); ++i) {
      widths_[i] = std::max(widths_[i], DisplayWidth(row.cells[i]));
    }
  }

  std::string text;
  if (!rows_.empty() && (!titled_ || titled_with_origins_ != has_origins_)) {
    for (size_t i = 0; i < kTextColumns; ++i) {
      widths_[i] = std::max(widths_[i], kTitles[i].size());
      if (!Shows(i)) continue;
      AppendPadded(text, kTitles[i], widths_[i], IsNumber(i));
      text += "  ";
    }
    text += fmt::format("{}\n", kLastTitle);
    titled_ = true;
    titled_with_origins_ = has_origins_;
  }
  for (const Row& row : rows_) {
    for (size_t i = 0; i + 1 < row.cells.size(); ++i) {
      if (!Shows(i)) continue;
      const bool coloured = colour && i == kOutcomeColumn;
      if (coloured) text += ColourOf(row.outcome);
      AppendPadded(text, row.cells[i], widths_[i], IsNumber(i));
      text += coloured ? "\x1b[0m  " : "  ";
    }
    text += row.cells.back();
    text += '\n';
  }
  rows_.clear();
  return text;
}

std::string TextReport::TakeRest(bool colour) {
  std::string text = TakeRows(colour);
  for (const std::string& capture : captures_) text += capture + '\n';
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

  if (parts.empty()) parts.emplace_back("none");
  const size_t total = added_ + unread_;
  return fmt::format("{} {}{}: {}\n", total, captures_.empty() ? "input" : "record",
                     total == 1 ? "" : "s", fmt::join(parts, ", "));
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
