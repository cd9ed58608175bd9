#include "manifests/writer.h"

#include "manifests/lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>

namespace spillway {
namespace {

namespace fs = std::filesystem;

Error refused(const fs::path& path, const char* what, const std::string& reason) {
    return Error{std::string{what} + ' ' + path.string() + ": " + reason};
}

// Nothing when there is no such file.
Result<std::optional<std::string>> readFile(const fs::path& path) {
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (status.type() == fs::file_type::not_found) return std::optional<std::string>{};
    if (failure) return refused(path, "cannot read", failure.message());
    if (!fs::is_regular_file(status)) return refused(path, "cannot read", "it is not a file");
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) return refused(path, "cannot read", std::strerror(errno));
    std::string text;
    char buffer[65536];
    std::size_t count = 0;
    while ((count = std::fread(buffer, 1, sizeof buffer, file)) > 0) text.append(buffer, count);
    const bool failed = std::ferror(file) != 0;
    std::fclose(file);
    if (failed) return refused(path, "cannot read", "the disk reports an error");
    return std::optional{std::move(text)};
}

bool writeAll(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return ::fsync(descriptor) == 0;
}

// To a temporary beside it, flushed, then renamed over it: whoever reads sees the old file or the new one, never half
// of one.
Result<void> replaceFile(const fs::path& path, std::string_view text) {
    std::error_code failure;
    fs::create_directories(path.parent_path(), failure);
    if (failure) return refused(path.parent_path(), "cannot make the folder", failure.message());
    std::string temporary = path.string() + ".XXXXXX";
    const int descriptor = ::mkstemp(temporary.data());
    if (descriptor < 0) return refused(path, "cannot write", std::strerror(errno));
    const bool written = ::fchmod(descriptor, 0644) == 0 && writeAll(descriptor, text);
    const std::string reason = written ? std::string{} : std::strerror(errno);
    ::close(descriptor);
    if (written && std::rename(temporary.c_str(), path.c_str()) == 0) return {};
    const std::string why = written ? std::string{std::strerror(errno)} : reason;
    ::unlink(temporary.c_str());
    return refused(path, "cannot write", why);
}

Result<WrittenFiles> readLock(const fs::path& folder) {
    SPILLWAY_TRY(text, readFile(folder / kLockName));
    if (!text) return WrittenFiles{};
    return parseLock(*text);
}

FileState stateOf(const std::optional<std::string>& onDisk, const std::string* ours, const std::string& text) {
    if (!onDisk) return FileState::added;
    if (*onDisk == text) return FileState::unchanged;
    return ours != nullptr && *ours == sha256(*onDisk) ? FileState::modified : FileState::conflict;
}

bool isBelow(std::string_view path, const std::vector<std::string>& targets) {
    return std::ranges::any_of(targets, [&](const std::string& target) { return path.starts_with(target + '/'); });
}

// Folders that a removal left empty go too, up to the destination itself.
void removeEmptyFolders(fs::path folder, const fs::path& destination) {
    std::error_code failure;
    while (folder != destination && fs::is_empty(folder, failure) && !failure && fs::remove(folder, failure))
        folder = folder.parent_path();
}

Result<void> carryOut(const fs::path& folder, FilePreview& file, ConflictChoice choice, WrittenFiles& written) {
    const fs::path path = folder / file.path;
    const bool writes = file.state == FileState::added || file.state == FileState::modified ||
                        (file.state == FileState::conflict && choice == ConflictChoice::overwrite);
    if (writes) {
        const Result<void> done = replaceFile(path, file.after);
        if (!done) return done.error();
    }
    if (writes || file.state == FileState::unchanged) written.hashes[file.path] = sha256(file.after);
    if (file.state == FileState::abandoned) written.hashes.erase(file.path);
    if (file.state == FileState::obsolete) {
        std::error_code failure;
        fs::remove(path, failure);
        if (failure) return refused(path, "cannot remove", failure.message());
        written.hashes.erase(file.path);
        removeEmptyFolders(path.parent_path(), folder);
    }
    return {};
}

}  // namespace

ManifestWriter::ManifestWriter(std::string folder) : m_folder{std::move(folder)} {}

Result<ExportPreview> ManifestWriter::preview(const std::vector<ManifestFile>& files,
                                              const std::vector<std::string>& targets) const {
    const fs::path folder{m_folder};
    SPILLWAY_TRY(written, readLock(folder));
    ExportPreview preview;
    for (const ManifestFile& file : files) {
        SPILLWAY_ASSERT(isSafePath(file.path), "an exporter's paths stay below the destination");
        SPILLWAY_TRY(onDisk, readFile(folder / file.path));
        const auto ours = written.hashes.find(file.path);
        preview.push_back({file.path,
                           stateOf(onDisk, ours == written.hashes.end() ? nullptr : &ours->second, file.text),
                           onDisk.value_or(""), file.text});
    }
    for (const auto& [path, hash] : written.hashes) {
        const bool exported =
            std::ranges::any_of(files, [&, &path = path](const ManifestFile& file) { return file.path == path; });
        if (exported || !isBelow(path, targets)) continue;
        SPILLWAY_TRY(onDisk, readFile(folder / path));
        if (onDisk)
            preview.push_back(
                {path, sha256(*onDisk) == hash ? FileState::obsolete : FileState::abandoned, *onDisk, {}});
    }
    std::ranges::sort(preview, {}, &FilePreview::path);
    return preview;
}

Result<ExportPreview> ManifestWriter::write(const std::vector<ManifestFile>& files,
                                            const std::vector<std::string>& targets, ConflictChoice choice) const {
    const fs::path folder{m_folder};
    SPILLWAY_TRY(plan, preview(files, targets));
    SPILLWAY_TRY(written, readLock(folder));
    const WrittenFiles before = written;
    std::optional<Error> failure;
    for (FilePreview& file : plan) {
        const Result<void> done = carryOut(folder, file, choice, written);
        if (done) continue;
        failure = done.error();
        break;
    }
    // Entries whose file is gone from disk and from the export are forgotten.
    std::erase_if(written.hashes, [&](const auto& entry) {
        std::error_code unknown;
        return isBelow(entry.first, targets) && !fs::exists(folder / entry.first, unknown) && !unknown;
    });
    if (written.hashes != before.hashes) {
        const Result<void> locked = replaceFile(folder / kLockName, lockText(written));
        if (!locked && !failure) failure = locked.error();
    }
    if (failure) return *failure;
    return plan;
}

}  // namespace spillway
