// Runs a program from outside: arguments and standard input in, output and exit code back.
#ifndef SIMDPROXY_TESTS_RUN_COMMAND_H_
#define SIMDPROXY_TESTS_RUN_COMMAND_H_

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

extern char** environ;

namespace simdproxy::testing {

struct Command {
  std::vector<std::string> arguments;  ///< the first one is the path of the program
  std::string input = {};              ///< what stands on standard input
  /// "NAME=value", in place of the caller's variable of that name; "NAME" alone takes it away.
  std::vector<std::string> environment = {};
  int output = -1;  ///< descriptor for standard output; -1: it is captured
};

struct Finished {
  int exit_code;  ///< negative: the signal that ended it
  std::string output;
  std::string errors;
};

namespace run_command_internal {

// A file without a name: unlike a pipe it holds any amount, so nobody waits for anybody.
class Scratch {
 public:
  Scratch() : file_(std::tmpfile()) {
    if (file_ == nullptr) throw std::runtime_error("tmpfile failed");
  }
  ~Scratch() { std::fclose(file_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  int fd() const { return fileno(file_); }

  void Write(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), file_);
    std::fflush(file_);
    std::rewind(file_);
  }

  std::string Read() {
    std::string text;
    std::rewind(file_);
    char chunk[4096];
    while (const size_t size = std::fread(chunk, 1, sizeof(chunk), file_)) {
      text.append(chunk, size);
    }
    return text;
  }

 private:
  std::FILE* file_;
};

inline std::vector<std::string> Environment(const std::vector<std::string>& changes) {
  const auto name = [](const std::string& entry) { return entry.substr(0, entry.find('=')); };
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    bool changed = false;
    for (const std::string& change : changes) changed |= name(change) == name(*entry);
    if (!changed) environment.emplace_back(*entry);
  }
  for (const std::string& change : changes) {
    if (change.find('=') != std::string::npos) environment.push_back(change);
  }
  return environment;
}

inline std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& s : strings) pointers.push_back(s.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace run_command_internal

/// Runs the command to its end. Throws if it cannot be started.
inline Finished RunCommand(Command command) {
  using run_command_internal::Scratch;
  Scratch input;
  Scratch output;
  Scratch errors;
  input.Write(command.input);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.fd(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, command.output == -1 ? output.fd() : command.output,
                                   STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.fd(), STDERR_FILENO);

  std::vector<std::string> environment = run_command_internal::Environment(command.environment);
  pid_t child = 0;
  const int failed = posix_spawn(&child, command.arguments.at(0).c_str(), &actions, nullptr,
                                 run_command_internal::Pointers(command.arguments).data(),
                                 run_command_internal::Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot run " + command.arguments.at(0));

  int status = 0;
  if (waitpid(child, &status, 0) != child) throw std::runtime_error("waitpid failed");
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), output.Read(),
          errors.Read()};
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_RUN_COMMAND_H_
