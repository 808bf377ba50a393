# simdproxy_warnings(target): the warnings that this project keeps clean on both compilers.
function(simdproxy_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion
                         $<$<BOOL:${SIMDPROXY_WERROR}>:-Werror>)
endfunction()
