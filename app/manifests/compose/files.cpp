#include "manifests/compose/known_keys.h"
#include "manifests/compose/merge.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace spillway::compose {
namespace {

// "a.yaml", [a.yaml, b.yaml] or {path: ...}
std::vector<const ManifestNode*> pathsOf(const ManifestNode& node) {
    if (node.isScalar()) return {&node};
    std::vector<const ManifestNode*> paths;
    if (node.isMap() && node.find("path") != nullptr) return pathsOf(*node.find("path"));
    for (const ManifestNodePtr& item : node.items) {
        const std::vector<const ManifestNode*> below = pathsOf(*item);
        paths.insert(paths.end(), below.begin(), below.end());
    }
    return paths;
}

class FileReader {
public:
    explicit FileReader(ProjectReader& reader) : m_reader{reader} {}

    void read(const SourceText& text) {
        if (!m_seen.insert(pathBeside(text.name, {})).second) return;
        for (const ManifestNodePtr& plain : readYaml(text.text, text.name, m_reader.problems)) {
            const ManifestNodePtr document = m_reader.interpolation.tree(plain);
            checkTopLevel(*document);
            if (const ManifestNode* include = document->find("include")) followIncludes(*include, text.name);
            m_files.push_back({text.name, document});
        }
    }
    Files take() && { return std::move(m_files); }

private:
    void followIncludes(const ManifestNode& include, const std::string& from) {
        for (const ManifestNode* path : pathsOf(include)) {
            if (const SourceText* found = m_reader.folder.find(path->text, from)) {
                read(*found);
            } else {
                m_reader.yaml.warning(path->place, "missing-file",
                                      fmt::format("the included file {} is not here", path->text), "give it, too");
            }
        }
    }
    void checkTopLevel(const ManifestNode& file) const {
        if (!file.isMap() || file.find("services") == nullptr) return;
        for (const ManifestNode::Entry& entry : file.entries) {
            if (entry.key.starts_with("x-") || isKnown(topLevelKeys(), entry.key)) continue;
            m_reader.yaml.warning(entry.place, "unknown-key", fmt::format("unknown key \"{}\"", entry.key),
                                  didYouMean(entry.key, topLevelKeys()));
        }
    }

    ProjectReader& m_reader;
    Files m_files;
    std::set<std::string> m_seen;
};

}  // namespace

Files readFiles(const std::vector<SourceText>& texts, ProjectReader& reader) {
    FileReader files{reader};
    for (const SourceText& text : texts) {
        if (!text.companion) files.read(text);
    }
    return std::move(files).take();
}

std::string projectName(const Files& files) {
    for (const ComposeFile& file : files) {
        if (std::string stated = file.document->textAt({"name"}); !stated.empty()) return stated;
    }
    return {};
}

}  // namespace spillway::compose
