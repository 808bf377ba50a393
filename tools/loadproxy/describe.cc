#include "tools/loadproxy/describe.h"

#include <fmt/format.h>

#include "tools/common/escape.h"

namespace simdproxy::loadproxy {
namespace {

std::string EndText(const Endpoint& endpoint) {
  const std::string text = tool::Escape(ToText(endpoint).view());
  switch (endpoint.family) {
    case Family::kInet:
      return fmt::format("{}:{}", text, endpoint.port);
    case Family::kInet6:
      return fmt::format("[{}]:{}", text, endpoint.port);
    default:
      return "unix:" + text;
  }
}

}  // namespace

std::string Describe(const HeaderView& view) {
  const Header& header = view.header();
  if (header.outcome() == Outcome::kInvalid) {
    return fmt::format("invalid: {} at {}: {}", ReasonName(header.reason()), header.offset(),
                       ReasonMessage(header.reason()));
  }
  if (!header.ok()) return fmt::format("{} at {}", OutcomeName(header.outcome()), header.offset());
  std::string text = fmt::format("v{} {} {} {}", header.version(), CommandName(header.command()),
                                 FamilyName(header.family()), TransportName(header.transport()));
  const Endpoint source = view.source();
  if (source) text += fmt::format(" {} > {}", EndText(source), EndText(view.destination()));
  size_t tlvs = 0;
  for ([[maybe_unused]] const Tlv& tlv : view.tlvs()) ++tlvs;
  if (tlvs != 0) text += fmt::format(", {} TLV{}", tlvs, tlvs == 1 ? "" : "s");
  return text;
}

}  // namespace simdproxy::loadproxy
