#include "viewmodel/preferences.h"

#include <QFileInfo>
#include <QGuiApplication>
#include <QPalette>

namespace spillway {
namespace {
constexpr int kRecentFilesMax = 10;
}

Preferences::Preferences(const QString& file, QObject* parent)
    : QObject(parent),
      m_settings(file.isEmpty() ? QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("spillway"),
                                            QStringLiteral("spillway"))
                                      .fileName()
                                : file,
                 QSettings::IniFormat) {
    m_theme = m_settings.value(QStringLiteral("theme"), QStringLiteral("dark")).toString();
    m_reducedMotion = m_settings.value(QStringLiteral("reducedMotion"), false).toBool();
    m_recent = m_settings.value(QStringLiteral("recentFiles")).toStringList();
}

void Preferences::setTheme(const QString& theme) {
    if (theme == m_theme) return;
    m_theme = theme;
    m_settings.setValue(QStringLiteral("theme"), theme);
    Q_EMIT themeChanged();
}

bool Preferences::dark() const {
    if (m_theme == QStringLiteral("system"))
        return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    return m_theme != QStringLiteral("light");
}

void Preferences::setReducedMotion(bool reduced) {
    if (reduced == m_reducedMotion) return;
    m_reducedMotion = reduced;
    m_settings.setValue(QStringLiteral("reducedMotion"), reduced);
    Q_EMIT reducedMotionChanged();
}

void Preferences::addRecentFile(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList recent = m_recent;
    recent.removeAll(absolute);
    recent.prepend(absolute);
    while (recent.size() > kRecentFilesMax) recent.removeLast();
    if (recent == m_recent) return;
    m_recent = recent;
    m_settings.setValue(QStringLiteral("recentFiles"), m_recent);
    Q_EMIT recentFilesChanged();
}

void Preferences::clearRecentFiles() {
    m_recent.clear();
    m_settings.remove(QStringLiteral("recentFiles"));
    Q_EMIT recentFilesChanged();
}

double Preferences::size(const QString& panel, double fallback) const {
    return m_settings.value(QStringLiteral("sizes/") + panel, fallback).toDouble();
}

void Preferences::setSize(const QString& panel, double value) {
    m_settings.setValue(QStringLiteral("sizes/") + panel, value);
}

void Preferences::resetLayout() {
    m_settings.remove(QStringLiteral("sizes"));
    Q_EMIT layoutReset();
}

QString Preferences::keys(const QString& action) const {
    const QString key = QStringLiteral("keys/") + action;
    // An empty string that is not null: the user took the keys away.
    return m_settings.contains(key) ? QStringLiteral("") + m_settings.value(key).toString() : QString();
}

void Preferences::setKeys(const QString& action, const QString& keys) {
    if (keys.isNull())
        m_settings.remove(QStringLiteral("keys/") + action);
    else
        m_settings.setValue(QStringLiteral("keys/") + action, keys);
}

}  // namespace spillway
