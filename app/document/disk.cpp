#include "document/disk.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <fcntl.h>
#include <unistd.h>

namespace spillway {
namespace {

constexpr qint64 kMostBytes = 64 << 20;

Error cannot(const char* verb, const QString& path, const QString& reason) {
    return Error{QStringLiteral("cannot %1 \"%2\": %3").arg(QString::fromLatin1(verb), path, reason).toStdString()};
}

// The rename itself survives a power failure only once its folder is on disk. A file system that cannot is left alone.
void syncFolderOf(const QString& path) {
    const QByteArray folder = QFile::encodeName(QFileInfo{path}.absolutePath());
    const int handle = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;
    ::fsync(handle);
    ::close(handle);
}

}  // namespace

Result<QByteArray> readFile(const QString& path) {
    const QFileInfo info{path};
    if (!info.exists()) return cannot("read", path, QStringLiteral("it does not exist"));
    if (info.isDir()) return cannot("read", path, QStringLiteral("it is a folder"));
    QFile file{path};
    if (!file.open(QIODevice::ReadOnly)) return cannot("read", path, file.errorString());
    // A device has no end.
    QByteArray bytes = file.read(kMostBytes + 1);
    if (file.error() != QFileDevice::NoError) return cannot("read", path, file.errorString());
    if (bytes.size() > kMostBytes) return cannot("read", path, QStringLiteral("it is larger than 64 MiB"));
    return bytes;
}

Result<void> writeFile(const QString& path, const QByteArray& bytes) {
    if (QFileInfo{path}.isDir()) return cannot("write", path, QStringLiteral("it is a folder"));
    if (const auto current = readFile(path); current && *current == bytes) return {};
    QSaveFile file{path};
    if (!file.open(QIODevice::WriteOnly)) return cannot("write", path, file.errorString());
    if (file.write(bytes) != bytes.size() || !file.commit()) return cannot("write", path, file.errorString());
    syncFolderOf(path);
    return {};
}

QByteArray fingerprintOf(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray fingerprintOfFile(const QString& path) {
    const auto bytes = path.isEmpty() ? Result<QByteArray>{Error{}} : readFile(path);
    return bytes ? fingerprintOf(*bytes) : QByteArray{};
}

QString sidecarOf(const QString& path) {
    const QString suffix = QStringLiteral(".spillway");
    const QString stem = path.endsWith(suffix) ? path.chopped(suffix.size()) : path;
    return stem + QStringLiteral(".layout.yaml");
}

}  // namespace spillway
