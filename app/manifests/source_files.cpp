#include "manifests/source_files.h"

#include <algorithm>
#include <filesystem>

namespace spillway {
namespace {

// The file a format looks for in a folder, and the one that overrides it; nothing if there is none.
std::vector<std::string> usualFiles(const std::filesystem::path& folder, std::string_view names) {
    std::error_code failed;
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        const std::filesystem::path name = names.substr(0, end);
        names.remove_prefix(std::min(end + 1, names.size()));
        if (!std::filesystem::is_regular_file(folder / name, failed)) continue;
        const std::filesystem::path above = folder / (name.stem().string() + ".override" + name.extension().string());
        std::vector<std::string> found{(folder / name).string()};
        if (std::filesystem::is_regular_file(above, failed)) found.push_back(above.string());
        return found;
    }
    return {};
}

// A folder stands for its usual file, or for every YAML file in it, at any depth, in order of name.
std::vector<std::string> expanded(const std::vector<std::string>& files, std::string_view usualNames) {
    namespace fs = std::filesystem;
    std::vector<std::string> all;
    for (const std::string& file : files) {
        std::error_code failed;
        if (!fs::is_directory(file, failed)) {
            all.push_back(file);
            continue;
        }
        std::vector<std::string> found = usualFiles(file, usualNames);
        if (!found.empty()) {
            all.insert(all.end(), found.begin(), found.end());
            continue;
        }
        for (fs::recursive_directory_iterator entry{file, failed}, end; !failed && entry != end;
             entry.increment(failed)) {
            const std::string extension = entry->path().extension().string();
            if (entry->is_regular_file(failed) && (extension == ".yaml" || extension == ".yml"))
                found.push_back(entry->path().string());
        }
        std::ranges::sort(found);
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

// Files that the texts refer to (Compose's env_file, extends, include), and those that these refer to, as far as they
// exist.
void addCompanions(std::vector<SourceText>& texts, const Importer& importer, const ReadSource& read) {
    constexpr std::size_t kFilesMax = 200;
    if (importer.references == nullptr) return;
    for (bool grown = true; grown && texts.size() < kFilesMax;) {
        grown = false;
        for (const std::string& path : importer.references(texts)) {
            std::error_code failed;
            if (!std::filesystem::is_regular_file(path, failed)) continue;
            Result<std::string> text = read(path);
            if (!text) continue;
            texts.push_back({path, std::move(*text), true});
            grown = true;
        }
    }
}

bool isCompose(std::string_view text) {
    return text.starts_with("services:") || text.find("\nservices:") != std::string_view::npos;
}

}  // namespace

SourceFiles readSources(const std::vector<std::string>& files, const Importer& importer, const ReadSource& read) {
    SourceFiles sources;
    for (const std::string& file : expanded(files, importer.usualNames)) {
        Result<std::string> text = read(file);
        if (text)
            sources.texts.push_back({file, std::move(*text), false});
        else
            sources.problems.push_back(text.error());
    }
    addCompanions(sources.texts, importer, read);
    return sources;
}

const Importer& importerOf(const std::vector<std::string>& files, const ReadSource& read) {
    const Importer& compose = *findImporter("compose");
    for (const std::string& file : files) {
        std::error_code failed;
        if (std::filesystem::is_directory(file, failed)) {
            if (!usualFiles(file, compose.usualNames).empty()) return compose;
            continue;
        }
        const Result<std::string> text = read(file);
        if (text && isCompose(*text)) return compose;
    }
    return *findImporter("kubernetes");
}

}  // namespace spillway
