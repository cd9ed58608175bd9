#pragma once

namespace spillway::bench {

// W5 on one thread and on two, for hops of 0.1, 0.5 and 2 ms, and several seeds at once: in wall time, in turn, with
// the machine's load beside it. The result must not depend on how it is computed: false if it does.
bool benchThreads(double scale);

}  // namespace spillway::bench
