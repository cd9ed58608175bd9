#include "run/crew.h"

#include "nodes/dispatch.h"

#include <algorithm>
#include <chrono>

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bit>
#include <climits>
#endif

namespace spillway {
namespace {

// A window lasts some microseconds to a millisecond and lanes are never quite even: who is done first asks again and
// again, because being woken costs as much as a window, and the scheduler likes to wake a thread on the core of the
// one that wakes it, where both then take turns. Only when the others have no core to run on (a wait was long) asking
// is a waste that keeps them from one: then ever less of it, and the kernel wakes the thread. libstdc++ yields before
// it sleeps (std::atomic::wait: a hundred times slower beside twenty other processes), so the kernel is asked directly.
constexpr int kMostSpins = 30'000;  // about a millisecond
constexpr int kLeastSpins = 300;
constexpr auto kLongWait = std::chrono::milliseconds{2};

int patienceOf(unsigned threads) { return threads > std::thread::hardware_concurrency() ? kLeastSpins : kMostSpins; }

#if defined(__linux__)
// The half of a counter that changes with every step is what the kernel compares.
static_assert(std::endian::native == std::endian::little);
template <class Value>
void sleepWhile(const std::atomic<Value>& value, Value before) {
    syscall(SYS_futex, &value, FUTEX_WAIT_PRIVATE, static_cast<std::uint32_t>(before), nullptr, nullptr, 0);
}
template <class Value>
void wake(std::atomic<Value>& value) {
    syscall(SYS_futex, &value, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}
#else
template <class Value>
void sleepWhile(const std::atomic<Value>& value, Value before) {
    value.wait(before, std::memory_order_acquire);
}
template <class Value>
void wake(std::atomic<Value>& value) {
    value.notify_all();
}
#endif

}  // namespace

template <class Value>
void Crew::awaitChange(const std::atomic<Value>& value, Value before, Patience& patience) {
    for (int spins = 0; spins < patience.spins; ++spins) {
        if (value.load(std::memory_order_acquire) != before) return;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    const auto began = std::chrono::steady_clock::now();
    while (value.load(std::memory_order_acquire) == before) sleepWhile(value, before);
    const bool wasLong = std::chrono::steady_clock::now() - began > kLongWait;
    patience.spins = wasLong ? std::max(kLeastSpins, patience.spins / 2) : patience.most;
}

Crew::Crew(World& world, std::vector<std::unique_ptr<Lane>>& lanes, Duration lookahead, unsigned threads)
    : m_world{world},
      m_lanes{lanes},
      m_lookahead{lookahead},
      m_threads{threads},
      m_next(lanes.size()),
      m_patience(threads, Patience{patienceOf(threads), patienceOf(threads)}) {
    for (unsigned thread = 1; thread < m_threads; ++thread) {
        m_workers.emplace_back([this, thread] { serve(thread); });
    }
}

Crew::~Crew() {
    m_quit = true;
    m_job.fetch_add(1, std::memory_order_release);
    wake(m_job);
}

void Crew::serve(unsigned thread) {
    std::uint64_t seen = 0;
    for (;;) {
        awaitChange(m_job, seen, m_patience[thread]);
        seen = m_job.load(std::memory_order_acquire);
        if (m_quit) return;
        work(thread);
        m_left.fetch_add(1, std::memory_order_release);
        wake(m_left);
    }
}

void Crew::advance(SimTime stop) {
    m_stop = stop;
    m_done = false;
    // Parcels written while the lanes rested (a fault ends visits) come first.
    for (unsigned lane = 0; lane < m_lanes.size(); ++lane) {
        deliverTo(lane, 0);
        deliverTo(lane, 1);
    }
    for (unsigned lane = 0; lane < m_lanes.size(); ++lane) m_next[lane].next = m_lanes[lane]->events.nextTime();
    plan();
    if (m_done) return;
    if (m_threads > 1) {
        m_job.fetch_add(1, std::memory_order_release);
        wake(m_job);
    }
    work(0);
    // A worker may still be on its way out of the last barrier.
    for (unsigned left = m_left.load(std::memory_order_acquire); left != m_threads - 1;
         left = m_left.load(std::memory_order_acquire))
        awaitChange(m_left, left, m_patience[0]);
    m_left.store(0, std::memory_order_relaxed);
    for (unsigned lane = 0; lane < m_lanes.size(); ++lane) {
        deliverTo(lane, 0);
        deliverTo(lane, 1);
    }
}

void Crew::work(unsigned thread) {
    for (;;) {
        for (unsigned lane = thread; lane < m_lanes.size(); lane += m_threads) runWindow(lane);
        meet(thread);
        if (m_done) return;
    }
}

void Crew::runWindow(unsigned index) {
    Lane& lane = *m_lanes[index];
    deliverTo(index, m_parity ^ 1U);
    lane.parity = m_parity;
    lane.earliestSent = SimTime::max();
    runLane(m_world, lane, m_bound);
    m_next[index].next = std::min(lane.events.nextTime(), lane.earliestSent);
}

void Crew::deliverTo(unsigned index, unsigned parity) {
    for (const auto& sender : m_lanes) {
        Outbox& box = sender->boxes[parity][index];
        for (const Parcel& parcel : box) deliverParcel(m_world, *m_lanes[index], parcel);
        box.clear();
    }
}

void Crew::plan() {
    SimTime earliest = SimTime::max();
    for (const Published& published : m_next) earliest = std::min(earliest, published.next);
    m_done = earliest >= m_stop;
    m_bound = earliest < m_stop - m_lookahead ? earliest + m_lookahead : m_stop;
    m_parity ^= 1U;
}

void Crew::meet(unsigned thread) {
    const std::uint64_t window = m_window.load(std::memory_order_relaxed);
    if (m_arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == m_threads) {
        m_arrived.store(0, std::memory_order_relaxed);
        plan();
        m_window.store(window + 1, std::memory_order_release);
        wake(m_window);
        return;
    }
    awaitChange(m_window, window, m_patience[thread]);
}

}  // namespace spillway
