#pragma once

#include "judging.h"

#include "io/architecture_text.h"

#include <QDirIterator>
#include <QTemporaryDir>

#include <set>

// The program itself, in a folder of its own, as a user types it.
namespace spillway::testing {

inline Verdict tell(const QTemporaryDir& folder, const QStringList& arguments) {
    return run(QStringLiteral(SPILLWAY_BINARY), arguments, folder.path());
}

inline void put(const QTemporaryDir& folder, const QString& name, const QByteArray& text) {
    const QString path = folder.filePath(name);
    QDir{}.mkpath(path.left(path.lastIndexOf(QLatin1Char('/'))));
    QFile file{path};
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(path));
}

inline Topology documentIn(const QTemporaryDir& folder, const QString& name) {
    const QString path = folder.filePath(name);
    const ArchitectureText text = ArchitectureText::parse(readAll(path).toStdString(), name.toStdString());
    if (hasErrors(text.diagnostics())) qFatal("the document %s is broken", qPrintable(path));
    return text.architecture().topology;
}

inline Verdict export_(const QTemporaryDir& folder, const QString& document, const QStringList& more = {}) {
    return tell(folder, QStringList{QStringLiteral("export"), QStringLiteral("kubernetes"), document,
                                    QStringLiteral("-o"), QStringLiteral("out")} +
                            more);
}

// What was exported, imported again.
inline Topology importedAgain(const QTemporaryDir& folder) {
    const Verdict told =
        tell(folder, {QStringLiteral("import"), QStringLiteral("kubernetes"), QStringLiteral("out/kubernetes"),
                      QStringLiteral("-o"), QStringLiteral("again.spillway"), QStringLiteral("--force")});
    if (told.code != 0) qFatal("the export cannot be imported: %s", told.remarks.constData());
    return documentIn(folder, QStringLiteral("again.spillway"));
}

// What the judges say against the exported files; empty if both that are here accept them.
inline QString judged(const QTemporaryDir& folder) {
    QStringList files;
    QDirIterator found{folder.filePath(QStringLiteral("out/kubernetes")),
                       {QStringLiteral("*.yaml")},
                       QDir::Files,
                       QDirIterator::Subdirectories};
    while (found.hasNext()) {
        const QString file = found.next();
        if (!file.endsWith(QStringLiteral("kustomization.yaml"))) files << file;
    }
    for (const Judge& judge : {schemaJudge(), modelsJudge()}) {
        if (!judge.absent.isEmpty()) {
            qWarning("SKIPPED LOUDLY: %s", qPrintable(judge.absent));
            continue;
        }
        const Verdict verdict = judge.judge(files);
        if (!allValid(verdict)) return QString::fromUtf8(verdict.said + verdict.remarks);
    }
    return {};
}

// What must survive a way out and back: what runs, and who calls whom.
inline std::multiset<std::string> edgesOf(const Topology& topology) {
    std::multiset<std::string> edges;
    for (const Flow& flow : topology.flows)
        edges.insert(flow.from + (flow.kind == FlowKind::call ? " -> " : " ~> ") + flow.to);
    return edges;
}

inline std::set<std::string> nodesOf(const Topology& topology) {
    std::set<std::string> nodes;
    for (const Node& node : topology.nodes) nodes.insert(node.id);
    return nodes;
}

}  // namespace spillway::testing
