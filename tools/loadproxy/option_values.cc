#include "tools/loadproxy/option_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

#include "tools/common/escape.h"
#include "tools/common/number.h"
#include "tools/common/shares.h"
#include "tools/common/tlv_argument.h"
#include "tools/loadproxy/header_maker.h"

namespace simdproxy::loadproxy {
namespace {

// Each reader returns an error, or nothing.

std::string Wrong(std::string_view option, std::string_view value, std::string_view expected) {
  return fmt::format("{}: '{}' is not {}", option, tool::Escape(value), expected);
}

// A decimal number with or without a point, from 0 to a million.
std::string ReadDecimal(std::string_view option, const std::string& text, double scale,
                        double& value) {
  if (text.empty()) return "";
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const bool digits = text.find_first_not_of("0123456789.") == std::string::npos;
  if (!digits || *end != '\0' || number > 1e6) {
    return Wrong(option, text, "a number from 0 to 1000000");
  }
  value = number * scale;
  return "";
}

std::string ReadMilliseconds(std::string_view option, const std::string& text, uint64_t& value) {
  auto number = static_cast<double>(value);
  std::string error = ReadDecimal(option, text, 1000, number);
  value = static_cast<uint64_t>(std::llround(number));
  return error;
}

std::string ReadAccept(const Written& written, Settings& settings) {
  AcceptSettings& accept = settings.accept;
  const std::string& word = written.accept_proxy;
  accept.expected = word.empty() ? !settings.forward : word != "none";
  accept.options.check = Check::kCrc;
  accept.options.datagram = settings.udp;
  if (word == "v1") {
    accept.options.accept = Accept::kV1;
  } else if (word == "v2") {
    accept.options.accept = Accept::kV2;
  } else if (!word.empty() && word != "any" && word != "none") {
    return Wrong("--accept-proxy", word, "one of v1, v2, any, none");
  }
  if (written.check == "none") {
    accept.options.check = Check::kNone;
  } else if (written.check == "tlv") {
    accept.options.check = Check::kTlv;
  } else if (!written.check.empty() && written.check != "crc") {
    return Wrong("--check", written.check, "one of none, tlv, crc");
  }
  if (!written.max_header.empty()) {
    const auto size = tool::ParseNumber(written.max_header, kMaxHeaderSize);
    if (!size || *size < 16) return Wrong("--max-header", written.max_header, "from 16 to 65551");
    accept.options.max_size = static_cast<uint32_t>(*size);
  }
  return ReadMilliseconds("--header-timeout", written.header_timeout, accept.timeout);
}

std::string ReadSources(const Written& written, SendSettings& send) {
  for (const std::string& source : written.sources) {
    if (source == "real") continue;
    const std::string error = send.sources.Add(source);
    if (!error.empty()) return "--source: " + error;
  }
  if (!send.sources.empty() && std::ranges::count(written.sources, "real") != 0) {
    return "--source: real is not part of a pool";
  }
  send.random_sources = written.pick == "random";
  if (!written.pick.empty() && written.pick != "random" && written.pick != "cycle") {
    return Wrong("--pick", written.pick, "one of cycle, random");
  }
  if (!written.source_ports.empty()) {
    const std::string error = tool::ParsePorts(written.source_ports, send.source_ports);
    if (!error.empty()) return "--source-ports: " + error;
  }
  if (written.destination.empty()) return "";
  const std::string error =
      ParseSocketAddress(written.destination, false, send.destination.emplace());
  return error.empty() ? "" : "--destination: " + error;
}

bool IsOfV1(tool::Breakage breakage) {
  return breakage >= tool::Breakage::kBadFamilyToken && breakage <= tool::Breakage::kLineTooLong;
}

// Whether headers that are sent can be broken in this way.
bool Fits(const SendSettings& send, tool::Breakage breakage) {
  if (breakage == tool::Breakage::kTruncated) return true;
  if (breakage == tool::Breakage::kBadCrc32c && !send.crc32c) return false;
  return IsOfV1(breakage) == (send.version == 1);
}

// Adds a class, or, without a name, all that fit.
std::string AddBreakages(std::string_view name, SendSettings& send) {
  for (size_t i = 0; i < tool::kBreakageNames.size(); ++i) {
    const auto breakage = static_cast<tool::Breakage>(i);
    if (!name.empty() && name != tool::kBreakageNames[i]) continue;
    if (Fits(send, breakage)) {
      send.breakages.push_back(breakage);
    } else if (!name.empty()) {
      return breakage == tool::Breakage::kBadCrc32c && send.version == 2
                 ? "--malformed: bad-crc32c needs --crc32c"
                 : fmt::format("--malformed: there is no {} in version {}", name, send.version);
    }
    if (!name.empty()) return "";
  }
  return name.empty() ? ""
                      : Wrong("--malformed", name,
                              fmt::format("one of {}", fmt::join(tool::kBreakageNames, ", ")));
}

std::string ReadMalformed(const std::string& text, SendSettings& send) {
  if (text.empty()) return "";
  const size_t colon = std::min(text.find(':'), text.size());
  std::string share = text.substr(0, colon);
  if (share.ends_with('%')) share.pop_back();
  const auto percent = tool::ParsePercent(share);
  if (!percent) return Wrong("--malformed", text, "PERCENT or PERCENT:CLASS,...");
  send.malformed = *percent;
  if (colon == text.size()) return AddBreakages("", send);
  for (size_t begin = colon + 1; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string name = text.substr(begin, end - begin);
    if (name.empty()) return Wrong("--malformed", text, "PERCENT:CLASS,...");
    std::string error = AddBreakages(name, send);
    if (!error.empty()) return error;
    begin = end + 1;
  }
  return "";
}

std::string ReadSend(const Written& written, Settings& settings) {
  SendSettings& send = settings.send;
  const std::string& word = written.send_proxy;
  send.version = word == "none" ? 0 : word == "v1" ? 1 : 2;
  if (!word.empty() && word != "v1" && word != "v2" && word != "none") {
    return Wrong("--send-proxy", word, "one of v1, v2, none");
  }
  std::string error = ReadSources(written, send);
  if (!error.empty()) return error;
  for (const std::string& tlv : written.tlvs) {
    error = tool::AddTlvArgument(tlv, send.tlvs);
    if (!error.empty()) return "--tlv: " + error;
  }
  const bool with_tlvs = !written.tlvs.empty() || send.unique_id || send.crc32c;
  if (send.version != 2 && with_tlvs) {
    return "--tlv, --unique-id, --crc32c: only version 2 carries TLVs";
  }
  if (send.version == 0 && !(written.sources.empty() && written.destination.empty() &&
                             written.malformed.empty() && written.fragment.empty())) {
    return "--source, --destination, --malformed, --fragment: no header is sent";
  }
  if (send.version == 1 && settings.udp) return "--send-proxy: version 1 is for TCP alone";
  if (send.version != 0) {
    error = HeaderMaker::Fault(send, send.tlvs.Items());
    if (!error.empty()) return "--tlv: " + error;
  }
  return ReadMalformed(written.malformed, send);
}

std::string ReadFragment(const std::string& text, bool udp, FragmentSettings& fragment) {
  if (text.empty()) return "";
  if (udp) return "--fragment: a datagram is never split [2]";
  const size_t colon = std::min(text.find(':'), text.size());
  const std::string pieces = text.substr(0, colon);
  fragment.mode =
      pieces == "bytes" ? FragmentSettings::Mode::kBytes : FragmentSettings::Mode::kPieces;
  const auto number = tool::ParseNumber(pieces, 1000);
  if (pieces != "bytes" && (!number || *number < 2)) {
    return Wrong("--fragment", text, "bytes or a number of pieces from 2 to 1000");
  }
  if (number) fragment.pieces = static_cast<unsigned>(*number);
  if (colon == text.size()) return "";
  const auto delay = tool::ParseNumber(text.substr(colon + 1), 60'000);
  if (!delay || *delay == 0) {
    return Wrong("--fragment", text, "followed by milliseconds from 1 to 60000");
  }
  fragment.delay = *delay;
  return "";
}

std::string ReadForward(const Written& written, Settings& settings) {
  if (written.target.empty()) return "--to HOST:PORT is missing: where connections go";
  std::string error = ParseSocketAddress(written.target, false, settings.target);
  if (!error.empty()) return "--to: " + error;
  error = ReadSend(written, settings);
  if (error.empty()) error = ReadFragment(written.fragment, settings.udp, settings.fragment);
  if (error.empty()) {
    error =
        ReadMilliseconds("--connect-timeout", written.connect_timeout, settings.connect_timeout);
  }
  if (error.empty()) {
    error = ReadMilliseconds("--flow-timeout", written.flow_timeout, settings.flow_timeout);
  }
  return error;
}

}  // namespace

std::string ReadOptions(const Written& written, Settings& settings) {
  if (written.listen.empty()) return "--listen ADDRESS:PORT is missing";
  std::string error = ParseSocketAddress(written.listen, true, settings.listen);
  if (!error.empty()) return "--listen: " + error;
  error = ReadAccept(written, settings);
  if (error.empty()) error = ReadDecimal("--rate", written.rate, 1, settings.rate);
  if (error.empty() && settings.udp && settings.rate > 0) error = "--rate: is for TCP alone";
  if (error.empty()) error = ReadDecimal("--duration", written.duration, 1, settings.duration);
  if (error.empty()) error = ReadMilliseconds("--grace", written.grace, settings.grace);
  if (error.empty() && settings.forward) error = ReadForward(written, settings);
  return error;
}

}  // namespace simdproxy::loadproxy
