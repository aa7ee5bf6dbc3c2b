// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/plot_data.h"

#include "ui/models/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("PlotData", text);
}

bool isPerplexity(const std::string& name) {
    return name == "perplexity" || name == "suffix_perplexity";
}

std::vector<double> featureOf(const DataTable& table, const std::string& model, const std::string& name,
                              int suffixTokens) {
    const std::vector<double>* values =
        table.column(model, name == "suffix_perplexity" ? "suffix_log_probability" : name);
    if (values == nullptr)
        return std::vector<double>(table.records.size(), std::numeric_limits<double>::quiet_NaN());
    std::vector<double> feature = *values;
    if (name == "suffix_perplexity")
        for (double& value : feature)
            value = std::exp(-value / suffixTokens);
    return feature;
}

QString featureTitle(const std::string& name) {
    if (name == "suffix_perplexity")
        return tr("Suffix perplexity (how surprised the model is)");
    if (name == "perplexity")
        return tr("Perplexity (how surprised the model is)");
    return columnText(name);
}

} // namespace

VennData vennDataOf(const audit::OverlapFinding& overlap) {
    const memorization::Regions& r = overlap.regions;
    VennData data;
    data.names = defaultModelNames();
    data.counts = {0,         r.teacher,        r.baseline,        r.teacherBaseline,
                   r.student, r.teacherStudent, r.baselineStudent, r.all};
    std::uint64_t memorized = 0;
    for (const std::uint64_t count : data.counts)
        memorized += count;
    data.counts[0] = overlap.records >= memorized ? overlap.records - memorized : 0;
    return data;
}

std::vector<std::string> attacksOf(const std::vector<audit::MembershipFinding>& findings,
                                   const std::string& model, const std::string& data) {
    std::vector<std::string> attacks;
    for (const audit::MembershipFinding& finding : findings)
        if (finding.model == model && finding.data == data)
            attacks.push_back(finding.attack);
    return attacks;
}

std::vector<RocSeries> rocSeriesOf(const std::vector<audit::MembershipFinding>& findings,
                                   const std::string& model, const std::string& data, const Curves& curves) {
    std::vector<RocSeries> all;
    for (const audit::MembershipFinding& finding : findings) {
        const auto curve = curves.find(finding.attack);
        if (finding.model != model || finding.data != data || curve == curves.end())
            continue;
        RocSeries series;
        series.name = tr("%1, AUC %2").arg(attackText(finding), numberText(finding.evaluation.auc));
        series.members = finding.evaluation.members;
        series.nonmembers = finding.evaluation.nonmembers;
        series.truePositives.assign(curve->second.truePositives.begin(), curve->second.truePositives.end());
        series.falsePositives.assign(curve->second.falsePositives.begin(),
                                     curve->second.falsePositives.end());
        for (const stats::OperatingPoint& point : finding.evaluation.operatingPoints)
            if (point.status != stats::PointStatus::Refused)
                series.operatingPoints.push_back(
                    {point.achievedFpr, point.tpr, point.status == stats::PointStatus::Exploratory});
        all.push_back(std::move(series));
    }
    return all;
}

ScatterData scatterDataOf(const DataTable& table, const std::string& model, const std::string& xName,
                          const std::string& yName, int suffixTokens) {
    ScatterData data;
    data.x = featureOf(table, model, xName, suffixTokens);
    data.y = featureOf(table, model, yName, suffixTokens);
    data.xTitle = featureTitle(xName);
    data.yTitle = featureTitle(yName);
    data.xLog = isPerplexity(xName);
    data.yLog = isPerplexity(yName);
    if (table.column("", "region") != nullptr) {
        data.modelNames = defaultModelNames();
        data.region.reserve(table.records.size());
        for (std::size_t i = 0; i < table.records.size(); ++i) {
            const std::optional<int> region = table.region(i);
            data.region.push_back(region ? static_cast<std::uint8_t>(*region) : kNoRegion);
        }
    }
    return data;
}

std::vector<std::string> scatterFeatures(const DataTable& table, const std::string& model) {
    std::vector<std::string> features;
    for (const auto& [key, values] : table.columns) {
        if (key.first == model && !isVerdictColumn(key.second))
            features.push_back(key.second);
        if (key.first == model && key.second == "suffix_log_probability")
            features.emplace_back("suffix_perplexity");
    }
    std::sort(features.begin(), features.end());
    return features;
}

} // namespace retort::ui
