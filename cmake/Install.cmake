# What is installed, in three components: library (the shared one, for programs that run), dev (what is
# needed to build with it) and tools.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
set(cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/simdproxy)

install(TARGETS simdproxy_shared EXPORT simdproxySharedTargets
        LIBRARY COMPONENT library NAMELINK_COMPONENT dev)
install(TARGETS simdproxy EXPORT simdproxyStaticTargets ARCHIVE COMPONENT dev)
install(DIRECTORY core/include/simdproxy DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)
foreach(kind Shared Static)
  install(EXPORT simdproxy${kind}Targets NAMESPACE simdproxy:: DESTINATION ${cmake_dir} COMPONENT dev)
endforeach()
if(SIMDPROXY_BUILD_TOOLS)
  set_target_properties(simdproxy_tool PROPERTIES EXPORT_NAME tool)
  install(TARGETS simdproxy_tool EXPORT simdproxyToolsTargets RUNTIME COMPONENT tools)
  install(EXPORT simdproxyToolsTargets NAMESPACE simdproxy:: DESTINATION ${cmake_dir}
          COMPONENT tools)
endif()

# With an installed Highway, those who link the static library link Highway too.
if(SIMDPROXY_HIGHWAY_INSTALLED)
  set(find_highway "find_dependency(HWY 1.2)")
  set(requires_highway "libhwy >= 1.2")
endif()
write_basic_package_version_file(simdproxyConfigVersion.cmake COMPATIBILITY SameMinorVersion)
configure_file(cmake/simdproxyConfig.cmake.in simdproxyConfig.cmake @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/simdproxyConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/simdproxyConfigVersion.cmake
        DESTINATION ${cmake_dir} COMPONENT dev)

# The prefix is found from where the file lies, so that the folder can be moved.
file(RELATIVE_PATH prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" prefix_from_pc "${prefix_from_pc}")
configure_file(cmake/simdproxy.pc.in simdproxy.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/simdproxy.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT dev)

# Debian packages: cpack -G DEB.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "simdproxy <https://www.haproxy.org/>")
set(CPACK_PACKAGE_VENDOR simdproxy)
