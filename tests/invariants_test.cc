// What the contract says of all inputs, judged without any decoder: what a record may hold, how
// many bytes are asked for, what the options may change; and prefix, monotone and local at every
// split point, before every kind of payload, on every witness.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/corpus.h"
#include "tests/mutate.h"
#include "tests/oracle.h"
#include "tests/sanitizers.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

using namespace std::literals;

constexpr std::string_view kV1Signature = "PROXY ";

// Options that change what a stream's header may be.
constexpr Options kStreamOptions[] = {{},
                                      {.check = Check::kTlv},
                                      {.check = Check::kCrc},
                                      {.max_size = 60, .check = Check::kCrc},
                                      {.accept = Accept::kV1},
                                      {.accept = Accept::kV2, .check = Check::kCrc}};

constexpr std::string_view kPayloads[] = {"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"sv,
                                          "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv,
                                          "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv,
                                          "PROXY TCP4 192.0.2.1 198.51.100.2 1 2\r\n"sv,
                                          "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C"sv,
                                          "\r\n"sv,
                                          "0123456789 12 34\r\n"sv};

// The real headers, then generated headers, then mutated ones.
std::vector<std::string> Inputs(size_t generated) {
  std::vector<std::string> inputs;
  for (const RealHeader& real : RealHeaders()) inputs.push_back(real.bytes);
  InputGenerator generator(20261124);
  std::array<uint8_t, kMaxInputSize> bytes;
  for (size_t i = 0; i < generated; ++i) {
    const size_t size =
        i % 2 == 0 ? generator.NextHeader(bytes.data()) : generator.Next(bytes.data());
    inputs.emplace_back(reinterpret_cast<const char*>(bytes.data()), size);
  }
  return inputs;
}

// The number of bytes that an incomplete input needs: the contract's function of the bytes alone.
size_t NeededFor(std::string_view input) {
  if (input.empty()) return 15;
  if (input[0] == '\r') {
    if (input.size() < 16) return 16;
    return 16 + LoadBig16(reinterpret_cast<const uint8_t*>(input.data()) + 14);
  }
  size_t base = 15;
  const std::string_view token = input.substr(std::min<size_t>(input.size(), 6));
  if (token.starts_with("TCP4")) base = 32;
  if (token == "T" || token == "TC" || token == "TCP" || token.starts_with("TCP6")) base = 22;
  const size_t end = input.size() + (input.back() == '\r' ? 1 : 2);
  return std::min<size_t>(107, std::max(base, end));
}

bool IsV1Tcp(const Header& header) { return header.version() == 1 && header.family_transport != 0; }

// What any record may hold, whatever the decoder thinks of the bytes.
void ExpectSoundOk(const Header& header, const Endpoints& endpoints, std::string_view input,
                   const Options& options) {
  ASSERT_LE(header.size(), input.size());
  ASSERT_EQ(header.reason(), Reason::kNone);
  if (header.version() == 1) {
    ASSERT_LE(header.size(), 107U);
    ASSERT_EQ(input.substr(header.size() - 2, 2), "\r\n");
    ASSERT_EQ(header.version_command, 0x21);
    ASSERT_EQ(header.tlv_begin, header.size());
  } else {
    ASSERT_EQ(header.size(), NeededFor(input.substr(0, 16)));
    ASSERT_LE(header.size(), options.max_size);
    ASSERT_EQ(header.version_command, static_cast<uint8_t>(input[12]));
    ASSERT_EQ(header.family_transport, static_cast<uint8_t>(input[13]));
    const size_t block =
        header.command() == Command::kLocal ? 0 : kBlockSizes[header.family_transport >> 4];
    ASSERT_EQ(header.tlv_begin, 16 + block);
    ASSERT_LE(header.tlv_begin, header.size());
  }
  if (IsV1Tcp(header)) {
    ASSERT_EQ(input[header.v1_destination - 1U], ' ');
    ASSERT_EQ(input[header.v1_source_port - 1U], ' ');
    ASSERT_EQ(input[header.v1_destination_port - 1U], ' ');
    ASSERT_TRUE(11 < header.v1_destination && header.v1_destination < header.v1_source_port &&
                header.v1_source_port < header.v1_destination_port);
  } else {
    ASSERT_EQ(header.v1_destination | header.v1_source_port | header.v1_destination_port, 0);
  }
  if (options.check == Check::kNone) {
    ASSERT_EQ(header.flags, 0);
  }
  const bool named = header.command() == Command::kProxy &&
                     (header.family() == Family::kInet || header.family() == Family::kInet6);
  if (named) {
    ASSERT_EQ(endpoints.family_number, header.family_transport >> 4);
    ASSERT_EQ(endpoints.transport_number, header.family_transport & 15);
    const size_t used = header.family() == Family::kInet ? 4 : 16;
    for (size_t i = used; i < 16; ++i) {
      ASSERT_EQ(endpoints.source[i] | endpoints.destination[i], 0);
    }
    ASSERT_EQ(endpoints.reserved[0] | endpoints.reserved[1], 0);
  } else {
    ASSERT_TRUE(Same(endpoints, Endpoints{}));
  }
}

void ExpectSound(const Header& header, const Endpoints& endpoints, std::string_view input,
                 const Options& options) {
  const int version = input.starts_with(kV1Signature) ? 1 : input.starts_with(kV2SignatureText) * 2;
  ASSERT_EQ(header.version(), version);
  ASSERT_EQ(header.reserved, 0);
  ASSERT_EQ(header.reason() == Reason::kNone, header.outcome() != Outcome::kInvalid);
  if (header.ok()) return ExpectSoundOk(header, endpoints, input, options);
  // Nothing but outcome, reason, version and extent.
  Header bare = Record(header.outcome(), header.reason(), version, header.extent);
  ASSERT_TRUE(Same(header, bare));
  ASSERT_TRUE(Same(endpoints, Endpoints{}));
  switch (header.outcome()) {
    case Outcome::kIncomplete:
      ASSERT_FALSE(options.datagram);
      ASSERT_GT(header.needed(), input.size());
      ASSERT_EQ(header.needed(), NeededFor(input));
      break;
    case Outcome::kNotProxy: {
      ASSERT_LT(header.offset(), 12U);
      const std::string_view fits = input.substr(0, header.offset());
      ASSERT_TRUE(kV1Signature.starts_with(fits) || kV2SignatureText.starts_with(fits));
      const std::string_view not_fits = input.substr(0, header.offset() + 1);
      ASSERT_FALSE(kV1Signature.starts_with(not_fits) || kV2SignatureText.starts_with(not_fits));
      break;
    }
    case Outcome::kInvalid:
      ASSERT_LT(header.reason_code, static_cast<Reason>(kReasonCount));
      if (header.reason() == Reason::kTruncated) {
        ASSERT_TRUE(options.datagram);
        ASSERT_EQ(header.offset(), input.size());
      } else if (header.reason() == Reason::kLineTooLong) {
        ASSERT_EQ(header.offset(), 107U);
        ASSERT_GE(input.size(), 107U);
      } else {
        ASSERT_LT(header.offset(), input.size());
      }
      break;
    default:
      FAIL() << "no such outcome";
  }
}

TEST(Invariants, RecordsHoldWhatTheirOutcomeNames) {
  std::vector<Options> all(std::begin(kStreamOptions), std::end(kStreamOptions));
  all.push_back({.datagram = true});
  all.push_back({.max_size = 0, .check = Check::kCrc, .datagram = true});
  for (const std::string& input : Inputs(40'000 / kSlowdown)) {
    for (const Options& options : all) {
      for (const Witness& witness : Witnesses()) {
        Endpoints endpoints;
        const Header header = witness.decode(Bytes(input), options, &endpoints);
        ASSERT_NO_FATAL_FAILURE(ExpectSound(header, endpoints, input, options))
            << witness.name << " " << OptionsLiteral(options) << "\n"
            << ToHex(Bytes(input)) << "\n"
            << Show(header);
      }
    }
  }
}

// Answers to every prefix of a stream, in one batch.
void AskPrefixes(const Witness& witness, std::string_view stream, const Options& options,
                 Records& records) {
  std::vector<Buffer> prefixes;
  for (size_t size = 0; size <= stream.size(); ++size) prefixes.push_back({stream.data(), size});
  Ask(witness, prefixes, options, true, records);
}

// Prefix: incomplete until the header is whole, and never asking for more than the header. Monotone
// and local: what is final stays, whatever comes behind it.
void ExpectSplits(const Records& prefixes, const Records& reference) {
  const size_t n = prefixes.headers.size() - 2;  // the last one is garbage
  size_t first_final = 0;
  while (first_final <= n && prefixes.headers[first_final].outcome() == Outcome::kIncomplete) {
    ++first_final;
  }
  for (size_t size = 0; size <= n; ++size) {
    const Header& header = prefixes.headers[size];
    ASSERT_TRUE(Same(header, reference.headers[size])) << "at " << size << ": " << Show(header);
    if (size < first_final) {
      ASSERT_GT(header.needed(), size);
      if (first_final <= n && prefixes.headers[first_final].ok()) {
        ASSERT_LE(header.needed(), prefixes.headers[first_final].size()) << "at " << size;
      }
      continue;
    }
    ASSERT_TRUE(Same(header, prefixes.headers[first_final])) << "at " << size;
    ASSERT_TRUE(Same(prefixes.endpoints[size], prefixes.endpoints[first_final])) << "at " << size;
  }
  if (first_final <= n && prefixes.headers[first_final].ok()) {
    ASSERT_EQ(prefixes.headers[first_final].size(), first_final);
  }
}

TEST(Invariants, PrefixMonotoneAndLocalAtEverySplitBeforeEveryPayload) {
  size_t splits = 0;
  Records reference;
  Records prefixes;
  for (const std::string& input : Inputs(1200 / kSlowdown)) {
    for (const std::string_view payload : kPayloads) {
      const std::string stream = input + std::string(payload);
      for (const Options& options : kStreamOptions) {
        AskPrefixes(ReferenceWitness(), stream, options, reference);
        for (const Witness& witness : Witnesses()) {
          AskPrefixes(witness, stream, options, prefixes);
          ASSERT_NO_FATAL_FAILURE(ExpectSplits(prefixes, reference))
              << witness.name << " " << OptionsLiteral(options) << "\n"
              << ToHex(Bytes(stream));
          splits += stream.size() + 1;
        }
      }
    }
  }
  std::printf("%zu split points\n", splits);
}

// Local, from the other side: every byte behind those that were looked at, replaced.
TEST(Invariants, BytesThatWereNotLookedAtDoNotMatter) {
  Rng rng(1);
  for (const std::string& input : Inputs(4000 / kSlowdown)) {
    for (const Witness& witness : Witnesses()) {
      Endpoints endpoints;
      const Header header = witness.decode(Bytes(input), {}, &endpoints);
      if (header.outcome() == Outcome::kIncomplete) continue;
      // Any final answer is there after these many bytes; see the test above.
      const size_t looked_at = header.ok()                              ? header.size()
                               : header.outcome() == Outcome::kNotProxy ? header.offset() + 1
                               : header.version() == 1                  ? size_t{107}
                                                                        : size_t{16};
      std::string other = input;
      for (size_t i = looked_at; i < other.size(); ++i) other[i] = static_cast<char>(rng.Byte());
      Endpoints other_endpoints;
      const Header answer = witness.decode(Bytes(other), {}, &other_endpoints);
      ASSERT_TRUE(Same(answer, header)) << witness.name << " " << ToHex(Bytes(other));
      ASSERT_TRUE(Same(other_endpoints, endpoints)) << witness.name << " " << ToHex(Bytes(other));
    }
  }
}

// A reader who takes what is asked for, in pieces of any size, ends at the header's last byte.
TEST(Invariants, ReadingNeverTakesPayload) {
  Rng rng(2);
  for (const std::string& input : Inputs(4000 / kSlowdown)) {
    const Header whole = reference::Decode(Bytes(input));
    if (!whole.ok()) continue;
    const std::string stream = input + std::string(200, 'x');
    for (const Witness& witness : Witnesses()) {
      for (const uint32_t most : {1U, 7U, 100'000U}) {
        size_t got = 0;
        Header header = witness.decode({}, {}, nullptr);
        for (size_t reads = 0; !header.ok(); ++reads) {
          ASSERT_EQ(header.outcome(), Outcome::kIncomplete);
          ASSERT_LE(header.needed(), whole.size()) << witness.name << " " << ToHex(Bytes(input));
          ASSERT_LE(reads, whole.size());
          got += 1 + rng.Below(std::min<uint64_t>(most, header.needed() - got));
          if (most == 100'000U) got = header.needed();
          header = witness.decode(Bytes(stream).first(got), {}, nullptr);
        }
        ASSERT_EQ(got, whole.size()) << witness.name;
      }
    }
  }
}

// Each option does what it says and nothing else.
TEST(Invariants, OptionsChangeWhatTheySay) {
  for (const std::string& input : Inputs(20'000 / kSlowdown)) {
    for (const Witness& witness : Witnesses()) {
      const auto ask = [&](const Options& options) {
        return witness.decode(Bytes(input), options, nullptr);
      };
      const Header plain = ask({});
      const auto where = [&] { return witness.name + " " + ToHex(Bytes(input)); };
      for (const Check check : {Check::kTlv, Check::kCrc}) {
        Header checked = ask({.check = check});
        if (plain.ok() && !checked.ok()) {
          ASSERT_TRUE(checked.reason() == Reason::kBadTlv ||
                      (check == Check::kCrc && checked.reason() == Reason::kBadCrc32c))
              << where();
          ASSERT_GE(checked.offset(), plain.tlv_offset()) << where();
          continue;
        }
        checked.flags = 0;
        ASSERT_TRUE(Same(checked, plain)) << where();
      }
      for (const Accept accept : {Accept::kV1, Accept::kV2}) {
        const bool refused = plain.version() != 0 && plain.version() != static_cast<int>(accept);
        const Header expected =
            refused ? Invalid(plain.version(), Reason::kVersionNotAccepted, 0) : plain;
        ASSERT_TRUE(Same(ask({.accept = accept}), expected)) << where();
      }
      const bool sized =
          plain.version() == 2 && (plain.ok() || plain.needed() != 0) && input.size() >= 16;
      const Header limited = ask({.max_size = 60});
      ASSERT_TRUE(Same(limited,
                       sized && plain.extent > 60 ? Invalid(2, Reason::kHeaderTooLong, 14) : plain))
          << where();
      ASSERT_TRUE(Same(ask({.datagram = true}),
                       plain.outcome() == Outcome::kIncomplete
                           ? Invalid(plain.version(), Reason::kTruncated, input.size())
                           : plain))
          << where();
    }
    ASSERT_TRUE(Same(DecodeDatagram(Bytes(input)), Decode(Bytes(input), {.datagram = true})));
  }
}

}  // namespace
}  // namespace simdproxy::testing
