#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <vector>

namespace spillway {

// Room for many `T` begins and ends where a large page does, and asks for such pages; that is only a wish. Tables of
// some megabytes are read at random, and with pages of 4 KiB nearly every look misses the processor's table of pages,
// too. Where a virtual machine's host gives it small pages, a large one does not help much: what is touched often has
// to lie close together as well (nodes/states.h).
template <class T>
struct OnHugePages {
    using value_type = T;
    static constexpr std::size_t kHuge = std::size_t{2} << 20;

    OnHugePages() = default;
    template <class Other>
    OnHugePages(const OnHugePages<Other>&) {}
    T* allocate(std::size_t count) {
        if (!isLarge(count)) return std::allocator<T>{}.allocate(count);
        if (count > std::numeric_limits<std::ptrdiff_t>::max() / sizeof(T) / 2) throw std::bad_array_new_length{};
        const std::size_t bytes = (count * sizeof(T) + kHuge - 1) / kHuge * kHuge;
        void* const room = std::aligned_alloc(kHuge, bytes);
        if (room == nullptr) throw std::bad_alloc{};
        madvise(room, bytes, MADV_HUGEPAGE);
        return static_cast<T*>(room);
    }
    void deallocate(T* room, std::size_t count) {
        if (!isLarge(count)) return std::allocator<T>{}.deallocate(room, count);
        std::free(room);
    }
    friend bool operator==(const OnHugePages&, const OnHugePages&) = default;

private:
    static bool isLarge(std::size_t count) { return count >= kHuge / sizeof(T); }
};

template <class T>
using HugeTable = std::vector<T, OnHugePages<T>>;

}  // namespace spillway
