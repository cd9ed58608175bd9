#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace spillway {

// `count` entries with default values, behind large pages if they are many; that is only a wish. The table has no room
// yet. Tables of some megabytes are read at random, and with pages of 4 KiB nearly every look misses the processor's
// table of pages, too.
template <class T>
void resizeOnHugePages(std::vector<T>& table, std::size_t count) {
    constexpr std::size_t kHuge = std::size_t{2} << 20;
    constexpr std::uintptr_t kPage = 4096;
    table.reserve(count);
    if (count * sizeof(T) >= kHuge) {
        // Nobody has touched it: whole pages inside it become large ones when somebody does.
        const auto first = reinterpret_cast<std::uintptr_t>(table.data());
        const std::uintptr_t skipped = (kPage - first % kPage) % kPage;
        const std::size_t bytes = (count * sizeof(T) - skipped) & ~(kPage - 1);
        madvise(reinterpret_cast<char*>(table.data()) + skipped, bytes, MADV_HUGEPAGE);
    }
    table.resize(count);
}

}  // namespace spillway
