#pragma once

#include "base/diagnostic.h"
#include "io/definition_files.h"

#include <QByteArray>
#include <QString>

#include <map>

// State machines in files beside the document, while it is open.
namespace spillway {

// Reads what lies beside the document at `path`.
ReadFile besideOf(const QString& path);

// The files that workflows name, with the fingerprints of what was read of them (empty: nothing).
std::map<QString, QByteArray> definitionFilesOf(const Topology& topology, const QString& path);

// Reads them anew. `lost`: the problems of the text last read; those of these files are replaced by what is wrong with
// them now. True if a text or a problem changed.
bool readDefinitionsAnew(Topology& topology, const QString& path, Diagnostics& lost);

}  // namespace spillway
