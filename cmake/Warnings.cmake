# simdproxy_warnings(target): the warnings that this project keeps clean on both compilers.
function(simdproxy_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion
                         # g++ 12 takes std::string's own code for an overlapping copy (GCC bug 105651).
                         $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
                         $<$<BOOL:${SIMDPROXY_WERROR}>:-Werror>)
endfunction()
