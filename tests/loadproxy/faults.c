// Loaded in front of the C library (LD_PRELOAD): makes system calls on sockets fall short, be
// interrupted, or find nothing to do, each of them often; and finds connections broken or refused
// in LOADPROXY_FAULTS of a million calls.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static __thread uint64_t state;

// SplitMix64 (Sebastiano Vigna), of each thread.
static uint64_t Next(void) {
  if (state == 0) state = (uint64_t)(uintptr_t)&state;
  uint64_t z = state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static int OneIn(uint64_t n) { return Next() % n == 0; }

static int Fatal(void) {
  const char* text = getenv("LOADPROXY_FAULTS");
  return text != NULL && Next() % 1000000 < strtoull(text, NULL, 10);
}

static int IsStream(int fd) {
  int type = 0;
  socklen_t size = sizeof(type);
  return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

static ssize_t Fail(int error) {
  errno = error;
  return -1;
}

#define REAL(type, name, parameters)     \
  typedef type(*name##_type) parameters; \
  static name##_type real;               \
  if (real == NULL) *(void**)&real = dlsym(RTLD_NEXT, #name)

ssize_t read(int fd, void* buffer, size_t size) {
  REAL(ssize_t, read, (int, void*, size_t));
  if (size > 0 && IsStream(fd)) {
    if (OneIn(16)) return Fail(OneIn(2) ? EAGAIN : EINTR);
    if (Fatal()) return Fail(ECONNRESET);
    // Never short: a read that leaves something behind is nothing that TCP does, and libuv takes
    // it, with a hang-up, for the end.
  }
  return real(fd, buffer, size);
}

ssize_t write(int fd, const void* buffer, size_t size) {
  REAL(ssize_t, write, (int, const void*, size_t));
  if (size > 0 && IsStream(fd)) {
    if (OneIn(16)) return Fail(OneIn(2) ? EAGAIN : EINTR);
    if (OneIn(8)) size = 1 + Next() % size;
  }
  return real(fd, buffer, size);
}

ssize_t writev(int fd, const struct iovec* pieces, int count) {
  REAL(ssize_t, writev, (int, const struct iovec*, int));
  if (OneIn(16)) return Fail(OneIn(2) ? EAGAIN : EINTR);
  if (count > 1 && OneIn(4)) count = 1;
  return real(fd, pieces, count);
}

int accept4(int fd, struct sockaddr* address, socklen_t* size, int flags) {
  REAL(int, accept4, (int, struct sockaddr*, socklen_t*, int));
  if (OneIn(16)) return (int)Fail(OneIn(2) ? EAGAIN : ECONNABORTED);
  return real(fd, address, size, flags);
}

int connect(int fd, const struct sockaddr* address, socklen_t size) {
  REAL(int, connect, (int, const struct sockaddr*, socklen_t));
  if (address->sa_family != AF_UNIX && Fatal()) return (int)Fail(ECONNREFUSED);
  return real(fd, address, size);
}
