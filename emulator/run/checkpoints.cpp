#include "run/checkpoints.h"

#include <algorithm>
#include <limits>

namespace spillway {
namespace {

bool isWholeSecond(SimTime time) { return time.time_since_epoch() % std::chrono::seconds{1} == Duration{0}; }

}  // namespace

bool Checkpoints::isWorthIt(const Run& run) const {
    if (m_kept.empty()) return true;
    const SimTime now = run.now();
    const Checkpoint* const before = at(now);
    if (before == nullptr) return true;
    const bool isWhole = isWholeSecond(now);
    if (before->run.now() == now || (!isWhole && now - before->run.now() < m_options.leastApart)) return false;
    if (before != &m_kept.back() && !isWhole) return false;  // it has been here already
    if (isWhole && before->bytes <= m_options.smallBytes) return true;
    return static_cast<double>(run.events() - before->events) * m_options.bytesPerEvent >=
           static_cast<double>(before->bytes);
}

void Checkpoints::consider(const Run& run, std::size_t mark) {
    if (!isWorthIt(run)) return;
    const auto later = std::ranges::upper_bound(m_kept, run.now(), {}, [](const Checkpoint& c) { return c.run.now(); });
    const auto kept = m_kept.insert(later, {run.fork(), run.events(), 0, mark});
    kept->bytes = kept->run.memory().total();  // a copy is packed: less than the run itself takes
    m_bytes += kept->bytes;
    while (m_bytes > m_options.bytesMost && m_kept.size() > 2) thinOut();
}

// The one goes whose going widens the gap least, for its age: what was long ago may be far apart.
void Checkpoints::thinOut() {
    const auto nanoseconds = [](Duration time) { return static_cast<double>(time.count()); };
    const SimTime now = m_kept.back().run.now();
    std::size_t least = 1;
    double leastCost = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i + 1 < m_kept.size(); ++i) {
        const SimTime before = m_kept[i - 1].run.now();
        const double gap = nanoseconds(m_kept[i + 1].run.now() - before);
        const double cost = gap / nanoseconds(now - before);
        if (cost >= leastCost) continue;
        leastCost = cost;
        least = i;
    }
    m_bytes -= m_kept[least].bytes;
    m_kept.erase(m_kept.begin() + static_cast<std::ptrdiff_t>(least));
}

const Checkpoints::Checkpoint* Checkpoints::at(SimTime time) const {
    const auto later = std::ranges::upper_bound(m_kept, time, {}, [](const Checkpoint& c) { return c.run.now(); });
    return later == m_kept.begin() ? nullptr : &*(later - 1);
}

void Checkpoints::cutAfter(SimTime time) {
    while (!m_kept.empty() && m_kept.back().run.now() > time) {
        m_bytes -= m_kept.back().bytes;
        m_kept.pop_back();
    }
}

void Checkpoints::clear() {
    m_kept.clear();
    m_bytes = 0;
}

}  // namespace spillway
