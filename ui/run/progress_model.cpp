// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/progress_model.h"

#include "ui/models/words.h"

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

QString stateText(jobs::JobState state) {
    switch (state) {
    case jobs::JobState::Queued:
        return ProgressModel::tr("Queued");
    case jobs::JobState::Running:
        return ProgressModel::tr("Running");
    case jobs::JobState::Done:
        return ProgressModel::tr("Done");
    case jobs::JobState::Failed:
        return ProgressModel::tr("Failed");
    case jobs::JobState::Cancelled:
        return ProgressModel::tr("Cancelled");
    case jobs::JobState::Interrupted:
        return ProgressModel::tr("Interrupted");
    }
    return {};
}

QString jobText(const jobs::Job& job) {
    if (!job.model.empty() && !job.dataSet.empty())
        return ProgressModel::tr("%1: %2 on %3")
            .arg(plainText(std::string(jobs::jobKindName(job.kind))), plainText(job.model),
                 plainText(job.dataSet));
    if (!job.model.empty() || !job.dataSet.empty())
        return ProgressModel::tr("%1: %2").arg(plainText(std::string(jobs::jobKindName(job.kind))),
                                               plainText(job.model.empty() ? job.dataSet : job.model));
    return plainText(std::string(jobs::jobKindName(job.kind)));
}

} // namespace

QString durationText(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0)
        return {};
    const auto whole = static_cast<qint64>(std::llround(std::min(seconds, 1e9)));
    if (whole < 60)
        return ProgressModel::tr("%1 s").arg(whole);
    if (whole < 3600)
        return ProgressModel::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return ProgressModel::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

ProgressModel::ProgressModel(QObject* parent) : QAbstractTableModel(parent) {}

void ProgressModel::clear() {
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

void ProgressModel::setJobs(const std::vector<jobs::Job>& jobs) {
    beginResetModel();
    m_rows.clear();
    for (const jobs::Job& job : jobs)
        m_rows.push_back(
            {jobText(job), job.state, job.done, job.total, QString::fromStdString(job.unit), {}, {}});
    endResetModel();
}

void ProgressModel::update(const jobs::ProgressEvent& progress) {
    const QString name = plainText(progress.job);
    auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.job == name; });
    if (found == m_rows.end()) {
        end(jobs::JobState::Done);
        const int at = static_cast<int>(m_rows.size());
        beginInsertRows({}, at, at);
        m_rows.push_back({});
        m_rows.back().job = name;
        endInsertRows();
        found = std::prev(m_rows.end());
    }
    found->done = progress.done;
    found->total = progress.total;
    found->unit = plainText(progress.unit);
    found->perSecond = progress.perSecond;
    found->secondsLeft = progress.secondsLeft;
    found->state = progress.total > 0 && progress.done >= progress.total ? jobs::JobState::Done
                                                                         : jobs::JobState::Running;
    const int row = static_cast<int>(found - m_rows.begin());
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void ProgressModel::end(jobs::JobState state) {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].state != jobs::JobState::Running)
            continue;
        m_rows[i].state = state;
        m_rows[i].secondsLeft.reset();
        const int row = static_cast<int>(i);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

int ProgressModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ProgressModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString ProgressModel::textAt(const Row& row, int column) const {
    switch (column) {
    case JobColumn:
        return row.job;
    case StateColumn:
        return stateText(row.state);
    case DoneColumn:
        return row.total > 0 ? tr("%1 of %2 %3").arg(countText(row.done), countText(row.total), row.unit)
                             : tr("%1 %2").arg(countText(row.done), row.unit);
    case RateColumn:
        return row.perSecond ? tr("%1 a second").arg(numberText(*row.perSecond, *row.perSecond < 10 ? 1 : 0))
                             : QString();
    case LeftColumn:
        return row.secondsLeft && row.state == jobs::JobState::Running ? durationText(*row.secondsLeft)
                                                                       : QString();
    default:
        return {};
    }
}

QVariant ProgressModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return textAt(row, index.column());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(
            (index.column() >= DoneColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role == kShareRole)
        return row.total > 0 ? static_cast<double>(row.done) / static_cast<double>(row.total) : -1.0;
    return {};
}

QVariant ProgressModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((section >= DoneColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case JobColumn:
        return tr("Job");
    case StateColumn:
        return tr("State");
    case DoneColumn:
        return tr("Done");
    case RateColumn:
        return tr("Rate");
    case LeftColumn:
        return tr("Time left");
    default:
        return {};
    }
}

} // namespace retort::ui
