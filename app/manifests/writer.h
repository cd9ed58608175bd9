#pragma once

#include "base/result.h"
#include "manifests/diff.h"
#include "manifests/exporter.h"

#include <string>
#include <vector>

namespace spillway {

// What writing a file would do, or did.
enum class FileState {
    added,      // not on disk
    modified,   // on disk as we wrote it, and now different
    unchanged,  // on disk with these very bytes
    conflict,   // on disk, not as we wrote it: edited by hand, or never ours. Kept
    obsolete,   // on disk as we wrote it, no longer exported. Removed when written
    abandoned,  // no longer exported, edited by hand. Kept
};

struct FilePreview {
    std::string path;
    FileState state = FileState::added;
    std::string before;  // text on disk; empty when added
    std::string after;   // text to write; empty when obsolete or abandoned
    Diff diff() const { return diffLines(before, after); }
};

// In order of path.
using ExportPreview = std::vector<FilePreview>;

enum class ConflictChoice { keep, overwrite };

// The only one that touches the disk: below one destination folder. It remembers the hash of every file it wrote in
// `.spillway-manifest` there, which belongs under version control with the files. Blocking; any thread, one at a time.
class ManifestWriter {
public:
    explicit ManifestWriter(std::string folder);

    // Reads, writes nothing. Errors: a file that cannot be read, a lock file that is not ours.
    // `targets` are the exporters' ids: only what lies below these top folders can be obsolete.
    Result<ExportPreview> preview(const std::vector<ManifestFile>& files,
                                  const std::vector<std::string>& targets) const;

    // Each file to a temporary in its folder, flushed, then renamed; conflicts are kept unless told otherwise. Returns
    // what was done. On an error, files already renamed stay and are remembered.
    Result<ExportPreview> write(const std::vector<ManifestFile>& files, const std::vector<std::string>& targets,
                                ConflictChoice choice = ConflictChoice::keep) const;

private:
    std::string m_folder;
};

}  // namespace spillway
