#include "bench/sizes.h"

#include "bench/measure.h"
#include "bench/print.h"
#include "run/estimate.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace spillway::bench {
namespace {

using namespace std::chrono_literals;

struct Cost {
    double compileSeconds = 0;
    double beginSeconds = 0;
    double nsPerEvent = 1e9;
    double bytes = 0;

    void takeBetter(const Cost& other) {
        compileSeconds = compileSeconds == 0 ? other.compileSeconds : std::min(compileSeconds, other.compileSeconds);
        beginSeconds = beginSeconds == 0 ? other.beginSeconds : std::min(beginSeconds, other.beginSeconds);
        nsPerEvent = std::min(nsPerEvent, other.nsPerEvent);
        bytes = other.bytes;
    }
};

std::shared_ptr<const RunPlan> planOf(const Work& work) {
    const Compiled compiled = compile(work.topology, work.scenario);
    if (!compiled.plan) std::abort();
    return compiled.plan;
}

// The first half second fills lines and caches; then whole seconds, each with what is written down when one ends.
Cost costOf(const LayersWish& wish, double events) {
    constexpr double kEventsPerRequest = 43;
    const double perSecond = wish.ratePerClient * wish.width;
    const Duration counted = std::chrono::ceil<std::chrono::seconds>(
        std::max(Duration{1s}, secondsToDuration(events / (perSecond * kEventsPerRequest))));
    const Work work = layers(perSecond * toSeconds(counted + 500ms), wish);
    Cost cost;
    std::shared_ptr<const RunPlan> plan;
    cost.compileSeconds = processorSeconds([&] { plan = planOf(work); });
    std::optional<Run> run;
    cost.beginSeconds = processorSeconds([&] { run.emplace(plan, RunOptions{}); });
    run->advanceTo(SimTime{500ms});
    const std::uint64_t before = run->events();
    const double took = processorSeconds([&] { run->advanceTo(SimTime{500ms + counted}); });
    cost.nsPerEvent = 1e9 * took / static_cast<double>(run->events() - before);
    cost.bytes = static_cast<double>(run->memory().total());
    return cost;
}

double peakGibibytes() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / (1024 * 1024);
}
double gibibytes(std::uint64_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024 * 1024); }

}  // namespace

// In turn, so that a neighbour on the machine troubles all of them; the best of three.
void benchSizes(double scale) {
    const std::array<std::uint32_t, 4> widths{3, 25, 250, 2500};
    std::array<Cost, 4> best{};
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = 0; i < widths.size(); ++i)
            best[i].takeBetter(costOf({.width = widths[i], .ratePerClient = 100}, 5e6 * scale));
    }
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const double services = 4.0 * widths[i];
        print("W5 with " + std::to_string(4 * widths[i]) + " services", "ns/event", best[i].nsPerEvent,
              {{"against_smallest", best[i].nsPerEvent / best[0].nsPerEvent},
               {"compile_us_per_service", 1e6 * best[i].compileSeconds / services},
               {"begin_us_per_service", 1e6 * best[i].beginSeconds / services},
               {"bytes_per_service", best[i].bytes / services}});
    }
}

void benchLargest() {
    const Work work = layers(5e6, {.width = 25'000, .ratePerClient = 40, .slower = 27});
    std::shared_ptr<const RunPlan> plan;
    print("100,000 services, compile", "s", processorSeconds([&] { plan = planOf(work); }));
    const RunOptions options{.traceEvery = 1024};
    const RunEstimate estimate = estimateOf(*plan, options);
    print("100,000 services, estimated", "GiB", gibibytes(estimate.total()), {{"open_calls", estimate.calls}});
    std::optional<Run> run;
    print("100,000 services, begin", "s", processorSeconds([&] { run.emplace(plan, options); }));
    run->advanceTo(SimTime{3s});
    const std::uint64_t before = run->events();
    const double took = processorSeconds([&] { run->advanceTo(SimTime{4s}); });
    RunSnapshot picture;
    run->fill(picture);
    const auto events = static_cast<double>(run->events() - before);
    print("100,000 services, requests in flight", "requests", static_cast<double>(picture.inFlight));
    print("100,000 services, a simulated second", "s", took,
          {{"events_per_second", events / took}, {"ns_per_event", 1e9 * took / events}});
    const RunMemory memory = run->memory();
    print("100,000 services, memory", "GiB", gibibytes(memory.total()),
          {{"frames", memory.frames},
           {"events", memory.events},
           {"tables", memory.tables},
           {"peak_of_process_gib", peakGibibytes()}});
}

}  // namespace spillway::bench
