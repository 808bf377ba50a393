#include "tools/simdproxy/chunk_scan.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "tools/common/escape.h"
#include "tools/simdproxy/decoded.h"
#include "tools/simdproxy/json_report.h"
#include "tools/simdproxy/mapped_read.h"
#include "tools/simdproxy/text_report.h"

namespace simdproxy::tool {
namespace {

// The longest text that is looked for has 13 bytes.
constexpr size_t kHitOverlap = 12;
constexpr size_t kRows = 1024;

std::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kV1:
      return "v1";
    case Kind::kV2:
      return "v2";
    default:
      return "crlf";
  }
}

std::string_view WhatName(ScanFor what) {
  constexpr std::string_view kNames[] = {"v2", "v1", "headers", "crlf"};
  return kNames[static_cast<size_t>(what)];
}

bool Wanted(ScanFor what, Kind kind) {
  return what == ScanFor::kHeaders || (what == ScanFor::kV1) == (kind == Kind::kV1);
}

}  // namespace

size_t OverlapFor(const ScanSettings& settings) {
  return settings.decode ? kMaxHeaderSize : kHitOverlap;
}

ChunkScan::ChunkScan(const Engine& engine, const ScanSettings& settings, const std::string& source)
    : engine_(engine),
      settings_(settings),
      source_(source),
      begin_(settings.json ? JsonSource(source)
                           : (source.empty() ? std::string("''") : Escape(source))) {}

bool ChunkScan::Scan(const Chunk& chunk, Found& found) const {
  found.hits = 0;
  found.lines.clear();
  if (settings_.decode) {
    Headers(chunk, found);
    return true;
  }
  if (settings_.count ? Count(chunk, found) : Hits(chunk, found)) return true;
  found.hits = 0;
  found.lines.clear();
  return false;
}

// All that ends in the chunk, without what begins behind its own bytes: no two hits overlap.
bool ChunkScan::Count(const Chunk& chunk, Found& found) const {
  return ReadMapped([&] {
    ScanState all(settings_.what);
    ScanState behind(settings_.what);
    found.hits = engine_.CountHits(all, chunk.bytes) -
                 engine_.CountHits(behind, chunk.bytes.subspan(chunk.owned));
  });
}

// Piece by piece: a format string takes three times as long, and there may be many hits.
void ChunkScan::AppendLine(Kind kind, uint64_t offset, std::string& lines) const {
  const fmt::format_int digits(offset);
  lines += begin_;
  lines += settings_.json ? ",\"offset\":" : ":";
  lines.append(digits.data(), digits.size());
  lines += settings_.json ? ",\"kind\":\"" : " ";
  lines += KindName(kind);
  lines += settings_.json ? "\"}\n" : "\n";
}

bool ChunkScan::Hits(const Chunk& chunk, Found& found) const {
  ScanState state(settings_.what);
  ScanHit hits[kRows];
  for (size_t done = 0;;) {
    ScanResult result{};
    if (!ReadMapped([&] { result = engine_.Scan(state, chunk.bytes.subspan(done), hits); })) {
      return false;
    }
    for (size_t i = 0; i < result.found && hits[i].offset() < chunk.owned; ++i) {
      ++found.hits;
      AppendLine(hits[i].kind(), chunk.offset + hits[i].offset(), found.lines);
    }
    if (result.found < kRows) return true;
    done += result.consumed;
  }
}

void ChunkScan::Headers(const Chunk& chunk, Found& found) const {
  std::vector<ScanHit> hits(kRows);
  std::vector<Header> headers(kRows);
  std::vector<Endpoints> endpoints(kRows);
  for (size_t done = 0;;) {
    const auto bytes = chunk.bytes.subspan(done);
    const ScanResult result = engine_.FindHeaders(
        bytes, {hits.data(), headers.data(), endpoints.data(), kRows}, settings_.options);
    for (size_t i = 0; i < result.found; ++i) {
      const size_t at = done + static_cast<size_t>(hits[i].offset());
      if (at >= chunk.owned) return;
      if (!Wanted(settings_.what, hits[i].kind())) continue;
      ++found.hits;
      if (settings_.count) continue;
      const auto rest = chunk.bytes.subspan(at);
      const Decoded decoded{.source = source_,
                            .bytes = headers[i].ok() ? rest.first(headers[i].size()) : rest,
                            .header = headers[i],
                            .endpoints = endpoints[i]};
      const uint64_t offset = chunk.offset + at;
      found.lines += settings_.json ? HitLine(offset, KindName(hits[i].kind()), decoded) + '\n'
                                    : fmt::format("{}:{} {} {}\n", begin_, offset,
                                                  KindName(hits[i].kind()), Describe(decoded));
    }
    if (result.found < kRows) return;
    done += result.consumed;
  }
}

std::string ChunkScan::CountLine(uint64_t hits, uint64_t bytes) const {
  if (!settings_.json) return fmt::format("{}: {}\n", begin_, hits);
  return fmt::format("{},\"what\":\"{}\",\"count\":{},\"bytes\":{}}}\n", begin_,
                     WhatName(settings_.what), hits, bytes);
}

}  // namespace simdproxy::tool
