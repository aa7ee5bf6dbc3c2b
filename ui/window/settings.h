// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything the window remembers between sessions: one table of typed keys. GUI thread.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>

class QSettings;

namespace retort::ui {

enum class Appearance { System, Light, Dark };

template <class T>
struct SettingKey {
    const char* name;
    T fallback;
};

namespace settings {
inline const SettingKey<QByteArray> kGeometry{"window/geometry", {}};  // since 0.1
inline const SettingKey<QByteArray> kWindowState{"window/state", {}};  // since 0.1
inline const SettingKey<QStringList> kRecent{"start/recent", {}};      // since 0.1
inline const SettingKey<int> kAppearance{"appearance/scheme", 0};      // since 0.1; Appearance
inline const SettingKey<QString> kLastFolder{"files/last_folder", {}}; // since 0.1
} // namespace settings

class Settings {
public:
    // The user's own settings; a file given (tests, screenshots) is used instead.
    explicit Settings(const QString& file = {});
    ~Settings();

    template <class T>
    [[nodiscard]] T value(const SettingKey<T>& key) const;
    template <class T>
    void setValue(const SettingKey<T>& key, const T& value);

    // State of a widget by its object name (splitters, headers).
    [[nodiscard]] QByteArray widgetState(const QString& objectName) const;
    void setWidgetState(const QString& objectName, const QByteArray& state);

    // Puts a path in front of the recent ones; those that are gone are left out when read.
    void addRecent(const QString& path);
    [[nodiscard]] QStringList recent() const;

private:
    std::unique_ptr<QSettings> m_settings;
};

} // namespace retort::ui
