#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace spillway::detail {

void assertionFailed(const char* condition, const char* sentence, const char* file, int line) {
    std::fprintf(stderr, "spillway: internal error: %s (%s) at %s:%d\n", sentence, condition, file, line);
    std::abort();
}

}  // namespace spillway::detail
