// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The jobs of a run as rows: state, progress, rate, time left.
#pragma once

#include "core/jobs/job_list.h"
#include "core/jobs/protocol.h"

#include <QAbstractTableModel>
#include <QString>

#include <optional>
#include <vector>

namespace retort::ui {

class ProgressModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { JobColumn, StateColumn, DoneColumn, RateColumn, LeftColumn, ColumnCount };
    // Share done from 0 to 1, or a negative number while the total is unknown (for the progress bar).
    static constexpr int kShareRole = Qt::UserRole;

    explicit ProgressModel(QObject* parent = nullptr);
    void clear();
    // Jobs as an audit file lists them.
    void setJobs(const std::vector<jobs::Job>& jobs);
    // A new job's event ends the one before.
    void update(const jobs::ProgressEvent& progress);
    // What still runs ends in this state.
    void end(jobs::JobState state);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const final;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const final;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const final;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const final;

private:
    struct Row {
        QString job;
        jobs::JobState state = jobs::JobState::Queued;
        std::uint64_t done = 0;
        std::uint64_t total = 0;
        QString unit;
        std::optional<double> perSecond;
        std::optional<double> secondsLeft;
    };
    [[nodiscard]] QString textAt(const Row& row, int column) const;

    std::vector<Row> m_rows;
};

// "4 min 10 s".
[[nodiscard]] QString durationText(double seconds);

} // namespace retort::ui
