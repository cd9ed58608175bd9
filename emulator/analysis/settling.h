#pragma once

#include "run/run.h"

#include <vector>

namespace spillway {

// Whether a run that was broken is again where the run without the fault is: for half a minute, at every node, no more
// fails, waits, is late or works, and no less is done, than there in the same seconds. What comes after is then what
// comes there, and need not be emulated. Nothing is said of designs whose workflows have a definition: executions may
// wait for hours unseen.
class Settling {
public:
    // `calm` outlives this; `to` is when the fault ends.
    Settling(const RunReport& calm, SimTime to);
    // Looks at the seconds that `run` has finished since it was asked last.
    bool isSettled(const Run& run);

private:
    const RunReport& m_calm;
    std::size_t m_from;              // second from which on `m_seen` counts
    std::vector<NodeSeries> m_seen;  // by node
};

}  // namespace spillway
