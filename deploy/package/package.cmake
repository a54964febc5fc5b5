# What `cmake --install` installs, and `cpack` makes a Debian package of.
# The package is made of what is built, without building the tests.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
set(deploy ${CMAKE_SOURCE_DIR}/deploy)
set(made ${CMAKE_BINARY_DIR}/package)

# Man pages: anchord.toml(5) of the shipped configuration, anchorctl(1) of what its --help says.
configure_file(${deploy}/man/anchord.8.in ${made}/anchord.8 @ONLY)
add_custom_command(OUTPUT ${made}/anchord.toml.5
  COMMAND awk -v version=${PROJECT_VERSION} -f ${deploy}/man/anchord.toml.5.awk
    ${deploy}/anchord.toml > ${made}/anchord.toml.5
  DEPENDS ${deploy}/man/anchord.toml.5.awk ${deploy}/anchord.toml)
add_custom_command(OUTPUT ${made}/anchorctl.1
  COMMAND anchorctl --help | awk -v version=${PROJECT_VERSION} -f ${deploy}/man/anchorctl.1.awk
    > ${made}/anchorctl.1
  DEPENDS anchorctl ${deploy}/man/anchorctl.1.awk)
add_custom_command(OUTPUT ${made}/man.stamp
  COMMAND gzip -9nkf ${made}/anchord.8 ${made}/anchord.toml.5 ${made}/anchorctl.1
  COMMAND gzip -9nc ${deploy}/package/changelog > ${made}/changelog.gz
  COMMAND touch ${made}/man.stamp
  DEPENDS ${made}/anchord.8 ${made}/anchord.toml.5 ${made}/anchorctl.1 ${deploy}/package/changelog)
add_custom_target(man_pages ALL DEPENDS ${made}/man.stamp)

# The addresses of library functions are found at the start, and not written again.
foreach(program anchord anchorctl)
  target_link_options(${program} PRIVATE -Wl,-z,relro,-z,now)
endforeach()
install(TARGETS anchord anchorctl RUNTIME DESTINATION bin)
install(FILES ${deploy}/anchord.toml DESTINATION /etc/anchord)
install(FILES ${deploy}/anchord.service DESTINATION /lib/systemd/system)
install(FILES ${deploy}/package/anchord.sysusers DESTINATION lib/sysusers.d RENAME anchord.conf)
install(FILES ${deploy}/package/anchord.tmpfiles DESTINATION lib/tmpfiles.d RENAME anchord.conf)
install(FILES ${deploy}/package/completion.bash DESTINATION share/bash-completion/completions
  RENAME anchord)
install(FILES ${deploy}/package/completion.bash DESTINATION share/bash-completion/completions
  RENAME anchorctl)
install(FILES ${made}/anchord.8.gz DESTINATION share/man/man8)
install(FILES ${made}/anchord.toml.5.gz DESTINATION share/man/man5)
install(FILES ${made}/anchorctl.1.gz DESTINATION share/man/man1)
install(FILES ${deploy}/package/copyright ${made}/changelog.gz ${CMAKE_SOURCE_DIR}/README.md
  DESTINATION share/doc/anchord)
install(FILES ${deploy}/package/lintian-overrides DESTINATION share/lintian/overrides
  RENAME anchord)
install(FILES ${deploy}/nginx.conf.example ${deploy}/prometheus-alerts.yml
  ${deploy}/grafana-dashboard.json DESTINATION share/doc/anchord/examples)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME anchord)
set(CPACK_PACKAGE_VENDOR anchord)
set(CPACK_PACKAGE_CONTACT "The anchord developers <anchord@localhost>")
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# procps: the unit reloads by kill.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers, procps")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "web crawler and link index
anchord crawls target domains and indexes the links going out of their pages:
where to, of what type, with which anchor text, and their history. It answers
reports on them by anchorctl and by an HTTP API.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${deploy}/package/conffiles ${deploy}/package/postinst
  ${deploy}/package/prerm ${deploy}/package/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
  GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
include(CPack)
