#include "tools/simdproxy/capture/connections.h"

#include <algorithm>
#include <utility>

namespace simdproxy::capture {
namespace {

// About 200 bytes each, of which twice as many may be held.
constexpr size_t kMaxConnections = size_t{512} << 10;

// For the bytes of streams that are followed. Beyond it the connections that were idle for longest
// end, all of them if need be.
constexpr size_t kMaxMemory = size_t{256} << 20;

Flow Reversed(const Flow& flow) { return {flow.family, flow.to, flow.from}; }

Beginning TakeFrom(StreamStart& direction, const Flow& flow) {
  Beginning beginning{.origin = {Carrier::kTcp, flow, {}}, .bytes = {}};
  beginning.bytes = direction.Take(&beginning.origin.mark);
  return beginning;
}

}  // namespace

Connections::Connections(const Judge& judge, Found found)
    : judge_(judge), found_(std::move(found)), connections_(kMaxConnections) {}

Connections::Connection& Connections::ConnectionOf(const Segment& segment) {
  const ConnectionKey key(segment.flow);
  Connection* connection = connections_.Find(key);
  if (connection != nullptr && (segment.flags & flag::kSyn) != 0) {
    // It may be the same SYN once more, or that of the next connection on these ports.
    const bool opens = (segment.flags & flag::kAck) == 0;
    const StreamStart& direction = connection->directions[DirectionOf(segment.flow)];
    if ((opens && connection->closed) || direction.BeginsElsewhere(segment.sequence + 1)) {
      std::vector<Beginning> late;
      End(*connection, late);
      ReportInOrder(std::move(late));
      *connection = {.flow = segment.flow, .directions = {}};
      ++counts_.total;
    }
  }
  if (connection == nullptr) {
    if (connections_.full()) EndOld();
    connection = &connections_.Add(key);
    connection->flow = segment.flow;
    ++counts_.total;
  }
  return *connection;
}

void Connections::Add(const Segment& segment, const PacketMark& mark) {
  Connection& connection = ConnectionOf(segment);
  const size_t from = DirectionOf(segment.flow);
  StreamStart& direction = connection.directions[from];
  uint32_t sequence = segment.sequence;
  if ((segment.flags & flag::kSyn) != 0) {
    ++sequence;  // SYN itself counts as one byte; data may stand behind it (RFC 7413)
    direction.SetBegin(sequence);
    if ((segment.flags & flag::kAck) != 0) {
      connection.directions[1 - from].SetBegin(segment.acknowledgement);
    }
  }
  if ((segment.flags & (flag::kFin | flag::kRst)) != 0) connection.closed = true;
  // What stands in a RST is a text for people (RFC 9293 section 3.5.3), not a part of the stream.
  const bool has_data = !segment.payload.empty() && (segment.flags & flag::kRst) == 0;
  if (!has_data || direction.decided()) return;

  memory_ -= direction.memory();
  direction.Add(segment.payload, sequence, mark, judge_);
  if (direction.state() == StreamStart::State::kHeader) found_(TakeFrom(direction, segment.flow));
  memory_ += direction.memory();
  // Twice, so that those that were used of late end as well.
  for (int i = 0; i < 2 && memory_ > kMaxMemory; ++i) EndOld();
}

void Connections::End(Connection& connection, std::vector<Beginning>& late) {
  std::array<bool, 5> seen{};
  for (size_t i = 0; i < connection.directions.size(); ++i) {
    StreamStart& direction = connection.directions[i];
    if (!direction.decided()) {
      memory_ -= direction.memory();
      direction.End(judge_);
      const Flow& flow = connection.flow;
      if (direction.state() == StreamStart::State::kHeader) {
        late.push_back(TakeFrom(direction, DirectionOf(flow) == i ? flow : Reversed(flow)));
      }
    }
    seen[static_cast<size_t>(direction.state())] = true;
  }
  const auto any = [&seen](StreamStart::State state) { return seen[static_cast<size_t>(state)]; };
  using enum StreamStart::State;
  if (any(kHeader)) {
    ++counts_.header;
  } else if (any(kUnknown) || any(kOpen)) {
    ++counts_.unknown;
  } else {
    ++(any(kNone) ? counts_.none : counts_.empty);
  }
}

void Connections::EndOld() {
  std::vector<Beginning> late;
  for (auto& [key, connection] : connections_.TakeOld()) End(connection, late);
  ReportInOrder(std::move(late));
}

void Connections::End() {
  EndOld();
  EndOld();
}

void Connections::ReportInOrder(std::vector<Beginning> late) {
  std::ranges::sort(late, {},
                    [](const Beginning& beginning) { return beginning.origin.mark.number; });
  for (Beginning& beginning : late) found_(std::move(beginning));
}

}  // namespace simdproxy::capture
