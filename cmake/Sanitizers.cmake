# Applies SIMDPROXY_SANITIZE to everything that is built from here on, Highway and GoogleTest included:
# MemorySanitizer needs all code instrumented.
if(SIMDPROXY_SANITIZE)
  string(REPLACE "," ";" sanitizers "${SIMDPROXY_SANITIZE}")
  add_compile_options(-fsanitize=${SIMDPROXY_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${SIMDPROXY_SANITIZE})
  if("memory" IN_LIST sanitizers)
    # The C++ library is not instrumented. Its templates are then instantiated in our own objects, so
    # that what strings and streams write is seen.
    add_compile_definitions(_GLIBCXX_EXTERN_TEMPLATE=0)
    add_compile_options(-fsanitize-memory-track-origins)
    # Clang 14 misjudges byte shuffles of x86; EMU128 is plain code (core/src is the same there).
    add_compile_definitions(HWY_COMPILE_ONLY_EMU128)
  endif()
endif()
