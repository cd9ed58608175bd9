#include "support.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

#include <map>

using namespace spillway;
using namespace spillway::testing;

namespace {

// The YAML files below `root` for which `wanted` says yes, relative, in order.
template <class Predicate>
QStringList filesWith(const QString& root, Predicate wanted) {
    QStringList found;
    QDirIterator files{
        root, {QStringLiteral("*.yaml"), QStringLiteral("*.yml")}, QDir::Files, QDirIterator::Subdirectories};
    while (files.hasNext()) {
        const QString path = files.next();
        if (wanted(path)) found << QDir{root}.relativeFilePath(path);
    }
    found.sort();
    return found;
}

// One line: how many of what came out of some texts.
QByteArray summary(const QString& name, const Imported& result) {
    std::size_t calls = 0;
    for (const Flow& flow : result.architecture.topology.flows) {
        const Node* from = findNode(result.architecture.topology, flow.from);
        if (from != nullptr && from->kind() != NodeKind::clients) ++calls;
    }
    const auto errors = std::ranges::count(result.diagnostics, Severity::error, &Diagnostic::severity);
    return name.toUtf8() + ": workloads " + QByteArray::number(static_cast<qulonglong>(result.workloads)) +
           ", flows between nodes " + QByteArray::number(static_cast<qulonglong>(calls)) +
           ", addresses that lead nowhere " +
           QByteArray::number(static_cast<qulonglong>(countOf(result.diagnostics, "unresolved-address"))) +
           ", errors " + QByteArray::number(static_cast<qlonglong>(errors)) + '\n';
}

// Every flow joins two nodes, every id is there once: what the rest of the program relies on.
bool isSound(const Architecture& architecture) {
    const Topology& topology = architecture.topology;
    std::map<std::string, int> ids;
    for (const Node& node : topology.nodes) ++ids[node.id];
    for (const Boundary& boundary : topology.boundaries) ++ids[boundary.id];
    const bool unique = std::ranges::all_of(ids, [](const auto& entry) { return entry.second == 1; });
    const bool placed = std::ranges::all_of(topology.nodes, [&](const Node& node) {
        return node.in.empty() || findBoundary(topology, node.in) != nullptr;
    });
    return unique && placed && std::ranges::all_of(topology.flows, [&](const Flow& flow) {
               return flow.from != flow.to && findNode(topology, flow.from) != nullptr &&
                      findNode(topology, flow.to) != nullptr;
           });
}

}  // namespace

// Real manifests of many projects, imported folder by folder: nothing crashes, and what came out is as it was when
// somebody last read the files beside the counts.
class CorporaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void kubernetesFoldersAreReadAsBefore() {
        const QRegularExpression workload{QStringLiteral("^kind: *(Deployment|StatefulSet)"),
                                          QRegularExpression::MultilineOption};
        QStringList folders;
        for (const QString& file : filesWith(
                 corpora(), [&](const QString& path) { return QString::fromUtf8(readAll(path)).contains(workload); })) {
            folders << file.section(QLatin1Char('/'), 0, -2);
        }
        folders.removeDuplicates();
        compare(QStringLiteral("kubernetes"), folders, [&](const QString& folder) {
            return findImporter("kubernetes")->read(sourcesIn(corpora() + QLatin1Char('/') + folder));
        });
    }
    void composeFilesAreReadAsBefore() {
        const auto isCompose = [](const QString& path) {
            return path.section(QLatin1Char('/'), -1).contains(QStringLiteral("compose"));
        };
        compare(QStringLiteral("compose"), filesWith(corpora(), isCompose), [&](const QString& file) {
            return findImporter("compose")->read({source(corpora() + QLatin1Char('/') + file, file)});
        });
    }

private:
    static QString corpora() { return sharedFolder() + QStringLiteral("/corpora"); }

    template <class Read>
    void compare(const QString& format, const QStringList& inputs, Read read) {
        if (!QFile::exists(corpora())) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
        QByteArray lines;
        for (const QString& input : inputs) {
            const Imported result = read(input);
            QVERIFY2(isSound(result.architecture), qPrintable(input));
            lines += summary(input, result);
        }
        const QString problem = compareWithGolden(QStringLiteral("corpora/") + format + QStringLiteral(".txt"), lines);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
};

QTEST_GUILESS_MAIN(CorporaTest)
#include "corpora_test.moc"
