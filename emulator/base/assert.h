#pragma once

namespace spillway::detail {
// Prints the sentence, the condition and the place to stderr and aborts.
[[noreturn]] void assertionFailed(const char* condition, const char* sentence, const char* file, int line);
}  // namespace spillway::detail

// For what only our own mistake can break; on in release. Users' mistakes are Diagnostics, the world's are Results.
#define SPILLWAY_ASSERT(condition, sentence) \
    (static_cast<bool>(condition) ? void(0)  \
                                  : ::spillway::detail::assertionFailed(#condition, sentence, __FILE__, __LINE__))
