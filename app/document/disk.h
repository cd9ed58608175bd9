#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace spillway {

// The whole file, at most 64 MiB. The error is a sentence with the file's name.
Result<QByteArray> readFile(const QString& path);

// All or nothing: a temporary in the same folder, synced, renamed over the target, and the folder synced. The target's
// permissions stay, and a symbolic link stays a link to the new content. A file that has these bytes is not touched.
Result<void> writeFile(const QString& path, const QByteArray& bytes);

// What tells two contents apart; empty for a file that is not there or cannot be read.
QByteArray fingerprintOf(const QByteArray& bytes);
QByteArray fingerprintOfFile(const QString& path);

// NAME.layout.yaml of NAME.spillway (of any other name: that and .layout.yaml).
QString sidecarOf(const QString& path);

}  // namespace spillway
