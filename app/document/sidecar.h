#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "document/layout.h"
#include "topology/topology.h"

#include <QByteArray>
#include <QString>

namespace spillway {

// What NAME.layout.yaml beside a document held when it was read.
struct Sidecar {
    Layout layout;           // boxes of what the document has; the others are laid out afresh
    Diagnostics says;        // missing, damaged, of things that are gone, without things that are there
    bool isDamaged = false;  // something in it could not be read
    QByteArray fingerprint;  // empty: there is none
};

Sidecar readSidecar(const QString& document, const Topology& topology);

// Keeps the file of a damaged one as NAME.layout.yaml.unreadable before anything is written over it.
Result<void> keepDamagedSidecar(const QString& document, const Sidecar& sidecar);

// Writes the boxes; a file that says the same already keeps its bytes. Returns the file's fingerprint.
Result<QByteArray> writeSidecar(const QString& document, const Layout& layout);

}  // namespace spillway
