#pragma once

#include <iosfwd>

namespace spillway {

// Where a command writes: results to `out`, diagnostics and progress to `err`. Tests hand in their own.
struct Streams {
    std::ostream& out;
    std::ostream& err;
    bool errIsTerminal = false;  // progress bars only here
};

}  // namespace spillway
