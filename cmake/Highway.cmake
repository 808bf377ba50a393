# Defines the target simdproxy_highway: the interface of Highway 1.2.0 or newer, to link into simdproxy.
# In this order: a source tree that was given, an installed package, a pinned release from the network.
add_library(simdproxy_highway INTERFACE)

function(simdproxy_add_highway_source source_dir)
  set(HWY_ENABLE_TESTS OFF CACHE INTERNAL "")
  set(HWY_ENABLE_EXAMPLES OFF CACHE INTERNAL "")
  set(HWY_ENABLE_CONTRIB OFF CACHE INTERNAL "")
  set(HWY_ENABLE_INSTALL OFF CACHE INTERNAL "")
  set(HWY_FORCE_STATIC_LIBS ON CACHE INTERNAL "")
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  set(CMAKE_CXX_VISIBILITY_PRESET hidden)  # hwy:: stays inside a shared library
  set(CMAKE_POLICY_VERSION_MINIMUM 3.10)
  add_subdirectory(${source_dir} ${CMAKE_BINARY_DIR}/highway EXCLUDE_FROM_ALL SYSTEM)
  # Its objects become part of our library: a consumer of the static library needs no libhwy.
  target_include_directories(simdproxy_highway SYSTEM INTERFACE
                             $<BUILD_INTERFACE:${source_dir}>)
  target_sources(simdproxy_highway INTERFACE $<BUILD_INTERFACE:$<TARGET_OBJECTS:hwy>>)
  target_compile_definitions(simdproxy_highway INTERFACE HWY_STATIC_DEFINE)
endfunction()

if(SIMDPROXY_HIGHWAY_SOURCE_DIR)
  simdproxy_add_highway_source(${SIMDPROXY_HIGHWAY_SOURCE_DIR})
  message(STATUS "Highway: source tree that was given")
else()
  find_package(HWY 1.2 CONFIG QUIET)
  if(HWY_FOUND)
    target_link_libraries(simdproxy_highway INTERFACE hwy::hwy)
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
