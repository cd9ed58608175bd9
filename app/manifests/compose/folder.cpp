#include "manifests/compose/folder.h"

#include <algorithm>
#include <filesystem>

namespace spillway::compose {

std::string pathBeside(const std::string& path, const std::string& from) {
    return (std::filesystem::path{from}.parent_path() / path).lexically_normal().string();
}

const SourceText* Folder::find(const std::string& path, const std::string& from) {
    const std::string wanted = pathBeside(path, from);
    const auto found =
        std::ranges::find_if(m_texts, [&](const SourceText& text) { return pathBeside(text.name, {}) == wanted; });
    if (found != m_texts.end()) return &*found;
    const bool remote = path.find("://") != std::string::npos || path.starts_with("git@");
    if (!path.empty() && !remote) m_missing.insert(wanted);
    return nullptr;
}

}  // namespace spillway::compose
