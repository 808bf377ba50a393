// The examples of core/GUIDE.md as their clients meet them, and that the guide shows what is
// compiled.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tests/bytes.h"
#include "tests/emulator.h"

extern char** environ;

namespace simdproxy::testing {
namespace {

const std::string kLine = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";

// A header of version 2 between the same endpoints, with the entries "04 00 00" and then CRC32C.
std::string HeaderWithCrc(bool right) {
  std::string header =
      Hex("0d0a0d0a000d0a515549540a 2111 0016 c0000201 c6336402 dc04 01bb 040000 030004 00000000");
  const uint32_t sum = Crc32c(std::as_bytes(std::span(header))) ^ (right ? 0 : 1);
  for (int i = 0; i < 4; ++i) {
    header[header.size() - 1 - static_cast<size_t>(i)] = static_cast<char>(sum >> (8 * i));
  }
  return header;
}

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A running example. It prints its port when it listens.
class Example {
 public:
  Example(const std::string& name, const std::string& arguments) {
    const std::string command =
        "exec " + ShellCommand(SIMDPROXY_EXAMPLES "/" + name) + ' ' + arguments;
    int ends[2];
    if (pipe(ends) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    std::string words[] = {"/bin/sh", "-c", command};
    char* argv[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
    const int failed = posix_spawn(&child_, argv[0], &actions, nullptr, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    FILE* const output = fdopen(ends[0], "r");
    char line[16] = {};
    if (failed == 0 && std::fgets(line, sizeof(line), output) != nullptr) {
      port_ = static_cast<uint16_t>(std::stoi(line));
    }
    std::fclose(output);
  }
  ~Example() {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  Example(const Example&) = delete;
  Example& operator=(const Example&) = delete;

  uint16_t port() const { return port_; }

  // True if it says that this machine can't run it, and ends.
  bool Refuses() {
    if (port_ != 0) return false;
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 77;
  }

 private:
  pid_t child_ = 0;
  uint16_t port_ = 0;
};

// A client that does not wait for ever.
class Client {
 public:
  Client(int type, uint16_t port) : fd_(socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
    const timeval limit{.tv_sec = 60, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    const sockaddr_in address = Loopback(port);
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  void Send(const std::string& bytes) const { send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  // One datagram.
  std::string Receive() const {
    char bytes[512];
    const ssize_t size = recv(fd_, bytes, sizeof(bytes), 0);
    return size > 0 ? std::string(bytes, static_cast<size_t>(size)) : "";
  }
  // All that comes until the other side closes.
  std::string ReceiveAll() const {
    std::string all;
    for (std::string some = Receive(); !some.empty(); some = Receive()) all += some;
    return all;
  }

 private:
  int fd_;
  bool connected_;
};

// What a server answers to these pieces, sent with pauses.
std::string Answer(uint16_t port, const std::vector<std::string>& pieces) {
  const Client client(SOCK_STREAM, port);
  for (const std::string& piece : pieces) {
    client.Send(piece);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return client.ReceiveAll();
}

void TestStreams(uint16_t port) {
  EXPECT_EQ(Answer(port, {kLine + "ping"}), "192.0.2.1:56324 ping");
  EXPECT_EQ(Answer(port, {HeaderWithCrc(true) + "ping"}), "192.0.2.1:56324 ping");
  EXPECT_EQ(Answer(port, {HeaderWithCrc(false) + "ping"}), "");
  const std::string local = Hex("0d0a0d0a000d0a515549540a 20000000");
  EXPECT_EQ(Answer(port, {local + "ping"}), "local ping");
  for (const std::string& header : {kLine, HeaderWithCrc(true)}) {
    EXPECT_EQ(Answer(port, {header.substr(0, 3), header.substr(3, 15), header.substr(18) + "ping"}),
              "192.0.2.1:56324 ping");
  }
  EXPECT_EQ(Answer(port, {"GET / HTTP/1.1\r\n\r\n"}), "");
  EXPECT_EQ(Answer(port, {"PROXY TCP4 192.0.2.1 198.51.100.2 56324 65536\r\n"}), "");
  // Longer than the server takes.
  EXPECT_EQ(Answer(port, {Hex("0d0a0d0a000d0a515549540a 2100 07f1")}), "");
}

// More at once than come in one turn.
void TestCrowd(uint16_t port) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 300; ++i) {
    clients.push_back(std::make_unique<Client>(SOCK_STREAM, port));
    ASSERT_TRUE(clients.back()->connected());
  }
  for (size_t i = 0; i < clients.size(); ++i) clients[i]->Send(kLine + std::to_string(i));
  for (size_t i = 0; i < clients.size(); ++i) {
    EXPECT_EQ(clients[i]->ReceiveAll(), "192.0.2.1:56324 " + std::to_string(i));
  }
}

// Who is late is dropped, whether he sent something or nothing.
void TestLate(uint16_t port) {
  const Client silent(SOCK_STREAM, port);
  const Client late(SOCK_STREAM, port);
  late.Send(kLine.substr(0, 20));
  EXPECT_EQ(silent.ReceiveAll(), "");
  EXPECT_EQ(late.ReceiveAll(), "");
  late.Send(kLine.substr(20));
  EXPECT_EQ(late.ReceiveAll(), "");
}

TEST(Examples, EpollServer) {
  const Example example("epoll_server", "0 60000");
  ASSERT_NE(example.port(), 0);
  TestStreams(example.port());
  TestCrowd(example.port());
}

TEST(Examples, EpollServerDropsWhoIsLate) {
  const Example example("epoll_server", "0 150");
  TestLate(example.port());
}

TEST(Examples, IoUringServer) {
  if (!std::filesystem::exists(SIMDPROXY_EXAMPLES "/io_uring_server")) {
    GTEST_SKIP() << "built without liburing, or with MemorySanitizer";
  }
  Example example("io_uring_server", "0 60000");
  if (example.Refuses()) GTEST_SKIP() << "io_uring is not allowed here";
  ASSERT_NE(example.port(), 0);
  TestStreams(example.port());
  TestCrowd(example.port());
  const Example impatient("io_uring_server", "0 150");
  TestLate(impatient.port());
}

TEST(Examples, UdpServer) {
  const Example example("udp_server", "");
  ASSERT_NE(example.port(), 0);
  const Client client(SOCK_DGRAM, example.port());
  const std::string header = HeaderWithCrc(true);
  client.Send("no header");
  client.Send(kLine + "version 1");
  client.Send(header.substr(0, header.size() - 1));
  client.Send(header + std::string(5000, 'x'));
  // What is dropped has no answer: the first answer is that to the first good datagram.
  for (int i = 0; i < 100; ++i) {
    client.Send(header + std::to_string(i));
    EXPECT_EQ(client.Receive(), "192.0.2.1:56324 " + std::to_string(i));
  }
  client.Send(Hex("0d0a0d0a000d0a515549540a 20000000") + "ping");
  EXPECT_EQ(client.Receive(), "local ping");
  client.Send(Hex("0d0a0d0a000d0a515549540a 2122 0024 20010db8000000000000000000000001"
                  "20010db8000000000000000000000002 1000 0035") +
              "ping");
  EXPECT_EQ(client.Receive(), "2001:db8::1:4096 ping");
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Examples, TheGuideShowsWhatIsCompiled) {
  std::string sources;
  for (const auto& entry : std::filesystem::directory_iterator(SIMDPROXY_ROOT "/core/examples")) {
    if (entry.path().extension() == ".cc") sources += ReadFile(entry.path());
  }
  const std::string guide = ReadFile(SIMDPROXY_ROOT "/core/GUIDE.md");
  int blocks = 0;
  const std::string begin = "```cpp\n";
  for (size_t at = guide.find(begin); at != std::string::npos; at = guide.find(begin, at)) {
    at += begin.size();
    const std::string block = guide.substr(at, guide.find("```", at) - at);
    EXPECT_NE(sources.find(block), std::string::npos) << block;
    ++blocks;
  }
  EXPECT_GE(blocks, 4);
}

}  // namespace
}  // namespace simdproxy::testing
