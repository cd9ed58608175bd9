#include "session/live_feed.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace spillway {
namespace {

constexpr std::array kMeasures{&NodeSeries::throughput, &NodeSeries::errors,  &NodeSeries::p50Ms,
                               &NodeSeries::p95Ms,      &NodeSeries::p99Ms,   &NodeSeries::instances,
                               &NodeSeries::starting,   &NodeSeries::backlog, &NodeSeries::utilization};
static_assert(sizeof(NodeSeries) == kMeasures.size() * sizeof(std::vector<float>), "every measure is carried over");

template <class T>
void appendFrom(std::vector<T>& to, const std::vector<T>& from, std::size_t first) {
    if (first < from.size()) to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(first), from.end());
}

// What `to` has not yet: it holds the beginning of `from`.
void catchUp(NodeSeries& to, const NodeSeries& from) {
    for (const auto measure : kMeasures) appendFrom(to.*measure, from.*measure, (to.*measure).size());
}

}  // namespace

void LiveFeed::collect(const Run& run, std::size_t nodes) {
    const std::size_t seconds = nodes == 0 ? 0 : run.series(0).throughput.size();
    const std::size_t decisions = run.decisions().size();
    if (seconds == m_secondsCollected && decisions == m_decisionsCollected) return;
    Piece piece;
    if (seconds > m_secondsCollected) {
        piece.series.resize(nodes);
        for (std::size_t node = 0; node < nodes; ++node) {
            const NodeSeries& whole = run.series(node);
            for (const auto measure : kMeasures) {
                appendFrom(piece.series[node].*measure, whole.*measure, m_secondsCollected);
            }
        }
    }
    appendFrom(piece.decisions, run.decisions(), m_decisionsCollected);
    m_secondsCollected = seconds;
    m_decisionsCollected = decisions;
    const std::lock_guard lock{m_mutex};
    m_pieces.push_back(std::move(piece));
}

void LiveFeed::drain() {
    std::vector<Piece> pieces;
    {
        const std::lock_guard lock{m_mutex};
        pieces.swap(m_pieces);
    }
    for (Piece& piece : pieces) {
        if (m_series.size() < piece.series.size()) m_series.resize(piece.series.size());
        for (std::size_t node = 0; node < piece.series.size(); ++node) {
            for (const auto measure : kMeasures) {
                appendFrom(m_series[node].*measure, piece.series[node].*measure, 0);
            }
        }
        std::ranges::move(piece.decisions, std::back_inserter(m_decisions));
    }
}

bool LiveFeed::take(LiveView& out) {
    if (!m_frames.take()) return false;
    drain();
    if (&out != m_last) {
        out.series.clear();
        out.decisions.clear();
        m_last = &out;
    }
    const Frame& frame = m_frames.front();
    out.snapshot = frame.snapshot;
    out.attribution = frame.attribution;
    out.speed = frame.speed;
    out.eventsPerSecond = frame.eventsPerSecond;
    out.series.resize(frame.snapshot.nodes.size());
    for (std::size_t node = 0; node < m_series.size(); ++node) catchUp(out.series[node], m_series[node]);
    appendFrom(out.decisions, m_decisions, out.decisions.size());
    return true;
}

}  // namespace spillway
