// Every header that a real system sent decodes to exactly what data/real/index.json says.
#include "tests/corpus.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/records.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

using Json = nlohmann::json;

// The index gives reasons in prose. Two of its files may be answered in more than one way: these
// are the contract's answers.
const std::map<std::string, Header>& InvalidFiles() {
  static const std::map<std::string, Header> files = {
      {"goproxyproto-0.4.2-v1-mapped-inet6-invalid.bin", Invalid(1, Reason::kBadSourceAddress, 11)},
      {"nginx-1.22.1-stream-chain-realip-v2-inet6-chain-invalid.bin",
       Invalid(1, Reason::kBadDestinationAddress, 26)},
      {"swaks-20201014.0-v2-local-inet-invalid.bin", Invalid(2, Reason::kBadCommand, 12)},
      {"swaks-20201014.0-v2-local-inet6-invalid.bin", Invalid(2, Reason::kBadCommand, 12)},
      {"swaks-20201014.0-v2-unix-invalid.bin", Invalid(2, Reason::kBadLength, 14)},
      {"swaks-20201014.0-v2-unspec-unspec-invalid.bin", OkV2(0x21, 0x01, 16, 22)},
  };
  return files;
}

void ExpectEndpoint(const Json& expected, const Endpoint& endpoint, const std::string& file) {
  ASSERT_EQ(expected.is_null(), !endpoint) << file;
  if (expected.is_null()) return;
  EXPECT_EQ(ToText(endpoint).view(), expected.at("addr").get<std::string>()) << file;
  if (endpoint.family == Family::kUnix) {
    EXPECT_EQ(ToHex(endpoint.path_block), expected.at("raw").get<std::string>()) << file;
    EXPECT_TRUE(expected.at("port").is_null()) << file;
  } else {
    EXPECT_EQ(endpoint.port, expected.at("port").get<int>()) << file;
  }
}

Json TlvList(const TlvView& view) {
  Json list = Json::array();
  for (const Tlv tlv : view) list.push_back({tlv.type, ToHex(tlv.value)});
  return list;
}

void ExpectSsl(const Json& expected, const HeaderView& view, const std::string& file) {
  const auto entry = view.tlvs().Find(tlv_type::kSsl);
  ASSERT_TRUE(entry) << file;
  const auto ssl = ReadSsl(view.raw(), *entry);
  ASSERT_TRUE(ssl) << file;
  EXPECT_EQ(ssl->client, expected.at("client").get<int>()) << file;
  EXPECT_EQ(ssl->verify, expected.at("verify").get<uint32_t>()) << file;
  EXPECT_EQ(TlvList(ssl->entries), expected.at("sub")) << file;
}

void ExpectIndexed(const RealHeader& real, const Header& header) {
  const Json& expect = real.expect;
  const HeaderView view(Bytes(real.bytes), header);
  ASSERT_TRUE(view.valid()) << real.file << " " << Show(header);
  EXPECT_EQ(view.version(), expect.at("version").get<int>()) << real.file;
  EXPECT_EQ(CommandName(view.command()), expect.at("command").get<std::string>()) << real.file;
  EXPECT_EQ(FamilyName(view.family()), expect.at("family").get<std::string>()) << real.file;
  EXPECT_EQ(TransportName(view.transport()), expect.at("transport").get<std::string>())
      << real.file;
  EXPECT_EQ(header.size(), expect.at("header_len").get<uint32_t>()) << real.file;
  ExpectEndpoint(expect.at("src"), view.source(), real.file);
  ExpectEndpoint(expect.at("dst"), view.destination(), real.file);
  EXPECT_EQ(TlvList(view.tlvs(Reading::kStrict)), expect.at("tlvs")) << real.file;
  EXPECT_EQ(header.crc_state(), expect.at("crc").is_null() ? CrcState::kAbsent : CrcState::kOk)
      << real.file;
  if (expect.contains("ssl") && !expect.at("ssl").is_null()) {
    ExpectSsl(expect.at("ssl"), view, real.file);
  }
}

TEST(Corpus, EveryRealHeaderDecodesToItsIndex) {
  ASSERT_EQ(RealHeaders().size(), 167U);
  for (const RealHeader& real : RealHeaders()) {
    ASSERT_FALSE(real.bytes.empty()) << real.file;
    for (const Witness& witness : Witnesses()) {
      const auto invalid = InvalidFiles().find(real.file);
      if (invalid != InvalidFiles().end()) {
        EXPECT_EQ(real.expect.at("verdict"), "invalid") << real.file;
        const Header header = witness.decode(Bytes(real.bytes), {}, nullptr);
        EXPECT_TRUE(Same(header, invalid->second)) << real.file << " " << Show(header);
        continue;
      }
      EXPECT_EQ(real.expect.at("verdict"), "ok") << real.file;
      Endpoints endpoints;
      const Header header = witness.decode(Bytes(real.bytes), {.check = Check::kCrc}, &endpoints);
      ExpectIndexed(real, header);
      const Endpoint source = View(Bytes(real.bytes), header).source();
      if (source && source.family != Family::kUnix) {
        EXPECT_EQ(std::memcmp(source.address.data(), endpoints.source, 16), 0) << real.file;
        EXPECT_EQ(source.port, endpoints.source_port) << real.file;
      } else {
        EXPECT_TRUE(Same(endpoints, Endpoints{})) << real.file;
      }
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
