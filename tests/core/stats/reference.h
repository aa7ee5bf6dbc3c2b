// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reference values of tests/reference/make_stats_reference.py, and comparison by relative error.
#pragma once

#include "core/base/json.h"

#include <QtTest/QTest>

#include <cmath>
#include <string>

namespace retort::test {

inline Json readReference(const std::string& name) {
    const auto json = readJsonFile(std::string(RETORT_TEST_DATA) + "/stats/" + name + ".json");
    if (!json)
        qFatal("%s", json.error().message.c_str());
    return *json;
}

inline bool close(double value, double wanted, double tolerance = 1e-10) {
    const bool same =
        std::abs(value - wanted) <= tolerance * std::max(1e-300, std::abs(wanted)) || value == wanted;
    if (!same)
        qWarning("%.17g is not %.17g", value, wanted);
    return same;
}

} // namespace retort::test
