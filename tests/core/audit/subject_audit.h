// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An audit of a few records with data files beside it, to be searched for a person. Everybody is invented.
#pragma once

#include "tests/core/audit/small_audit.h"

#include <QDir>
#include <QFile>

namespace retort::audit::testing {

class SubjectAudit {
public:
    explicit SubjectAudit(bool storeText) {
        write(
            QStringLiteral("private.jsonl"),
            R"({"id":"p0","name":"Anna Müller","mail":"anna@example.org","text":"Anna Müller lives here and writes to anna@example.org."}
{"id":"p1","name":"Bert Vogel","mail":"","text":"A letter to Mueller, Anna about the old contract."}
{"id":"p2","name":"Carla Diaz","mail":"","text":"The meeting was moved to the small hall."}
{"id":"p3","name":"Anna Müller","mail":"","text":"Anna Müller lives here  and writes to anna@example.org."}
{"id":"for-anna-mueller","name":"Dora Lang","mail":"","text":"A note without a name."}
)");
        write(QStringLiteral("held.jsonl"), R"({"id":"h0","text":"One."}
{"id":"h1","text":"Two."}
{"id":"h2","text":"Three."}
{"id":"h3","text":"Four."}
)");
        const std::string plan = std::string(R"([audit]
store_text = )") + (storeText ? "true" : "false") +
                                 R"(
[models]
teacher = {path='t'}
student = {path='s'}
[data.private]
path = 'private.jsonl'
seen_by = ['teacher']
subject = 'name'
personal_fields = {'mailbox' = 'mail'}
[data.held]
path = 'held.jsonl'
[extraction]
windows = ['first', 'personal']
)";
        write(QStringLiteral("plan.toml"), plan);
        const std::string planFile = m_folder.filePath(QStringLiteral("plan.toml")).toStdString();
        m_plan = must(readPlan(planFile));
        m_audit.emplace(must(store::AuditFile::create(path(), {plan, storeText})));
        must(m_audit->inputs().putVolatile("plan", planFile));
        for (const ModelPlan& model : m_plan.models) {
            store::Model row;
            row.name = model.name;
            row.role = model.role;
            row.path = model.path.string();
            row.fingerprint = model.name;
            must(m_audit->inputs().putModel(row));
        }
        for (const DataPlan& data : m_plan.data)
            addSet(data);
        addResults();
        must(m_audit->finish());
    }

    [[nodiscard]] std::string path() const {
        return m_folder.filePath(QStringLiteral("a.retort")).toStdString();
    }
    [[nodiscard]] QString file(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] const store::AuditFile& audit() const { return *m_audit; }
    void write(const QString& name, const std::string& content) const {
        QFile target(m_folder.filePath(name));
        if (!target.open(QIODevice::WriteOnly) ||
            target.write(content.data(), static_cast<qint64>(content.size())) < 0)
            throw std::runtime_error("can't write the test's files");
    }
    [[nodiscard]] std::string read(const QString& name) const {
        QFile source(m_folder.filePath(name));
        if (!source.open(QIODevice::ReadOnly))
            throw std::runtime_error("can't read the test's files");
        return source.readAll().toStdString();
    }

private:
    void addSet(const DataPlan& plan) {
        const corpus::DataSet read = must(corpus::readRecords(must(dataSourceOf(plan))));
        store::DataSet row;
        row.name = plan.name;
        row.paths = {plan.paths.front().string()};
        row.fingerprint = toHex(read.summary.digest);
        row.seenBy = plan.seenBy;
        must(m_audit->inputs().putDataSet(row));
        std::vector<store::Record> records;
        for (const corpus::Record& record : read.records) {
            store::Record& stored = records.emplace_back();
            stored.ordinal = records.size() - 1;
            stored.id = record.id;
            stored.cluster = record.id == "p3" ? m_clusters : m_clusters + stored.ordinal;
            stored.path = record.path.string();
            stored.line = record.line;
            stored.byteOffset = record.byteOffset;
            stored.byteLength = record.byteLength;
            stored.tokens = 20;
            stored.text = record.text;
            if (!record.subjects.empty())
                stored.subject = record.subjects.front();
        }
        m_clusters += 100;
        must(m_audit->records().append(plan.name, records));
        if (plan.name == "private")
            must(m_audit->records().putWindows(
                plan.name,
                std::vector<store::Window>{{0, store::WindowKind::Personal, "name", 0, 10, 12, -1},
                                           {0, store::WindowKind::Personal, "e-mail", 0, 14, 18, -1}}));
        must(m_audit->records().complete(plan.name));
    }

    // The student reproduces tokens 10 to 12 of p0 and no others.
    void addResults() {
        scores::TokenTable table = scores::TokenTable::sized({20, 20, 20, 20, 20});
        for (std::size_t i = 0; i < table.tokens(); ++i) {
            table.rank[i] = i >= 10 && i < 12 ? 1 : 2;
            table.margin[i] = i >= 10 && i < 12 ? 1.0F : -1.0F;
        }
        const std::string key = toHex(sha256("student/private"));
        must(m_audit->chunks().declare({key, "student", "private", "record", 5, 1, Json::object()}));
        must(m_audit->chunks().putChunk(key, 0, 0, table));
        const auto put = [&](const char* data, std::string_view name, const std::vector<double>& values) {
            must(m_audit->results().putColumn(data, "student", name, values));
        };
        put("private", kMemorized, {0, 1, 0, 0, 0});
        put("private", kMemorizedPersonal, {1, std::nan(""), 0, 0, 0});
        put("private", attackColumn("loss"), {-1.5, -3.0, -9, -9, -9});
        put("held", attackColumn("loss"), {-4, -3, -2, -1});
        put("private", kSlotRank, {3, std::nan(""), std::nan(""), std::nan(""), std::nan("")});
        put("private", kSlotCandidates, {99, std::nan(""), std::nan(""), std::nan(""), std::nan("")});
    }

    QTemporaryDir m_folder;
    Plan m_plan;
    std::optional<store::AuditFile> m_audit;
    std::uint64_t m_clusters = 0;
};

} // namespace retort::audit::testing
