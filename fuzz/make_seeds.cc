// Writes the seeds of all fuzz targets: the headers that real systems sent (tests/data/real), and
// the rows of core/FORMAT.md. Arguments: the folder of the former, and where to write.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bytes.h"
#include "tests/generate_v2.h"

namespace {

using simdproxy::testing::Repeat;
using simdproxy::testing::Text;
using simdproxy::testing::V2;
using simdproxy::testing::Zeros;

using Inputs = std::vector<std::string>;

Inputs RealHeaders(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".bin") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  Inputs all;
  for (const auto& path : paths) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    all.push_back(bytes.str());
  }
  return all;
}

// The rows of the tables of core/FORMAT.md, and the examples in its rules.
Inputs Lines() {
  const std::string line = "TCP4 192.0.2.1 198.51.100.2 56324 443";
  Inputs all = {"",
                "P",
                "PROX",
                "PROXY",
                "PROXY ",
                "PROXYX " + line + "\r\n",
                "PROXY \r\n",
                "PROXY  " + line + "\r\n",
                "PROXY " + line + "\r\n",
                "PROXY " + line + "\n",
                "PROXY " + line + "\rGET / HTTP/1.0\r\n\r\n",
                "PROXY " + line + " \r\n",
                "PROXY " + line + " 99\r\n",
                "PROXY " + line + "\r\nPROXY " + line + "\r\n",
                "PROXY " + line + "\r",
                "proxy tcp4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY tcp4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP44 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP4\r\n",
                "PROXY TCP4\t1.2.3.4",
                "PROXY TCP4  1.2.3.4 1 2\r\n",
                "PROXY TCP4 1.2.3.4\r\n",
                "PROXY TCP4 999.1.1.1\r\n",
                "PROXY TCP4 1.2.3.4\t1.2.3.4 1 2\r\n",
                "PROXY TCP4   1 2\r\n",
                "PROXY TCP4 1.254.0.0 ..0. 7668 9\r\n",
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN\n",
                "PROXY UNKNOWN\r\r\n",
                "PROXY UNKNOWNfoo\r\n",
                "PROXY UNKNOWN some garbage here\r\n",
                "PROXY UNKNOWN a\rb\r\n",
                "PROXY UNKNOWN a\nb\r\n",
                Text("PROXY UNKNOWN a\0b\r\n"),
                "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n"};
  for (const char* const source : {"192.0.2.01", "192.0.2.256", "192.0.2", "192.0.2.1:80", "::1",
                                   "1.2.3.4.5", "255.255.255.255", "0.0.0.0", "1.2.3.", "1..2.3"}) {
    all.push_back("PROXY TCP4 " + std::string(source) + " 198.51.100.2 56324 443\r\n");
  }
  for (const char* const source : {"::",
                                   "::1",
                                   "1::",
                                   "1:2:3:4:5:6:7:8",
                                   "1:2:3:4:5:6:7::",
                                   "::2:3:4:5:6:7:8",
                                   "1::3:4:5:6:7:8",
                                   "1:2:3:4:5:6:7:8::",
                                   "::ffff:192.0.2.1",
                                   "::13.1.68.3",
                                   "1:2:3:4:5:6:1.2.3.4",
                                   "fe80::1%eth0",
                                   "[::1]",
                                   "12345::",
                                   "1.2.3.4",
                                   "2001:DB8::aBcD",
                                   "1:2:3:4:5::1.2.3.4",
                                   "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                                   "::ffff:255.255.255.255",
                                   "0001::00ff"}) {
    all.push_back("PROXY TCP6 " + std::string(source) + " 2001:db8::2 56324 443\r\n");
    all.push_back("PROXY TCP6 2001:db8::1 " + std::string(source) + " 1 2\r\n");
  }
  for (const char* const ports : {"056324 0443", "65536 1", "0 0", "65535 65535", "+80 1", "-0 1",
                                  " 1", "8_0 1", "1 ", "1 655355", "99999 1"}) {
    all.push_back("PROXY TCP4 192.0.2.1 198.51.100.2 " + std::string(ports) + "\r\n");
  }
  for (size_t size = 104; size <= 109; ++size) {
    all.push_back("PROXY UNKNOWN " + Repeat("x", size - 16) + "\r\n");
    all.push_back("PROXY TCP4 192.0.2.1 " + Repeat("0", size - 23) + "\r\n");
    all.push_back("PROXY TCP4 192.0.2.1 " + Repeat("0", size - 22) + "\n");
  }
  return all;
}

#define INET_BLOCK "c0000201 c6336402 dc04 01bb "

Inputs V2Headers() {
  const std::string inet6 = Repeat("20010db8", 8) + "dc04 01bb";
  Inputs all = {V2(""), V2("21"), V2("2111"), V2("211100"), V2("20 00 0000"), V2("20 11 0000"),
                V2("20 11 000c" INET_BLOCK), V2("20 44 0000"), V2("20 ff 0003 040000"),
                V2("20 00 0009 736f6d652074657874"), V2("21 00 0000"), V2("21 00 0003 040000"),
                V2("21 00 0005 0102030405"), V2("21 11 000c" INET_BLOCK),
                V2("21 12 000c" INET_BLOCK), V2("21 10 000c" INET_BLOCK), V2("21 01 0000"),
                V2("11 11 000c" INET_BLOCK), V2("31 11 000c" INET_BLOCK),
                V2("22 11 000c" INET_BLOCK), V2("2f 11"), V2("12 11"), V2("21 41 0000"),
                V2("21 13 0000"), V2("21 44 0000"), V2("21 11 000b" INET_BLOCK), V2("21 11 0000"),
                V2("21 11 ffff" INET_BLOCK), V2("20 00 ffff"), V2("21 21 0024" + inet6),
                V2("21 21 0023" + inet6), V2("21 22 0024" + inet6),
                V2("21 31 00d8") + "/run/a.sock" + Zeros(97) + Text("\0abstract") + Zeros(99),
                V2("21 31 00d8") + Repeat("p", 216), V2("21 31 00d7") + Zeros(215),
                // CRC32C: right, wrong, byte-swapped, of other lengths, twice.
                V2("21 11 0013" INET_BLOCK "03 0004 20ec9549"),
                V2("21 11 0013" INET_BLOCK "03 0004 20ec9548"),
                V2("21 11 0013" INET_BLOCK "03 0004 4995ec20"),
                V2("21 11 000f" INET_BLOCK "03 0000"), V2("21 11 0012" INET_BLOCK "03 0003 000000"),
                V2("21 11 001a" INET_BLOCK "03 0004 00000000 03 0004 00000000"),
                // Structure: stray bytes, an entry that runs past the area, empty entries.
                V2("21 11 000d" INET_BLOCK "04"), V2("21 11 000e" INET_BLOCK "0400"),
                V2("21 11 0010" INET_BLOCK "04 0002 00"), V2("21 11 000f" INET_BLOCK "04 0000"),
                V2("21 11 000f" INET_BLOCK "ff 0000"),
                V2("21 11 0019" INET_BLOCK "20 000a 01 00000000 21 0002 3131"),
                V2("21 11 0010" INET_BLOCK "20 0001 01"),
                // An AWS load balancer's health check.
                V2("20 11 0054 030004 bce5951f 04004a") + Zeros(74)};
  all.push_back(V2("21 11 000c" INET_BLOCK) + V2("21 11 000c" INET_BLOCK));
  all.push_back(V2("21 11 000c" INET_BLOCK) + "GET / HTTP/1.0\r\n\r\n");
  return all;
}

// Lists for the target batch: every message has its size in front.
std::string List(const Inputs& inputs, size_t begin, size_t count) {
  std::string list;
  for (size_t i = begin; i < begin + count && i < inputs.size(); ++i) {
    const size_t size = inputs[i].size();
    if (size > 1024) continue;
    list += static_cast<char>(size);
    list += static_cast<char>(size >> 8);
    list += inputs[i];
  }
  return list;
}

// The areas of v2 headers, behind a first byte that names family and command (tlv_fuzzer.cc).
Inputs Areas(const Inputs& headers) {
  Inputs all;
  for (const std::string& header : headers) {
    if (header.size() < 16 || !header.starts_with(simdproxy::testing::kV2SignatureText)) continue;
    const unsigned family = static_cast<unsigned>(header[13]) >> 4 & 3;
    const bool local = (header[12] & 1) == 0;
    const size_t begin = 16 + (local ? 0 : simdproxy::testing::kBlockSizes[family]);
    if (begin >= header.size()) continue;
    for (const unsigned more : {0U, 16U}) {
      const unsigned control = family | (local ? 12U : 0U) | more;
      all.push_back(static_cast<char>(control) + header.substr(begin));
    }
  }
  return all;
}

// Texts to search, behind four bytes that say how they are given (scan_fuzzer.cc).
Inputs Texts(const Inputs& headers) {
  static constexpr std::string_view kControls[] = {
      {"\x00\xFF\x00\x00", 4},  // room for one hit, all at once
      {"\x3F\x05\x00\x00", 4},  // small chunks
      {"\x02\x90\x40\x00", 4},  // blocks of it behind other text
      {"\xFF\xFF\x80\x09", 4},  // behind line ends
      {"\x10\xC0\x43\x0A", 4},  // behind what a screen takes for a signature
      {"\x01\x20\x50\x0C", 4}};
  Inputs all;
  for (size_t i = 0; i < headers.size(); i += 5) {
    std::string text(kControls[i / 5 % std::size(kControls)]);
    for (size_t k = i; k < i + 5 && k < headers.size(); ++k) text += headers[k].substr(0, 300);
    all.push_back(text);
  }
  // More hits than there is room for, and more headers than are decoded at a time.
  for (const char room : {'\x04', '\x14', '\x27'}) {
    all.push_back(std::string{room, '\xFF', '\0', '\0'} + Repeat("\r\n", 150));
  }
  all.push_back(Text("\xF0\xFF\0\0") + Repeat("PROXY UNKNOWN", 135));
  return all;
}

// Headers, and other numbers and text, behind eight bytes (c_interface_fuzzer.cc).
Inputs Calls(const Inputs& headers, const Inputs& numbers) {
  static constexpr std::string_view kControls[] = {
      {"\x00\x00\x00\x00\x00\x00\x00\x21", 8},   // defaults
      {"\x01\x06\x01\x02\x01\x00\x00\x46", 8},   // more options than are known, all checks
      {"\x02\x03\x02\x01\x00\x06\x03\x0A", 8}};  // options that are none
  Inputs all;
  for (const Inputs& inputs : {headers, numbers}) {
    for (size_t i = 0; i < inputs.size(); i += 2) {
      all.push_back(std::string(kControls[i / 2 % std::size(kControls)]) +
                    inputs[i].substr(0, 1000));
    }
  }
  // More headers, and more records with values, than are copied at a time.
  all.push_back(Text("\1\0\x46\0\0\0\0\0") + Repeat("PROXY UNKNOWN\r\n", 70));
  constexpr int kRecords = 40, kRecordSize = 37;
  std::string records;
  for (int i = 0; i < 2030; ++i) {
    const bool family = i < kRecords * kRecordSize && i % kRecordSize == 0;
    records += static_cast<char>(family ? i % 2 : i * i / 7);
  }
  for (const char control : {'\0', '\1', '\2', '\3'}) {
    all.push_back(std::string(8, control) + Text("\1\2\5\x10\1\x28") + records);
  }
  return all;
}

bool Write(const std::filesystem::path& folder, const Inputs& inputs) {
  std::filesystem::create_directories(folder);
  char name[32];
  for (size_t i = 0; i < inputs.size(); ++i) {
    std::snprintf(name, sizeof(name), "seed-%04zu", i);
    std::ofstream file(folder / name, std::ios::binary);
    if (!(file << inputs[i])) return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::filesystem::path out = argv[2];
  Inputs headers = RealHeaders(argv[1]);
  if (headers.empty()) return 1;
  for (const auto& more : {Lines(), V2Headers()}) {
    headers.insert(headers.end(), more.begin(), more.end());
  }
  Inputs lists;
  for (size_t i = 0; i < headers.size(); i += 12) lists.push_back(List(headers, i, 12));
  lists.push_back(List(headers, 0, headers.size()));
  Inputs encode;  // 0: taken apart and built again; 1: described; 2: batches (encode_fuzzer.cc)
  for (const std::string& header : headers) {
    if (header.size() <= 1024) encode.push_back('\0' + header);
  }
  for (const char* const rest :
       {"01", "02 05 81 41 42", "0100 0100", "01 02 00 01 44", "02 02 40 01 00 3c"}) {
    encode.push_back(simdproxy::testing::Hex(rest) + Repeat("\x21\x35\x08\x99\xFF\x01\x77", 40));
  }
  const bool written = Write(out / "decode", headers) && Write(out / "structured", headers) &&
                       Write(out / "prefix", headers) && Write(out / "batch", lists) &&
                       Write(out / "tlv", Areas(headers)) && Write(out / "encode", encode) &&
                       Write(out / "scan", Texts(headers)) &&
                       Write(out / "c_interface", Calls(headers, encode));
  return written ? 0 : 1;
}
