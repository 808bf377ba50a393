// Capture files: pcap and pcapng, through libpcap.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_FILE_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_FILE_H_

#include <pcap/pcap.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tools/common/input.h"
#include "tools/simdproxy/capture/packet.h"

namespace simdproxy::capture {

/// How many bytes LooksLikeCapture wants to see.
inline constexpr size_t kMagicSize = tool::kInputHeadSize;

/// True if a file that begins with `head` is pcap (of either byte order, with times in micro- or
/// nanoseconds) or pcapng.
bool LooksLikeCapture(std::span<const std::byte> head);

/// True if an input is to be read as a capture.
bool IsCapture(const tool::OpenInput& input, tool::InputFormat format);

class File {
 public:
  /// Reads up to `size` bytes: how many there were, 0 at the end, or -1 with errno set.
  using Read = std::function<ssize_t(void* to, size_t size)>;

  /// Opens the capture that `read` gives from its first byte on, if error() is empty then; `read`
  /// is called as long as the file lives.
  explicit File(Read read);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// False at the end, or at an error.
  bool Next(Packet& packet);

  /// DLT_ of libpcap; the same for all packets, since libpcap refuses to mix them.
  int link_type() const { return link_type_; }

  /// Empty, or why the file could not be opened or read to its end, in libpcap's words.
  const std::string& error() const { return error_; }

 private:
  struct Close {
    void operator()(pcap_t* pcap) const { pcap_close(pcap); }
  };

  Read read_;
  std::vector<char> buffer_;
  std::unique_ptr<pcap_t, Close> pcap_;  // owns the stream over read_ once it is open
  int link_type_ = -1;
  uint64_t packets_ = 0;
  std::string error_;
};

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_FILE_H_
