// Reading files that are mapped into memory, and may shrink meanwhile.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_MAPPED_READ_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_MAPPED_READ_H_

namespace simdproxy::tool {

/// Runs read(context). False if it met a page that is not there (SIGBUS): the file has shrunk, or
/// its disk failed; nothing that it wrote counts then. It is left from within, so it must own
/// nothing that wants a destructor. Safe from several threads.
bool ReadMapped(void (*read)(void* context), void* context);

/// The same with a callable.
template <class Read>
bool ReadMapped(Read read) {
  return ReadMapped([](void* context) { (*static_cast<Read*>(context))(); }, &read);
}

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_MAPPED_READ_H_
