// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/columns/column_file.h"

#include <dlfcn.h>

namespace retort::columns {

Result<std::unique_ptr<ColumnFile>> openColumnFile(const std::filesystem::path& path, ColumnFormat format,
                                                   const std::vector<WantedColumn>& columns) {
    // Found along the program's run path. Arrow starts threads and must stay once it is loaded.
    void* plugin = ::dlopen(kPluginFile, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    void* entry = plugin != nullptr ? ::dlsym(plugin, kPluginEntry) : nullptr;
    if (entry == nullptr)
        return fail(
            ErrorCode::Unsupported,
            "{}: Parquet and Arrow files can't be read: {}; install Retort again, or store the data as "
            ".jsonl",
            path.string(), ::dlerror());
    Result<std::unique_ptr<ColumnFile>> opened = nullptr;
    reinterpret_cast<PluginEntry>(entry)(path, format, columns, opened);
    return opened;
}

} // namespace retort::columns
