#pragma once

#include "run/run.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace spillway {

struct CheckpointOptions {
    // What all of them may take. Default 512 MiB / raise for large graphs or long runs / costs memory.
    std::uint64_t bytesMost = std::uint64_t{512} << 20U;
    // Kept at every whole second whatever there is to gain, as long as one takes no more than this.
    std::uint64_t smallBytes = std::uint64_t{1} << 20U;
    // A larger one, or one between two seconds, is kept when there have been so many events since the last one: copying
    // a byte takes some .25 ns, an event some 40 ns, so at 5 bytes an event checkpoints take about 3 % of the time.
    double bytesPerEvent = 5;
    // Between two seconds they come no closer than this.
    Duration leastApart = std::chrono::milliseconds{100};
};

// Where a run was, so that it can be taken back: forks of it, close together where it is now and, when they are more
// than may be kept, further apart the longer ago they are. From any time one goes on as the run did, bit for bit; so
// every instant is reached by running again what lies between it and the last one before it. Owned by one thread.
class Checkpoints {
public:
    struct Checkpoint {
        Run run;
        std::uint64_t events = 0;  // of the run until then
        std::uint64_t bytes = 0;
        std::size_t mark = 0;  // whatever the owner wants to know of it
    };

    explicit Checkpoints(CheckpointOptions options = {}) : m_options{options} {}

    // Keeps `run` as it is, if that is worth it: it is not when one lies here already, or the last one is near.
    void consider(const Run& run, std::size_t mark = 0);
    // The last one that is not after `time`; null when there is none. Fork it to go on from it.
    const Checkpoint* at(SimTime time) const;
    // Something else happens from `time` on: what was later is no longer so.
    void cutAfter(SimTime time);
    void clear();

    std::size_t size() const { return m_kept.size(); }
    std::uint64_t bytes() const { return m_bytes; }
    const std::vector<Checkpoint>& all() const { return m_kept; }

private:
    bool isWorthIt(const Run& run) const;
    void thinOut();

    CheckpointOptions m_options;
    std::vector<Checkpoint> m_kept;  // in order of time; the first is never dropped
    std::uint64_t m_bytes = 0;
};

}  // namespace spillway
