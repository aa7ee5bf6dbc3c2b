// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/words.h"

#include "core/membership/attack.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Words", text);
}

struct ColumnWords {
    const char* header;
    const char* help;
};

const QHash<QString, ColumnWords>& columnWords() {
    static const QHash<QString, ColumnWords> words{
        {u"loss"_s,
         {QT_TRANSLATE_NOOP("Words", "Loss (nats)"),
          QT_TRANSLATE_NOOP("Words", "Mean surprise over the record's predicted tokens, in nats.")}},
        {u"perplexity"_s,
         {QT_TRANSLATE_NOOP("Words", "Perplexity"),
          QT_TRANSLATE_NOOP("Words", "How surprised the model is: exp of the loss.")}},
        {u"entropy"_s,
         {QT_TRANSLATE_NOOP("Words", "Entropy (nats)"),
          QT_TRANSLATE_NOOP("Words", "How undecided the model is, mean over the record's tokens.")}},
        {u"suffix_entropy"_s,
         {QT_TRANSLATE_NOOP("Words", "Suffix entropy (nats)"),
          QT_TRANSLATE_NOOP("Words", "How undecided the model is, mean over the suffix.")}},
        {u"suffix_log_probability"_s,
         {QT_TRANSLATE_NOOP("Words", "Suffix log-probability"),
          QT_TRANSLATE_NOOP("Words", "Sum over the suffix, in nats: 0 is certain.")}},
        {u"suffix_token_accuracy"_s,
         {QT_TRANSLATE_NOOP("Words", "Suffix accuracy"),
          QT_TRANSLATE_NOOP("Words", "Share of suffix tokens that are the model's first choice.")}},
        {u"greedy_match_tokens"_s,
         {QT_TRANSLATE_NOOP("Words", "Tokens reproduced"),
          QT_TRANSLATE_NOOP("Words", "Leading suffix tokens that the model repeats from the prefix alone.")}},
        {u"memorized"_s,
         {QT_TRANSLATE_NOOP("Words", "Memorized"),
          QT_TRANSLATE_NOOP("Words", "The model repeats the suffix token for token.")}},
        {u"memorized_stride"_s,
         {QT_TRANSLATE_NOOP("Words", "Memorized in a stretch"),
          QT_TRANSLATE_NOOP("Words",
                            "The model repeats the suffix of one of the record's windows token for token.")}},
        {u"memorized_personal"_s,
         {QT_TRANSLATE_NOOP("Words", "Personal detail out"),
          QT_TRANSLATE_NOOP("Words", "The model completes a personal detail of this record word for word.")}},
        {u"smallest_margin"_s,
         {QT_TRANSLATE_NOOP("Words", "Smallest margin"),
          QT_TRANSLATE_NOOP(
              "Words", "How clear the decision is at the suffix's closest token; below 0: not memorized.")}},
        {u"min_k"_s,
         {QT_TRANSLATE_NOOP("Words", "Min-K%"),
          QT_TRANSLATE_NOOP("Words", "Mean log-probability of the 20 % least likely tokens.")}},
        {u"min_k_pp"_s,
         {QT_TRANSLATE_NOOP("Words", "Min-K%++"),
          QT_TRANSLATE_NOOP("Words", "Min-K% after standardising each token.")}},
        {u"rechecked"_s,
         {QT_TRANSLATE_NOOP("Words", "Re-run"),
          QT_TRANSLATE_NOOP("Words", "Run again alone in full precision, because it was close.")}}};
    return words;
}

} // namespace

QString countText(std::uint64_t count) {
    return QLocale().toString(static_cast<qulonglong>(count));
}

QString numberText(double value, int decimals) {
    if (std::isnan(value))
        return {};
    if (std::isinf(value))
        return value > 0 ? u"∞"_s : u"−∞"_s;
    return QLocale().toString(value, 'f', decimals);
}

QString scoreText(double value) {
    if (value != 0 && std::abs(value) < 0.1)
        return QLocale().toString(value, 'g', 3);
    return numberText(value, 3);
}

QString percentText(double share) {
    const double percent = share * 100;
    const int decimals = percent == 0 || std::abs(percent) >= 10 ? 1 : std::abs(percent) >= 0.1 ? 2 : 4;
    return tr("%1 %").arg(QLocale().toString(percent, 'f', percent == 0 ? 0 : decimals));
}

QString pValueText(const std::optional<double>& p) {
    if (!p)
        return {};
    return *p < 0.0001 ? tr("below 0.0001") : QLocale().toString(*p, 'f', *p < 0.01 ? 4 : 3);
}

QString intervalText(const std::optional<double>& low, const std::optional<double>& high, int decimals) {
    if (!low && !high)
        return {};
    if (!high)
        return tr("%1 or more").arg(numberText(*low, decimals));
    if (!low)
        return tr("up to %1").arg(numberText(*high, decimals));
    return tr("%1 to %2").arg(numberText(*low, decimals), numberText(*high, decimals));
}

QString modelText(const std::string& name) {
    if (name == "teacher")
        return tr("Teacher");
    if (name == "baseline")
        return tr("Comparison model");
    if (name == "student")
        return tr("Student");
    if (name == "base")
        return tr("Base model");
    return plainText(name);
}

QString windowText(const std::string& window) {
    if (window == "first")
        return tr("Beginning of the record");
    if (window == "personal")
        return tr("Personal details");
    if (window == "stride")
        return tr("Whole record in steps");
    return plainText(window);
}

QString attackText(const std::string& attack) {
    const auto tested = membership::testedAttack(attack);
    if (!tested)
        return plainText(attack);
    QString title = QString::fromStdString(membership::attackTitle(tested->chosen));
    title[0] = title[0].toUpper();
    return tested->reference.empty() ? title : tr("%1 (%2)").arg(title, modelText(tested->reference));
}

QString attackText(const audit::MembershipFinding& finding) {
    const QString attack = attackText(finding.attack);
    return finding.perByte ? tr("%1, per byte of text").arg(attack) : attack;
}

QString kindText(const std::string& kind) {
    if (kind == "direct")
        return tr("Direct: the model saw the data");
    if (kind == "indirect")
        return tr("Indirect: only its teacher saw the data");
    if (kind == "control")
        return tr("Control: neither saw the data");
    return plainText(kind);
}

QString columnText(const std::string& column) {
    const auto found = columnWords().constFind(QString::fromStdString(column));
    if (found != columnWords().constEnd())
        return tr(found->header);
    if (column.starts_with("attack_"))
        return tr("Score: %1").arg(attackText(column.substr(7)));
    return plainText(column);
}

QString columnHelp(const std::string& column) {
    const auto found = columnWords().constFind(QString::fromStdString(column));
    if (found != columnWords().constEnd())
        return tr(found->help);
    if (column.starts_with("attack_"))
        return tr("The higher, the more the record looks like training data to this attack.");
    return {};
}

bool columnComesBefore(const std::string& left, const std::string& right) {
    static const std::vector<std::string> kOrder{"memorized",
                                                 "memorized_stride",
                                                 "memorized_personal",
                                                 "greedy_match_tokens",
                                                 "smallest_margin",
                                                 "loss",
                                                 "perplexity",
                                                 "entropy",
                                                 "suffix_entropy",
                                                 "suffix_log_probability",
                                                 "suffix_token_accuracy",
                                                 "min_k",
                                                 "min_k_pp"};
    const auto rank = [&](const std::string& name) { return std::find(kOrder.begin(), kOrder.end(), name); };
    return rank(left) != rank(right) ? rank(left) < rank(right) : left < right;
}

bool isVerdictColumn(const std::string& column) {
    return column == "memorized" || column == "memorized_stride" || column == "memorized_personal" ||
           column == "rechecked";
}

QString plainText(const std::string& text) {
    QString shown;
    for (const QChar c : QString::fromStdString(text)) {
        const bool direction = (c.unicode() >= 0x202a && c.unicode() <= 0x202e) ||
                               (c.unicode() >= 0x2066 && c.unicode() <= 0x2069) || c.unicode() == 0x200e ||
                               c.unicode() == 0x200f;
        if (direction || c.category() == QChar::Other_Control)
            shown += u"\\u%1"_s.arg(static_cast<uint>(c.unicode()), 4, 16, QChar(u'0'));
        else
            shown += c;
    }
    return shown;
}

} // namespace retort::ui
