# Writes what the programs print about themselves into the folder `to`: man/, orewatch.bash. Nobody lists the commands:
# the programs know them.
file(REMOVE_RECURSE ${to})
file(MAKE_DIRECTORY ${to}/man/man1 ${to}/man/man8)

function(page name section)
  execute_process(COMMAND ${ARGN} --manual OUTPUT_FILE ${to}/man/man${section}/${name}.${section} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(completion program)
  execute_process(COMMAND ${program} --completion OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  file(APPEND ${to}/orewatch.bash "${text}")
endfunction()

page(orewatchd 8 ${orewatchd})
completion(${orewatchd})
foreach(program orewatch orewatch-feed)
  page(${program} 1 ${${program}})
  completion(${${program}})
  execute_process(COMMAND ${${program}} --commands OUTPUT_VARIABLE names OUTPUT_STRIP_TRAILING_WHITESPACE
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" names "${names}")
  foreach(name IN LISTS names)
    page(${program}-${name} 1 ${${program}} ${name})
  endforeach()
endforeach()
file(TOUCH ${to}/complete)
