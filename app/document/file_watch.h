#pragma once

#include <QByteArray>
#include <QFileSystemWatcher>
#include <QObject>
#include <QString>
#include <QTimer>

#include <map>

namespace spillway {

// Says when files are no longer what was last read or written. It compares contents, so that our own saves and a mere
// touch are silent; a change that was told is not told again. A file that is gone counts as changed.
class FileWatch : public QObject {
    Q_OBJECT
public:
    explicit FileWatch(QObject* parent = nullptr);

    // Watches these instead, each with the fingerprint it is known to have (empty: absent).
    void watch(const std::map<QString, QByteArray>& files);
    // What we wrote ourselves.
    void expect(const QString& file, const QByteArray& fingerprint);
    // Looks now. True if something changed that was not told yet; then changed() was emitted.
    bool look();

Q_SIGNALS:
    void changed();

private:
    void listen();

    struct Known {
        QByteArray expected;
        QByteArray told;
    };
    std::map<QString, Known> m_files;
    QFileSystemWatcher m_watcher;
    QTimer m_settled;
};

}  // namespace spillway
