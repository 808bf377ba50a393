// A map that forgets what was not used for long.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_RECENT_MAP_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_RECENT_MAP_H_

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace simdproxy::capture {

/// Two hash maps: what is used moves to the young one, and when that is full it becomes the old one
/// and the old one is handed out. So it holds between `limit` and twice as many of the entries that
/// were used last, without a list of uses. References stay valid until an entry is handed out.
template <class Key, class Value, class Hash>
class RecentMap {
 public:
  using Map = std::unordered_map<Key, Value, Hash>;

  explicit RecentMap(size_t limit) : limit_(limit) {}

  /// Null if there is no such entry.
  Value* Find(const Key& key) {
    if (const auto found = young_.find(key); found != young_.end()) return &found->second;
    auto node = old_.extract(key);
    return node.empty() ? nullptr : &young_.insert(std::move(node)).position->second;
  }

  /// Adds an entry that Find does not find.
  Value& Add(const Key& key) { return young_[key]; }

  bool full() const { return young_.size() >= limit_; }

  /// Takes the older ones out: all that were not used since the last call.
  Map TakeOld() { return std::exchange(old_, std::exchange(young_, {})); }

 private:
  size_t limit_;
  Map young_;
  Map old_;
};

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_RECENT_MAP_H_
