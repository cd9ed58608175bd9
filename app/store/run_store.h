#pragma once

#include "base/result.h"
#include "run/report.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace spillway {

struct StoredRun {
    std::int64_t number = 0;  // #41
    std::string documentPath;
    std::string architecture;
    std::string scenario;
    std::uint64_t seed = 0;
    std::string finishedAt;  // ISO 8601, UTC
    std::string fingerprint;
    std::string label;  // the user's own words; may be empty
};

// Runs in one SQLite file (WAL). One object per thread. Every failure is the world's: a Result with a sentence.
class RunStore {
public:
    // Creates the file and its folders if absent; refuses a file of a newer version. ":memory:" is not accepted.
    static Result<RunStore> open(const QString& path);
    // The user's own: XDG data folder / spillway / runs.sqlite, or $SPILLWAY_RUNS.
    static QString defaultPath();
    ~RunStore();
    RunStore(RunStore&&) noexcept;
    RunStore& operator=(RunStore&&) noexcept;

    // `documentText` is kept with the run, so that it can be opened again as it was.
    Result<std::int64_t> add(const RunReport& report, const std::string& documentPath, const std::string& documentText);
    Result<std::vector<StoredRun>> list() const;  // newest first
    Result<RunReport> load(std::int64_t number) const;
    Result<std::string> documentText(std::int64_t number) const;
    Result<void> setLabel(std::int64_t number, const std::string& label);
    Result<void> remove(std::int64_t number);

private:
    class Private;
    explicit RunStore(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

}  // namespace spillway
