// Options that take one of a few words, or any but none.
#ifndef SIMDPROXY_TOOLS_COMMON_CHOICE_H_
#define SIMDPROXY_TOOLS_COMMON_CHOICE_H_

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

namespace simdproxy::tool {

/// Adds an option whose word sets `value`, which must outlive the parse. The first choice is the
/// default; any other word is a usage error that names the choices.
template <class Enum>
void AddChoice(CLI::App& app, const std::string& name, Enum& value,
               const std::vector<std::pair<std::string, Enum>>& choices, const std::string& help) {
  std::string words;
  for (const auto& choice : choices) words += (words.empty() ? "" : "|") + choice.first;
  value = choices.front().second;
  app.add_option_function<std::string>(
         name,
         [&value, choices, name, words](const std::string& word) {
           for (const auto& choice : choices) {
             if (choice.first != word) continue;
             value = choice.second;
             return;
           }
           throw CLI::ValidationError(name, fmt::format("'{}' is none of {}", word, words));
         },
         help)
      ->type_name(words)
      ->default_str(choices.front().first);
}

/// Refuses an empty value, such as that of a shell variable that is not set.
inline CLI::Validator NotEmpty() {
  return CLI::Validator([](const std::string& value) { return value.empty() ? "is empty" : ""; },
                        "");
}

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_CHOICE_H_
