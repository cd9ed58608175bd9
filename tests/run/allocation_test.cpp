#include "run/build.h"

#include <QtTest>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::uint64_t> allocations{0};
}

// Counts every allocation of the process.
void* operator new(std::size_t size) {
    ++allocations;
    void* const memory = std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc{};
    return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace spillway;
using namespace spillway::build;

class AllocationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Calls that hold slots, timers, retries after errors, random and constant work; nothing is sampled. When a second
    // ends its figures are written down; in between there are events only.
    void an_event_allocates_nothing_once_the_run_is_warm() {
        Flow protect = call("front", "back", 500us);
        protect.timeout = 50ms;
        protect.retry = Retry{.backoff = {.base = 1ms, .cap = 5ms}};
        Setting made = setting(
            {clients("users"), service("front", {Distribution::exponential(1ms), 64}),
             service("back", {Distribution::exponential(2ms), 64}),
             node("shop", External{.work = Distribution::constant(3ms), .availability = Share::percent(99)})},
            {call("users", "front", 500us), protect, call("front", "shop", 2ms)}, {poisson("users", 5000)}, 60s);
        Run run = start(made, {.traceEvery = 0});
        run.advanceTo(SimTime{40s});
        RunSnapshot picture;
        run.fill(picture);
        const std::uint64_t eventsBefore = picture.events;
        const std::uint64_t before = allocations;
        run.advanceTo(SimTime{40s + 990ms});
        const std::uint64_t during = allocations - before;
        run.fill(picture);
        QVERIFY(picture.events - eventsBefore > 40'000);
        QVERIFY2(before > 1000, "what the run began with was counted");
        QCOMPARE(during, std::uint64_t{0});
    }
};

QTEST_GUILESS_MAIN(AllocationTest)
#include "allocation_test.moc"
