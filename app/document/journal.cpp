#include "document/journal.h"

#include "document/disk.h"
#include "document/layout_text.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QSysInfo>

#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <utility>

namespace spillway {
namespace {

constexpr int kVersion = 1;

// A process id alone is used again; with the start time (field 22 of /proc/PID/stat, proc(5)) it names one process.
QString startOf(qint64 process) {
    QFile file{QStringLiteral("/proc/%1/stat").arg(process)};
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QByteArray line = file.readAll();
    // The second field, the program's name, is in parentheses and may hold spaces.
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    return fields.size() > 19 ? QString::fromLatin1(fields[19]) : QString{};
}

bool isRunning(qint64 process) { return ::kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM; }

struct Writer {
    qint64 process = 0;  // 0: nobody writes it any more
    QString start;
    QString host;

    static Writer self() { return {::getpid(), startOf(::getpid()), QSysInfo::machineHostName()}; }
    // A process on another machine cannot be asked; its journal counts as left behind.
    // Where /proc is not mounted nobody has a start time: then the id alone has to do.
    bool isAlive() const {
        if (process <= 0 || host != QSysInfo::machineHostName()) return false;
        if (start.isEmpty()) return startOf(::getpid()).isEmpty() && isRunning(process);
        return startOf(process) == start;
    }
    bool isSelf() const { return isAlive() && process == ::getpid(); }
};

struct Contents {
    JournalEntry entry;
    Writer writer;
};

const QString kSeal = QStringLiteral("sha256");

// Over the head too: a damaged base or writer would make a journal lie about what it belongs to.
QString sealOf(QJsonObject head, const QByteArray& body) {
    head.remove(kSeal);
    return QString::fromLatin1(fingerprintOf(QJsonDocument{head}.toJson(QJsonDocument::Compact) + body));
}

QByteArray serialized(const JournalEntry& entry, const Writer& writer) {
    const QByteArray text = QByteArray::fromStdString(entry.text);
    const QByteArray layout = QByteArray::fromStdString(layoutText(entry.layout, Digits::exact));
    QJsonObject head{
        {QStringLiteral("spillway_journal"), kVersion}, {QStringLiteral("base"), QString::fromLatin1(entry.base)},
        {QStringLiteral("process"), writer.process},    {QStringLiteral("start"), writer.start},
        {QStringLiteral("host"), writer.host},          {QStringLiteral("text_bytes"), text.size()},
        {QStringLiteral("layout_bytes"), layout.size()}};
    head[kSeal] = sealOf(head, text + layout);
    return QJsonDocument{head}.toJson(QJsonDocument::Compact) + '\n' + text + layout;
}

std::optional<Contents> parsed(const QByteArray& bytes) {
    const auto lineEnd = bytes.indexOf('\n');
    if (lineEnd < 0) return std::nullopt;
    const QJsonObject head = QJsonDocument::fromJson(bytes.left(lineEnd)).object();
    if (head[QStringLiteral("spillway_journal")].toInt() != kVersion) return std::nullopt;
    const QByteArray body = bytes.mid(lineEnd + 1);
    const qint64 textBytes = head[QStringLiteral("text_bytes")].toInteger(-1);
    const qint64 layoutBytes = head[QStringLiteral("layout_bytes")].toInteger(-1);
    if (textBytes < 0 || layoutBytes < 0 || body.size() != textBytes + layoutBytes) return std::nullopt;
    if (sealOf(head, body) != head[kSeal].toString()) return std::nullopt;
    const auto layout = parseLayout(body.mid(textBytes).toStdString());
    if (!layout) return std::nullopt;
    return Contents{{body.left(textBytes).toStdString(), *layout, head[QStringLiteral("base")].toString().toLatin1()},
                    {head[QStringLiteral("process")].toInteger(), head[QStringLiteral("start")].toString(),
                     head[QStringLiteral("host")].toString()}};
}

std::optional<Contents> readJournal(const QString& file) {
    const auto bytes = readFile(file);
    return bytes ? parsed(*bytes) : std::nullopt;
}

// Not synced: it must outlive the process, not the power, and is written several times a second.
bool replaceFile(const QString& file, const QByteArray& bytes) {
    const QString temporary = file + QStringLiteral(".new");
    QFile out{temporary};
    const bool written =
        out.open(QIODevice::WriteOnly | QIODevice::Truncate) && out.write(bytes) == bytes.size() && out.flush();
    out.close();
    // QFile::rename() refuses an existing target.
    if (written && ::rename(QFile::encodeName(temporary).constData(), QFile::encodeName(file).constData()) == 0)
        return true;
    QFile::remove(temporary);
    return false;
}

QString stateFolder() {
    const QString stated = qEnvironmentVariable("XDG_STATE_HOME");
    const QString base = stated.isEmpty() ? QDir::homePath() + QStringLiteral("/.local/state") : stated;
    return base + QStringLiteral("/spillway");
}

QString stateStem(const QString& path) {
    if (path.isEmpty()) return QStringLiteral("untitled");
    return QString::fromLatin1(fingerprintOf(QFileInfo{path}.absoluteFilePath().toUtf8()).left(16));
}

QString besideFile(const QString& path) { return path + QStringLiteral(".journal"); }

// Every file that may hold a journal of `path`.
QStringList candidates(const QString& path) {
    QStringList files;
    if (!path.isEmpty()) files << besideFile(path);
    const QDir folder{stateFolder()};
    for (const QString& name : folder.entryList({stateStem(path) + QStringLiteral("-*.journal")}, QDir::Files)) {
        files << folder.filePath(name);
    }
    return files;
}

struct LeftBehind {
    QString file;
    JournalEntry entry;
    QDateTime written;
};

std::optional<LeftBehind> newestLeft(const QString& path) {
    std::optional<LeftBehind> newest;
    for (const QString& file : candidates(path)) {
        const auto contents = readJournal(file);
        if (!contents || contents->writer.isAlive()) continue;
        const QDateTime written = QFileInfo{file}.lastModified();
        if (!newest || written > newest->written) newest = LeftBehind{file, contents->entry, written};
    }
    return newest;
}

}  // namespace

std::optional<JournalEntry> Journal::adopt() {
    const auto newest = newestLeft(m_path);
    if (!newest) return std::nullopt;
    m_adopted = newest->file;
    return newest->entry;
}

bool Journal::hasNews(const QString& path) {
    const auto newest = newestLeft(path);
    if (!newest) return false;
    // A clock that was set back must not hide the edits that rest on this very file.
    return newest->entry.base == fingerprintOfFile(path) || newest->written >= QFileInfo{path}.lastModified();
}

void Journal::discard(const QString& path) {
    for (const QString& file : candidates(path)) {
        const auto contents = readJournal(file);
        if (!contents || !contents->writer.isAlive()) QFile::remove(file);
    }
}

void Journal::setPath(const QString& path) {
    if (path == m_path) return;
    remove();
    m_path = path;
}

Result<void> Journal::write(const JournalEntry& entry) {
    m_last = entry;
    if (!writeSomewhere(serialized(entry, Writer::self()))) {
        const QString sentence =
            QStringLiteral("unsaved edits cannot be kept safe from a crash: \"%1\" cannot be written");
        return Error{sentence.arg(std::exchange(m_file, {})).toStdString()};
    }
    if (!m_adopted.isEmpty() && m_adopted != m_file) QFile::remove(m_adopted);
    m_adopted.clear();
    return {};
}

bool Journal::writeSomewhere(const QByteArray& bytes) {
    if (m_file.isEmpty() && !m_path.isEmpty()) {
        const auto there = readJournal(besideFile(m_path));
        if (!there || !there->writer.isAlive() || there->writer.isSelf()) m_file = besideFile(m_path);
    }
    if (!m_file.isEmpty() && replaceFile(m_file, bytes)) return true;
    QDir{}.mkpath(stateFolder());
    m_file = stateFolder() + QStringLiteral("/%1-%2.journal").arg(stateStem(m_path)).arg(::getpid());
    return replaceFile(m_file, bytes);
}

void Journal::remove() {
    for (QString* file : {&m_file, &m_adopted}) {
        if (!file->isEmpty()) QFile::remove(*file);
        file->clear();
    }
}

void Journal::release() {
    if (!m_file.isEmpty()) replaceFile(m_file, serialized(m_last, Writer{}));
    m_file.clear();
}

}  // namespace spillway
