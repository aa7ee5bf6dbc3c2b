# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One target per room: a room can only use what it links, so the linker keeps the layers of docs/architecture.md.

add_library(retort_options INTERFACE)
target_include_directories(retort_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(retort_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 warns of overlapping copies in std::string's own operator+ (its bug 105651).
    target_compile_options(retort_options INTERFACE -Wno-restrict)
endif()
if(RETORT_WERROR)
    target_compile_options(retort_options INTERFACE -Werror)
endif()
if(RETORT_FUZZERS)
    target_compile_options(retort_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(RETORT_SANITIZE)
    # A finding ends the program, so that a test or a fuzzer can't miss it.
    target_compile_options(retort_options INTERFACE -fsanitize=${RETORT_SANITIZE} -fno-sanitize-recover=all
        -fno-omit-frame-pointer)
    target_link_options(retort_options INTERFACE -fsanitize=${RETORT_SANITIZE})
endif()

# retort_add_room(<path with slashes, e.g. core/base> SOURCES ... [USES other rooms' targets] [LINKS libraries])
# makes the static library retort_<path with underscores>.
function(retort_add_room path)
    cmake_parse_arguments(ROOM "" "" "SOURCES;USES;LINKS" ${ARGN})
    string(REPLACE "/" "_" name ${path})
    add_library(retort_${name} STATIC ${ROOM_SOURCES})
    target_link_libraries(retort_${name} PUBLIC retort_options ${ROOM_USES} ${ROOM_LINKS})
endfunction()

# retort_add_test(tst_unit SOURCES ... USES ... [LINKS ...] [LONG]) makes one Qt Test program for one unit.
# LONG tests (fuzz, simulations, kill tests) run with `./dev test --long` only.
function(retort_add_test name)
    cmake_parse_arguments(TEST "LONG" "" "SOURCES;USES;LINKS" ${ARGN})
    if(NOT TEST_SOURCES)
        set(TEST_SOURCES ${name}.cpp)
    endif()
    add_executable(${name} ${TEST_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_link_libraries(${name} PRIVATE retort_options ${TEST_USES} ${TEST_LINKS} Qt6::Test)
    target_compile_definitions(${name} PRIVATE
        QT_NO_KEYWORDS
        RETORT_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data"
        RETORT_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        RETORT_BIN_DIR="${CMAKE_BINARY_DIR}/bin"
        RETORT_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES
        ENVIRONMENT "XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/tests/cache;QT_QPA_PLATFORM=offscreen;OMP_WAIT_POLICY=passive;ASAN_OPTIONS=detect_container_overflow=0"
        TIMEOUT 300)
    if(TEST_LONG)
        set_tests_properties(${name} PROPERTIES LABELS long TIMEOUT 3000)
    endif()
endfunction()
