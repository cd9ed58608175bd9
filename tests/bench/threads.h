#pragma once

namespace spillway::bench {

// W5 on one thread and on two, for hops of 0.1, 0.5 and 2 ms: in wall time, in turn. The result must not depend on it:
// false if it does.
bool benchThreads(double scale);

}  // namespace spillway::bench
