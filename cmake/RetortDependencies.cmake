# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every third-party library in one place; versions and licences: docs/dependencies.md.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(Boost REQUIRED)
find_package(simdjson REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(tomlplusplus REQUIRED)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(QPDF REQUIRED IMPORTED_TARGET libqpdf)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
if(RETORT_WITH_WINDOW)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets PrintSupport Svg Concurrent)
    find_package(QCustomPlotQt6 REQUIRED)
endif()

# Wheels that `./dev setup` unpacks; an installed LibTorch or Arrow in CMAKE_PREFIX_PATH wins.
set(RETORT_WHEELS ${CMAKE_SOURCE_DIR}/.deps/wheels CACHE PATH "Where `./dev setup` unpacked the wheels")

if(RETORT_WITH_ENGINE)
    find_library(TORCH_CPU_LIBRARY torch_cpu PATH_SUFFIXES lib HINTS ${RETORT_WHEELS}/torch)
    find_library(C10_LIBRARY c10 PATH_SUFFIXES lib HINTS ${RETORT_WHEELS}/torch)
    find_path(TORCH_INCLUDE_DIR ATen/ATen.h PATH_SUFFIXES include HINTS ${RETORT_WHEELS}/torch)
    if(NOT TORCH_CPU_LIBRARY OR NOT C10_LIBRARY OR NOT TORCH_INCLUDE_DIR)
        message(FATAL_ERROR "LibTorch not found: run ./dev setup, set CMAKE_PREFIX_PATH, or use -DRETORT_WITH_ENGINE=OFF")
    endif()
    # find_package(Torch) demands the CUDA libraries at link time; the engine opens them at run time instead.
    add_library(retort_libtorch INTERFACE)
    # Searched last: LibTorch brings headers of other versions of fmt and nlohmann-json, whose code it does not export.
    target_compile_options(retort_libtorch INTERFACE "SHELL:-idirafter ${TORCH_INCLUDE_DIR}"
        "SHELL:-idirafter ${TORCH_INCLUDE_DIR}/torch/csrc/api/include")
    target_link_libraries(retort_libtorch INTERFACE ${TORCH_CPU_LIBRARY} ${C10_LIBRARY})
    get_filename_component(TORCH_LIB_DIR ${TORCH_CPU_LIBRARY} DIRECTORY)
    target_link_options(retort_libtorch INTERFACE -Wl,-rpath,${TORCH_LIB_DIR}
        -Wl,-rpath-link,${TORCH_LIB_DIR}:${RETORT_WHEELS}/nvidia/cu13/lib)
endif()

find_library(ARROW_LIBRARY NAMES arrow libarrow.so.2600 PATH_SUFFIXES lib HINTS ${RETORT_WHEELS}/pyarrow)
find_library(PARQUET_LIBRARY NAMES parquet libparquet.so.2600 PATH_SUFFIXES lib HINTS ${RETORT_WHEELS}/pyarrow)
find_path(ARROW_INCLUDE_DIR arrow/api.h PATH_SUFFIXES include HINTS ${RETORT_WHEELS}/pyarrow)
if(NOT ARROW_LIBRARY OR NOT PARQUET_LIBRARY OR NOT ARROW_INCLUDE_DIR)
    message(FATAL_ERROR "Arrow C++ not found: run ./dev setup, or set CMAKE_PREFIX_PATH")
endif()
add_library(retort_arrow INTERFACE)
target_include_directories(retort_arrow SYSTEM INTERFACE ${ARROW_INCLUDE_DIR})
target_link_libraries(retort_arrow INTERFACE ${PARQUET_LIBRARY} ${ARROW_LIBRARY})
get_filename_component(ARROW_LIB_DIR ${ARROW_LIBRARY} DIRECTORY)
target_link_options(retort_arrow INTERFACE -Wl,-rpath,${ARROW_LIB_DIR})
