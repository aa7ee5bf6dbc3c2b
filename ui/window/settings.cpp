// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/settings.h"

#include <QFileInfo>
#include <QSettings>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

constexpr qsizetype kRecentLimit = 10;

} // namespace

Settings::Settings(const QString& file)
    : m_settings(file.isEmpty() ? std::make_unique<QSettings>()
                                : std::make_unique<QSettings>(file, QSettings::IniFormat)) {}

Settings::~Settings() = default;

template <class T>
T Settings::value(const SettingKey<T>& key) const {
    const QVariant stored = m_settings->value(QLatin1StringView(key.name));
    return stored.isValid() && stored.canConvert<T>() ? stored.value<T>() : key.fallback;
}

template <class T>
void Settings::setValue(const SettingKey<T>& key, const T& value) {
    m_settings->setValue(QLatin1StringView(key.name), QVariant::fromValue(value));
}

template QByteArray Settings::value(const SettingKey<QByteArray>&) const;
template QStringList Settings::value(const SettingKey<QStringList>&) const;
template QString Settings::value(const SettingKey<QString>&) const;
template int Settings::value(const SettingKey<int>&) const;
template void Settings::setValue(const SettingKey<QByteArray>&, const QByteArray&);
template void Settings::setValue(const SettingKey<QStringList>&, const QStringList&);
template void Settings::setValue(const SettingKey<QString>&, const QString&);
template void Settings::setValue(const SettingKey<int>&, const int&);

QByteArray Settings::widgetState(const QString& objectName) const {
    return m_settings->value(u"widgets/"_s + objectName).toByteArray();
}

void Settings::setWidgetState(const QString& objectName, const QByteArray& state) {
    m_settings->setValue(u"widgets/"_s + objectName, state);
}

void Settings::addRecent(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList paths = value(settings::kRecent);
    paths.removeAll(absolute);
    paths.prepend(absolute);
    setValue(settings::kRecent, QStringList(paths.mid(0, kRecentLimit)));
}

QStringList Settings::recent() const {
    QStringList existing;
    for (const QString& path : value(settings::kRecent))
        if (QFileInfo::exists(path))
            existing << path;
    return existing;
}

} // namespace retort::ui
