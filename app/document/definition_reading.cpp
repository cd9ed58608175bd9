#include "document/definition_reading.h"

#include "document/disk.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <set>
#include <variant>

namespace spillway {
namespace {

template <class Visit>
void forEachFile(const Topology& topology, Visit&& visit) {
    for (const Node& node : topology.nodes) {
        const auto* spec = std::get_if<Workflow>(&node.spec);
        if (spec != nullptr && !definitionFileOf(*spec).empty()) visit(*spec, definitionFileOf(*spec));
    }
}

std::vector<std::string> textsOf(const Topology& topology) {
    std::vector<std::string> texts;
    forEachFile(topology, [&](const Workflow& spec, const std::string&) { texts.push_back(spec.file.text); });
    return texts;
}

}  // namespace

ReadFile besideOf(const QString& path) {
    return [folder = QFileInfo{path}.dir()](const std::string& name) -> Result<std::string> {
        SPILLWAY_TRY(bytes, readFile(folder.filePath(QString::fromStdString(name))));
        return bytes.toStdString();
    };
}

std::map<QString, QByteArray> definitionFilesOf(const Topology& topology, const QString& path) {
    std::map<QString, QByteArray> files;
    if (path.isEmpty()) return files;
    const QDir folder = QFileInfo{path}.dir();
    forEachFile(topology, [&](const Workflow& spec, const std::string& name) {
        const bool wasRead = spec.file.name == name;
        files[folder.filePath(QString::fromStdString(name))] =
            wasRead ? fingerprintOf(QByteArray::fromStdString(spec.file.text)) : QByteArray{};
    });
    return files;
}

bool readDefinitionsAnew(Topology& topology, const QString& path, Diagnostics& lost) {
    std::set<std::string> names;
    forEachFile(topology, [&](const Workflow&, const std::string& name) { names.insert(name); });
    if (names.empty()) return false;
    const std::vector<std::string> before = textsOf(topology);
    const Diagnostics said = lost;
    const Findings unread = readDefinitionFiles(topology, besideOf(path));
    const auto isOfFile = [&](const Diagnostic& one) {
        return one.code == "unread-file" || names.contains(one.place.file);
    };
    std::erase_if(lost, isOfFile);
    for (const Finding& finding : unread) lost.push_back(finding.diagnostic);
    for (const Finding& finding : definitionProblems(topology))
        if (names.contains(finding.diagnostic.place.file)) lost.push_back(finding.diagnostic);
    return before != textsOf(topology) || said != lost;
}

}  // namespace spillway
