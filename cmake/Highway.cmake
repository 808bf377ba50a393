# Defines the target simdproxy_highway: Highway 1.2.0 or newer, to compile the library's objects with, and
# simdproxy_highway_code, to link the library with. In this order: a source tree that was given, an
# installed package, a pinned release from the network.
add_library(simdproxy_highway INTERFACE)
add_library(simdproxy_highway_code INTERFACE)

# Compiles what the library needs of Highway, which is the detection of CPU targets, into a namespace of
# its own. So a program may hold another copy of Highway, of any version; and a project that adds this one
# meets none of Highway's targets, options and warnings.
function(simdproxy_add_highway_source source_dir)
  file(GLOB sources ${source_dir}/hwy/abort.cc ${source_dir}/hwy/targets.cc)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86|AMD64|i.86")
    # The size of scalable vectors.
    file(GLOB per_target ${source_dir}/hwy/per_target.cc)
    list(APPEND sources ${per_target})
  endif()
  add_library(simdproxy_highway_objects OBJECT EXCLUDE_FROM_ALL ${sources})
  target_link_libraries(simdproxy_highway_objects PRIVATE simdproxy_highway)
  # Not every system has this header; Linux on IBM Z has none.
  include(CheckIncludeFile)
  check_include_file(asm/hwcap.h SIMDPROXY_HAVE_HWCAP_H)
  if(NOT SIMDPROXY_HAVE_HWCAP_H)
    target_compile_definitions(simdproxy_highway_objects PRIVATE TOOLCHAIN_MISS_ASM_HWCAP_H)
  endif()
  set_target_properties(simdproxy_highway_objects PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_include_directories(simdproxy_highway SYSTEM INTERFACE ${source_dir})
  target_compile_definitions(simdproxy_highway INTERFACE HWY_STATIC_DEFINE hwy=simdproxy_hwy)
  target_sources(simdproxy_highway_code INTERFACE $<TARGET_OBJECTS:simdproxy_highway_objects>)
endfunction()

if(SIMDPROXY_HIGHWAY_SOURCE_DIR)
  simdproxy_add_highway_source(${SIMDPROXY_HIGHWAY_SOURCE_DIR})
  message(STATUS "Highway: source tree that was given")
else()
  find_package(HWY 1.2 CONFIG QUIET)
  if(HWY_FOUND)
    target_link_libraries(simdproxy_highway INTERFACE hwy::hwy)
    target_link_libraries(simdproxy_highway_code INTERFACE hwy::hwy)
    set(SIMDPROXY_HIGHWAY_INSTALLED ON)
    message(STATUS "Highway: installed ${HWY_VERSION}")
  else()
    include(FetchContent)
    # SOURCE_SUBDIR names no folder with a CMakeLists.txt: the function above adds the tree.
    FetchContent_Declare(highway
      URL https://github.com/google/highway/archive/refs/tags/1.3.0.tar.gz
      URL_HASH SHA256=07b3c1ba2c1096878a85a31a5b9b3757427af963b1141ca904db2f9f4afe0bc2
      DOWNLOAD_EXTRACT_TIMESTAMP ON SOURCE_SUBDIR none)
    FetchContent_MakeAvailable(highway)
    simdproxy_add_highway_source(${highway_SOURCE_DIR})
    message(STATUS "Highway: fetched 1.3.0")
  endif()
endif()

# Highway 1.2.0 generates AVX3_DL on request only; newer versions ignore this.
target_compile_definitions(simdproxy_highway INTERFACE HWY_WANT_AVX3_DL)

# g++ 12 selects between masks of SVE (svsel_b, by which Highway combines them) in the first 16 lanes alone.
# Kernels that are made for 256 bits meet that; those for any size work in blocks of 16 bytes. Such CPUs
# (Neoverse V1) then use SVE.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_definitions(simdproxy_highway INTERFACE HWY_DISABLED_TARGETS=HWY_SVE_256)
endif()
