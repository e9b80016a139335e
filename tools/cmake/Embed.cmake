# mektep_embed(<target> SYMBOL <name> FILES <file>...)
# Adds to the target a generated source that defines
#   namespace mektep::embedded { std::span<const EmbeddedFile> <name>(); }
# with the files' contents; it is written again when a file changes. Whoever uses it declares it so.
set(MEKTEP_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/EmbedScript.cmake")

function(mektep_embed target)
  cmake_parse_arguments(EMBED "" "SYMBOL" "FILES" ${ARGN})
  set(output "${CMAKE_CURRENT_BINARY_DIR}/embedded_${EMBED_SYMBOL}.cpp")
  list(JOIN EMBED_FILES "|" files)
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" -DOUTPUT=${output} -DSYMBOL=${EMBED_SYMBOL} "-DFILES=${files}" -P "${MEKTEP_EMBED_SCRIPT}"
    DEPENDS ${EMBED_FILES} "${MEKTEP_EMBED_SCRIPT}"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
