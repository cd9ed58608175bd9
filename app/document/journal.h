#pragma once

#include "base/result.h"
#include "document/layout.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <string>

namespace spillway {

// What a crash must not take: the document as it was last edited.
struct JournalEntry {
    std::string text;
    Layout layout;
    QByteArray base;  // fingerprint of the file the edits rest on; empty for a document without one
};

// The unsaved state of one document, as one file that is rewritten whole: NAME.spillway.journal beside the document, or
// in the user's state folder if that is not writable, taken by another running program, or there is no file yet.
// The file says which process writes it: the journal of a living one is nobody else's to recover. It carries a
// checksum: what was cut off or damaged counts as none.
class Journal {
public:
    // The newest readable journal of the path set (empty: of a document without a file) that no living process writes.
    // It is ours from now on: it goes when something newer is written, or with remove().
    std::optional<JournalEntry> adopt();
    // Whether there is one that says something newer than the file does.
    static bool hasNews(const QString& path);
    // Removes all of them.
    static void discard(const QString& path);

    // Writes for `path` from now on; removes what was written for another.
    void setPath(const QString& path);
    Result<void> write(const JournalEntry& entry);
    // After a save, or when the user gave the edits up.
    void remove();
    // Leaves it behind for the next process: this one ends without having saved.
    void release();

private:
    bool writeSomewhere(const QByteArray& bytes);

    QString m_path;
    QString m_file;     // where it is; empty if nothing is written
    QString m_adopted;  // what was recovered
    JournalEntry m_last;
};

}  // namespace spillway
