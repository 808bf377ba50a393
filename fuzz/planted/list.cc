// Prints the planted bugs, one a line: name, class, and which fuzz targets must find it.
#include <cstdio>

#include "misread.h"
#include "planted.h"

namespace {

void Print(std::string_view name, std::string_view kind, std::string_view fuzzers) {
  std::printf("%.*s %.*s %.*s\n", static_cast<int>(name.size()), name.data(),
              static_cast<int>(kind.size()), kind.data(), static_cast<int>(fuzzers.size()),
              fuzzers.data());
}

}  // namespace

int main() {
  using namespace simdproxy::planted;
  for (const Edit& edit : Edits()) {
    // They stand for all misreadings.
    if (!edit.name.starts_with("misread")) Print(edit.name, edit.kind, edit.fuzzer);
  }
  for (const Misreading& m : Misreadings()) Print(m.name, "contract", "structured");
}
