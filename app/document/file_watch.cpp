#include "document/file_watch.h"

#include "document/disk.h"

#include <QFileInfo>

namespace spillway {
namespace {

// Programs write in several steps (git: remove, create, fill); the file is looked at when they are through.
constexpr int kSettleMs = 100;

}  // namespace

FileWatch::FileWatch(QObject* parent) : QObject{parent} {
    m_settled.setSingleShot(true);
    m_settled.setInterval(kSettleMs);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_settled, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_settled, qOverload<>(&QTimer::start));
    connect(&m_settled, &QTimer::timeout, this, [this] { look(); });
}

void FileWatch::watch(const std::map<QString, QByteArray>& files) {
    const QStringList before = m_watcher.files() + m_watcher.directories();
    if (!before.isEmpty()) m_watcher.removePaths(before);
    m_settled.stop();
    m_files.clear();
    for (const auto& [file, fingerprint] : files) m_files[file] = {fingerprint, fingerprint};
    listen();
}

void FileWatch::expect(const QString& file, const QByteArray& fingerprint) {
    m_files[file] = {fingerprint, fingerprint};
    listen();
}

// A file replaced by renaming drops out of the watcher, one that appears was never in it: both are added again.
void FileWatch::listen() {
    for (const auto& [file, known] : m_files) {
        const QFileInfo info{file};
        if (info.exists() && !m_watcher.files().contains(file)) m_watcher.addPath(file);
        const QString folder = info.absolutePath();
        if (QFileInfo::exists(folder) && !m_watcher.directories().contains(folder)) m_watcher.addPath(folder);
    }
}

bool FileWatch::look() {
    bool news = false;
    for (auto& [file, known] : m_files) {
        const QByteArray now = fingerprintOfFile(file);
        news |= now != known.expected && now != known.told;
        known.told = now;
    }
    listen();
    if (news) Q_EMIT changed();
    return news;
}

}  // namespace spillway
