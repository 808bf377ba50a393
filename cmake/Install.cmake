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
  set_target_properties(simdproxy_loadproxy PROPERTIES EXPORT_NAME loadproxy)
  install(TARGETS simdproxy_tool simdproxy_loadproxy EXPORT simdproxyToolsTargets RUNTIME COMPONENT tools)
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

# Debian packages: cpack -G DEB. Configured with the prefix /usr they have Debian's folders for more than
# one architecture.
get_target_property(soversion simdproxy_shared SOVERSION)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR simdproxy)
set(CPACK_PACKAGE_CONTACT "simdproxy maintainers <simdproxy@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL library dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "${PROJECT_DESCRIPTION}: the shared library.")
set(CPACK_COMPONENT_DEV_DESCRIPTION "${PROJECT_DESCRIPTION}: headers, static library, CMake, pkg-config.")
set(CPACK_COMPONENT_TOOLS_DESCRIPTION "${PROJECT_DESCRIPTION}: the command line, and loadproxy, a load-testing proxy.")
set(CPACK_COMPONENT_DEV_DEPENDS library)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libsimdproxy${soversion})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY =)
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libsimdproxy-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
if(SIMDPROXY_HIGHWAY_INSTALLED)
  set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "libhwy-dev (>= 1.2)")
endif()
if(SIMDPROXY_BUILD_TOOLS)
  list(APPEND CPACK_COMPONENTS_ALL tools)
  set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME simdproxy)
  set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION net)
  set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
endif()
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} upper)
  install(FILES LICENSE RENAME copyright COMPONENT ${component}
          DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
endforeach()
include(CPack)
