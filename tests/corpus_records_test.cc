// The whole records that the index of the real headers asks for, made without a decoder, byte for
// byte by every witness.
#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "simdproxy/simdproxy.h"
#include "tests/corpus.h"
#include "tests/records.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

using Json = nlohmann::json;

// The index gives reasons in prose: this is the contract's answer for each file that is invalid.
// The two with a command of 2 have 15 bytes, where the index would take "need more" as well; the
// contract judges byte 12 as soon as it is there.
const std::map<std::string, Header> kInvalid = {
    {"goproxyproto-0.4.2-v1-mapped-inet6-invalid.bin", Invalid(1, Reason::kBadSourceAddress, 11)},
    {"nginx-1.22.1-stream-chain-realip-v2-inet6-chain-invalid.bin",
     Invalid(1, Reason::kBadDestinationAddress, 26)},
    {"swaks-20201014.0-v2-local-inet-invalid.bin", Invalid(2, Reason::kBadCommand, 12)},
    {"swaks-20201014.0-v2-local-inet6-invalid.bin", Invalid(2, Reason::kBadCommand, 12)},
    {"swaks-20201014.0-v2-unix-invalid.bin", Invalid(2, Reason::kBadLength, 14)},
};

// PROXY UNSPEC with bytes that are no TLVs: no fault by the contract, and the index allows it.
constexpr char kUnspecWithJunk[] = "swaks-20201014.0-v2-unspec-unspec-invalid.bin";
constexpr char kUnspecWithJunkExpected[] =
    R"({"verdict": "ok", "version": 2, "command": "PROXY", "family": "UNSPEC",
        "transport": "STREAM", "src": null, "dst": null, "header_len": 22, "tlvs": [],
        "crc": null})";

// What the index says of a file, without its remarks.
Json Expected(const RealHeader& real) {
  if (real.file == kUnspecWithJunk) return Json::parse(kUnspecWithJunkExpected);
  Json expect = real.expect;
  expect.erase("remark");
  expect.erase("dotted");
  return expect;
}

uint8_t Number(const Json& name, std::initializer_list<std::string_view> names) {
  uint8_t number = 0;
  for (const std::string_view known : names) {
    if (name.get<std::string>() == known) return number;
    ++number;
  }
  ADD_FAILURE() << "the index has an unknown name: " << name;
  return 0xFF;
}
uint8_t FamilyNumber(const Json& expect) {
  return Number(expect.at("family"), {"UNSPEC", "INET", "INET6", "UNIX"});
}
uint8_t TransportNumber(const Json& expect) {
  return Number(expect.at("transport"), {"UNSPEC", "STREAM", "DGRAM"});
}
bool IsLocal(const Json& expect) { return expect.at("command") == "LOCAL"; }

// The record that the index asks for, made without any decoder.
Header ExpectedHeader(const Json& expect, const std::string& bytes, Check check) {
  const int version = expect.at("version");
  const uint8_t family = FamilyNumber(expect);
  Header header{};
  header.outcome_code = Outcome::kOk;
  header.version_number = static_cast<uint8_t>(version);
  header.version_command = IsLocal(expect) ? 0x20 : 0x21;
  header.family_transport = static_cast<uint8_t>(family << 4 | TransportNumber(expect));
  header.extent = expect.at("header_len");
  if (version == 1) {
    header.tlv_begin = static_cast<uint16_t>(header.extent);
  } else {
    constexpr uint16_t kAreas[] = {16, 28, 52, 232};
    header.tlv_begin = IsLocal(expect) ? 16 : kAreas[family];
  }
  if (version == 1 && family != 0) {
    // "PROXY TCP4 source destination port port"
    const size_t destination = bytes.find(' ', 11) + 1;
    const size_t source_port = bytes.find(' ', destination) + 1;
    header.v1_destination = static_cast<uint8_t>(destination);
    header.v1_source_port = static_cast<uint8_t>(source_port);
    header.v1_destination_port = static_cast<uint8_t>(bytes.find(' ', source_port) + 1);
  }
  const bool walked = check == Check::kCrc || (check == Check::kTlv && !IsLocal(expect));
  if (walked) header.flags = Header::kTlvsWalked;
  if (check == Check::kCrc) {
    const CrcState state = expect.at("crc").is_null() ? CrcState::kAbsent : CrcState::kOk;
    header.flags = static_cast<uint8_t>(header.flags | static_cast<uint8_t>(state));
  }
  return header;
}

Endpoints ExpectedEndpoints(const Json& expect) {
  Endpoints endpoints{};
  const uint8_t family = FamilyNumber(expect);
  if (expect.at("src").is_null() || family == 3) return endpoints;
  const int af = family == 1 ? AF_INET : AF_INET6;
  const std::string source = expect.at("src").at("addr");
  const std::string destination = expect.at("dst").at("addr");
  EXPECT_EQ(inet_pton(af, source.c_str(), endpoints.source), 1) << source;
  EXPECT_EQ(inet_pton(af, destination.c_str(), endpoints.destination), 1) << destination;
  endpoints.source_port = expect.at("src").at("port");
  endpoints.destination_port = expect.at("dst").at("port");
  endpoints.family_number = family;
  endpoints.transport_number = TransportNumber(expect);
  return endpoints;
}

Json EndpointInIndexTerms(const Endpoint& endpoint) {
  if (!endpoint) return nullptr;
  Json json = {{"addr", std::string(ToText(endpoint).view())}, {"port", endpoint.port}};
  if (endpoint.family == Family::kUnix) {
    json["port"] = nullptr;
    json["raw"] = ToHex(endpoint.path_block);
    // None of the corpus is abstract: the text is the trimmed path.
    EXPECT_EQ(json.at("addr"), std::string(reinterpret_cast<const char*>(endpoint.path.data()),
                                           endpoint.path.size()));
  }
  return json;
}

Json TlvsInIndexTerms(const TlvView& tlvs) {
  EXPECT_FALSE(tlvs.malformed_offset().has_value());
  Json list = Json::array();
  for (const Tlv tlv : tlvs) list.push_back({tlv.type, ToHex(tlv.value)});
  return list;
}

Json CrcInIndexTerms(CrcState state) {
  EXPECT_NE(state, CrcState::kUnchecked);
  return state == CrcState::kOk ? Json(true) : Json(nullptr);
}

// What a decoded header says, in the index' terms.
Json InIndexTerms(const HeaderView& view) {
  const Header& header = view.header();
  Json json = {{"verdict", OutcomeName(header.outcome())},
               {"version", header.version()},
               {"command", CommandName(header.command())},
               {"family", FamilyName(header.family())},
               {"transport", TransportName(header.transport())},
               {"src", EndpointInIndexTerms(view.source())},
               {"dst", EndpointInIndexTerms(view.destination())},
               {"header_len", header.size()},
               {"tlvs", TlvsInIndexTerms(view.tlvs(Reading::kStrict))},
               {"crc", CrcInIndexTerms(header.crc_state())}};
  if (const auto entry = view.tlvs().Find(tlv_type::kSsl)) {
    const TlvValue<Ssl> ssl = ReadSsl(view.raw(), *entry);
    EXPECT_TRUE(static_cast<bool>(ssl)) << ValueFaultName(ssl.fault);
    json["ssl"] = {
        {"client", ssl->client}, {"verify", ssl->verify}, {"sub", TlvsInIndexTerms(ssl->entries)}};
  }
  return json;
}

template <class Record>
::testing::AssertionResult SameRecord(const Record& actual, const Record& expected) {
  if (Same(actual, expected)) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "is  " << Show(actual) << "\nnot " << Show(expected);
}

void ExpectOk(const Witness& witness, const RealHeader& real, const Json& expect) {
  for (const Check check : {Check::kNone, Check::kTlv, Check::kCrc}) {
    Options options;
    options.check = check;
    Endpoints endpoints;
    std::memset(static_cast<void*>(&endpoints), 0xAA, sizeof(endpoints));
    const Header header = witness.decode(Bytes(real.bytes), options, &endpoints);
    EXPECT_TRUE(SameRecord(header, ExpectedHeader(expect, real.bytes, check)));
    EXPECT_TRUE(SameRecord(endpoints, ExpectedEndpoints(expect)));
    if (check != Check::kCrc) continue;
    const HeaderView view = View(Bytes(real.bytes), header);
    EXPECT_EQ(InIndexTerms(view), expect);
    EXPECT_TRUE(view.valid());
    EXPECT_EQ(ToHex(view.raw()), ToHex(Bytes(real.bytes).first(header.size())));
  }
}

void ExpectInvalid(const Witness& witness, const RealHeader& real, const Header& expected) {
  for (const Check check : {Check::kNone, Check::kTlv, Check::kCrc}) {
    Options options;
    options.check = check;
    Endpoints endpoints;
    std::memset(static_cast<void*>(&endpoints), 0xAA, sizeof(endpoints));
    EXPECT_TRUE(SameRecord(witness.decode(Bytes(real.bytes), options, &endpoints), expected));
    EXPECT_TRUE(SameRecord(endpoints, Endpoints{}));
  }
}

TEST(CorpusRecords, IndexNamesEveryFileOnce) {
  std::set<std::string> indexed;
  for (const RealHeader& real : RealHeaders()) {
    EXPECT_TRUE(indexed.insert(real.file).second) << real.file;
  }
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(SIMDPROXY_TEST_DATA "/real")) {
    if (entry.path().extension() == ".bin") found.insert(entry.path().filename());
  }
  EXPECT_EQ(found, indexed);
  EXPECT_EQ(found.size(), 167U);
}

// What the contract makes of a file is among what its index takes for right.
TEST(CorpusRecords, ContractAnswersAreAmongThoseOfTheIndex) {
  size_t invalid = 0;
  for (const RealHeader& real : RealHeaders()) {
    const bool expected_invalid = kInvalid.contains(real.file);
    invalid += expected_invalid;
    if (real.file == kUnspecWithJunk) {
      EXPECT_EQ(real.expect.at("also_allowed"), Json({"ok"}));
    } else {
      EXPECT_EQ(real.expect.at("verdict"), expected_invalid ? "invalid" : "ok") << real.file;
    }
  }
  EXPECT_EQ(invalid, kInvalid.size());
}

TEST(CorpusRecords, EveryWitnessWritesThem) {
  for (const Witness& witness : Witnesses()) {
    SCOPED_TRACE(witness.name);
    for (const RealHeader& real : RealHeaders()) {
      SCOPED_TRACE(real.file);
      if (const auto fault = kInvalid.find(real.file); fault != kInvalid.end()) {
        ExpectInvalid(witness, real, fault->second);
      } else {
        ExpectOk(witness, real, Expected(real));
      }
    }
  }
}

// What follows the addresses, and the text of a line's fields, cut out of the file by hand.
TEST(CorpusRecords, RestAndTextFieldsOfEveryRealHeader) {
  for (const RealHeader& real : RealHeaders()) {
    if (kInvalid.contains(real.file)) continue;
    SCOPED_TRACE(real.file);
    const Json expect = Expected(real);
    const Header header = Decode(Bytes(real.bytes));
    const HeaderView view = View(Bytes(real.bytes), header);
    const std::string& text = real.bytes;
    if (expect.at("version") == 2) {
      EXPECT_EQ(ToHex(view.rest()), ToHex(Bytes(real.bytes).subspan(view.rest_offset())));
      EXPECT_EQ(view.source_text(), "");
      continue;
    }
    if (FamilyNumber(expect) == 0) {
      EXPECT_EQ(ToHex(view.rest()), ToHex(Bytes(real.bytes).subspan(13, text.size() - 15)));
      EXPECT_EQ(view.source_text(), "");
      continue;
    }
    EXPECT_TRUE(view.rest().empty());
    const std::string line = text.substr(0, 11) + std::string(view.source_text()) + " " +
                             std::string(view.destination_text()) + " " +
                             std::string(view.source_port_text()) + " " +
                             std::string(view.destination_port_text()) + "\r\n";
    EXPECT_EQ(line, text);
  }
}

}  // namespace
}  // namespace simdproxy::testing
