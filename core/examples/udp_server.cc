// A UDP server behind a proxy that puts a PROXY header in front of each datagram, as dnsdist does:
// receives up to 64 datagrams with one system call, decodes them at once where they lie, and
// answers each with "ADDRESS:PORT " and its payload. Everything else is dropped.
//
//   udp_server [PORT]
//
// listens on 127.0.0.1, on any port by default, which it prints.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "simdproxy/simdproxy.h"

namespace {

constexpr size_t kBurst = 64;
constexpr size_t kSlotSize = 4096;

// A datagram is whole or broken: nothing is incomplete. UNIX paths and TLVs are of no use here.
constexpr simdproxy::Options kOptions{.accept = simdproxy::Accept::kV2, .datagram = true};

// Everything that is needed for one burst, laid out once.
class Burst {
 public:
  Burst() {
    for (size_t i = 0; i < kBurst; ++i) {
      vectors_[i] = {slots_[i].data(), kSlotSize};
      messages_[i].msg_hdr.msg_iov = &vectors_[i];
      messages_[i].msg_hdr.msg_iovlen = 1;
      messages_[i].msg_hdr.msg_name = &peers_[i];
    }
  }

  // Waits for one datagram, and takes what else is there.
  void Receive(int fd) {
    for (mmsghdr& message : messages_) message.msg_hdr.msg_namelen = sizeof(sockaddr_in);
    const int count = recvmmsg(fd, messages_.data(), kBurst, MSG_WAITFORONE, nullptr);
    count_ = count > 0 ? static_cast<size_t>(count) : 0;
    for (size_t i = 0; i < count_; ++i) sizes_[i] = messages_[i].msg_len;
  }

  void Decode() {
    const simdproxy::Slots slots{.base = slots_.data(),
                                 .stride = kSlotSize,
                                 .ids = nullptr,
                                 .sizes = sizes_.data(),
                                 .count = count_};
    simdproxy::DecodeBatch(slots, headers_.data(), endpoints_.data(), kOptions);
  }

  void Answer(int fd) const {
    for (size_t i = 0; i < count_; ++i) {
      // A datagram that was cut to the slot's size is of no use, whatever its header.
      const bool whole = (messages_[i].msg_hdr.msg_flags & MSG_TRUNC) == 0;
      if (!headers_[i].ok() || !whole) continue;
      std::string answer = Source(endpoints_[i]) + ' ';
      const uint32_t begin = headers_[i].size();
      answer.append(reinterpret_cast<const char*>(slots_[i].data()) + begin, sizes_[i] - begin);
      sendto(fd, answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&peers_[i]),
             sizeof(peers_[i]));
    }
  }

 private:
  static std::string Source(const simdproxy::Endpoints& both) {
    if (both.family() == simdproxy::Family::kUnspec) return "local";
    const auto source = std::span(both.source);
    const simdproxy::AddressText text = both.family() == simdproxy::Family::kInet
                                            ? simdproxy::InetToText(source.first<4>())
                                            : simdproxy::Inet6ToText(source);
    return text.c_str() + (':' + std::to_string(both.source_port));
  }

  size_t count_ = 0;
  std::array<uint32_t, kBurst> sizes_{};
  std::array<simdproxy::Header, kBurst> headers_{};
  std::array<simdproxy::Endpoints, kBurst> endpoints_{};
  std::array<mmsghdr, kBurst> messages_{};
  std::array<iovec, kBurst> vectors_{};
  std::array<sockaddr_in, kBurst> peers_{};
  std::array<std::array<std::byte, kSlotSize>, kBurst> slots_{};
};

}  // namespace

int main(int argc, char** argv) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("bind");
    return 1;
  }
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  static Burst burst;
  while (true) {
    burst.Receive(fd);
    burst.Decode();
    burst.Answer(fd);
  }
}
