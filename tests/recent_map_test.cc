// The map that forgets: what it keeps, and what it hands out.
#include "tools/simdproxy/capture/recent_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace simdproxy::capture {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Map = RecentMap<int, int, std::hash<int>>;

std::vector<int> Old(Map& map) {
  std::vector<int> keys;
  for (const auto& [key, value] : map.TakeOld()) keys.push_back(key);
  std::ranges::sort(keys);
  return keys;
}

TEST(RecentMap, KeepsWhatWasUsedSinceTheLastCall) {
  Map map(3);
  for (const int key : {1, 2, 3}) {
    EXPECT_FALSE(map.full());
    map.Add(key) = key * 10;
  }
  EXPECT_TRUE(map.full());
  EXPECT_THAT(Old(map), IsEmpty());
  EXPECT_FALSE(map.full());
  ASSERT_NE(map.Find(2), nullptr);
  EXPECT_EQ(*map.Find(2), 20);
  map.Add(4) = 40;
  EXPECT_THAT(Old(map), ElementsAre(1, 3));
  EXPECT_EQ(map.Find(1), nullptr);
  EXPECT_EQ(*map.Find(4), 40);
  EXPECT_THAT(Old(map), ElementsAre(2));
  EXPECT_THAT(Old(map), ElementsAre(4));
  EXPECT_THAT(Old(map), IsEmpty());
}

TEST(RecentMap, AReferenceStaysValidWhileItsEntryGrowsOld) {
  Map map(2);
  int& value = map.Add(1);
  value = 7;
  EXPECT_THAT(Old(map), IsEmpty());
  value = 8;
  EXPECT_EQ(map.Find(1), &value);
  EXPECT_EQ(*map.Find(1), 8);
}

}  // namespace
}  // namespace simdproxy::capture
