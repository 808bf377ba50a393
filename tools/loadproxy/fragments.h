// Sends a header in pieces, to see what receivers make of it.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_FRAGMENTS_H_
#define SIMDPROXY_TOOLS_LOADPROXY_FRAGMENTS_H_

#include <cstddef>
#include <vector>

#include "tools/common/random.h"
#include "tools/loadproxy/deadlines.h"
#include "tools/loadproxy/settings.h"
#include "tools/loadproxy/stream.h"

namespace simdproxy::loadproxy {

/// Where to cut `size` bytes: the ends of the pieces, the last one is `size`. No piece is empty.
std::vector<size_t> CutPlaces(const FragmentSettings& settings, size_t size, tool::Random& random);

/// One header, one piece a delay. Has the stream for itself until it is done.
class FragmentWriter final : private Deadlines::Waiter {
 public:
  class Owner {
   public:
    /// All pieces are written. May destroy the writer.
    virtual void OnFragmentsWritten() = 0;

   protected:
    ~Owner() = default;
  };

  /// `delay` is what lies between pieces. Nothing is written before Begin.
  FragmentWriter(Deadlines& delay, Stream& stream, Owner& owner, std::vector<std::byte> bytes,
                 std::vector<size_t> ends);

  /// Writes the first piece.
  void Begin() { OnTimeout(); }

 private:
  void OnTimeout() override;

  Deadlines& delay_;
  Stream& stream_;
  Owner& owner_;
  std::vector<std::byte> bytes_;
  std::vector<size_t> ends_;
  size_t pieces_ = 0;  // written
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_FRAGMENTS_H_
