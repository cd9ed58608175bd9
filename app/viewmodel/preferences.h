#pragma once

#include <QObject>
#include <QSettings>
#include <QStringList>

namespace spillway {

// What the window remembers between two starts: theme, motion, sizes of panels, recent files, keys the user bound.
class Preferences : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString theme READ theme WRITE setTheme NOTIFY themeChanged)
    Q_PROPERTY(bool dark READ dark NOTIFY themeChanged)
    Q_PROPERTY(bool reducedMotion READ reducedMotion WRITE setReducedMotion NOTIFY reducedMotionChanged)
    Q_PROPERTY(QStringList recentFiles READ recentFiles NOTIFY recentFilesChanged)
public:
    // `file` is an ini file; empty is the user's own.
    explicit Preferences(const QString& file = {}, QObject* parent = nullptr);

    QString theme() const { return m_theme; }  // "system", "dark" or "light"
    void setTheme(const QString& theme);
    bool dark() const;
    bool reducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced);

    QStringList recentFiles() const { return m_recent; }
    void addRecentFile(const QString& path);
    Q_INVOKABLE void clearRecentFiles();

    // The size of a panel in pixels, or whether it is shown (0 or 1).
    Q_INVOKABLE double size(const QString& panel, double fallback) const;
    Q_INVOKABLE void setSize(const QString& panel, double value);
    Q_INVOKABLE void resetLayout();

    // Where a file dialog was last; empty before it was anywhere.
    QString folder(const QString& dialog) const {
        return m_settings.value(QStringLiteral("folders/") + dialog).toString();
    }
    void setFolder(const QString& dialog, const QString& path) {
        m_settings.setValue(QStringLiteral("folders/") + dialog, path);
    }

    // The keys bound to an action by the user; null when the action keeps its own.
    QString keys(const QString& action) const;
    void setKeys(const QString& action, const QString& keys);

Q_SIGNALS:
    void themeChanged();
    void reducedMotionChanged();
    void recentFilesChanged();
    void layoutReset();

private:
    QSettings m_settings;
    QString m_theme;
    bool m_reducedMotion = false;
    QStringList m_recent;
};

}  // namespace spillway
