#include "bench/machine.h"

#include "base/random.h"
#include "bench/measure.h"
#include "bench/print.h"
#include "kernel/huge_pages.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <queue>
#include <string>
#include <vector>

namespace spillway::bench {
namespace {

constexpr int kLooks = 3'000'000;

struct Pending {
    double at;
    std::uint64_t sequence;
    bool operator<(const Pending& other) const { return at != other.at ? at > other.at : sequence > other.sequence; }
};

// The hold model: the next event is taken and another put in its place, with `pending` of them. Nanoseconds.
double holdOf(std::size_t pending) {
    RngStream rng{1};
    std::vector<double> draws(1 << 16);
    for (double& draw : draws) draw = rng.exponential();
    std::priority_queue<Pending> events;
    std::uint64_t sequence = 0;
    while (events.size() < pending) events.push({draws[sequence % draws.size()], sequence++});
    const double took = processorSeconds([&] {
        for (int i = 0; i < kLooks; ++i) {
            const double now = events.top().at;
            events.pop();
            events.push({now + draws[sequence % draws.size()], sequence++});
        }
    });
    return 1e9 * took / kLooks;
}

struct alignas(64) Line {
    std::uint32_t next = 0;
};

// A walk over `lines` at random, each of which says which is next; in a table with one such line in `apart`.
double walkOf(std::size_t lines, std::size_t apart) {
    HugeTable<Line> table(lines * apart);
    const auto placeOf = [apart](std::size_t line) { return line * apart + (apart == 1 ? 0 : line * 7 % apart); };
    std::vector<std::uint32_t> order(lines);
    std::iota(order.begin(), order.end(), 0);
    RngStream rng{2};
    for (std::size_t i = lines - 1; i > 0; --i)
        std::swap(order[i], order[rng.below(static_cast<std::uint32_t>(i + 1))]);
    for (std::size_t i = 0; i < lines; ++i)
        table[placeOf(order[i])].next = static_cast<std::uint32_t>(placeOf(order[(i + 1) % lines]));
    std::uint32_t at = static_cast<std::uint32_t>(placeOf(0));
    const auto walk = [&](std::size_t looks) {
        for (std::size_t i = 0; i < looks; ++i) at = table[at].next;
    };
    walk(lines);
    const double took = processorSeconds([&] { walk(kLooks); });
    if (table[at].next == ~std::uint32_t{0}) std::abort();  // so that nobody leaves the walk out
    return 1e9 * took / kLooks;
}

template <class Measure>
double leastOfThree(Measure measure) {
    return std::min({measure(), measure(), measure()});
}

}  // namespace

void benchMachine() {
    for (const std::size_t pending : {16, 100, 10'000, 1'000'000}) {
        print("machine: std::priority_queue, hold model, " + std::to_string(pending) + " pending", "ns",
              leastOfThree([&] { return holdOf(pending); }));
    }
    constexpr std::size_t kLinesOfPage = 4096 / sizeof(Line);
    for (const std::size_t lines : {4'000, 16'000}) {
        print("machine: " + std::to_string(lines) + " lines, side by side", "ns a look",
              leastOfThree([&] { return walkOf(lines, 1); }));
        print("machine: " + std::to_string(lines) + " lines, one each 4 KiB of large pages", "ns a look",
              leastOfThree([&] { return walkOf(lines, kLinesOfPage); }));
    }
    for (const std::size_t mebibytes : {4, 16, 256}) {
        print("machine: lines of " + std::to_string(mebibytes) + " MiB", "ns a look",
              leastOfThree([&] { return walkOf((mebibytes << 20) / sizeof(Line), 1); }));
    }
}

}  // namespace spillway::bench
