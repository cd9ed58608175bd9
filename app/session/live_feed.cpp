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

// Appends what `to` has not yet of the first `most` of `from`; or takes away what is beyond.
template <class T>
void matchUp(std::vector<T>& to, const std::vector<T>& from, std::size_t most) {
    most = std::min(most, from.size());
    if (to.size() > most) return to.resize(most);
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(to.size()),
              from.begin() + static_cast<std::ptrdiff_t>(most));
}

template <class T>
void appendFrom(std::vector<T>& to, const std::vector<T>& from, std::size_t first) {
    if (first < from.size()) to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(first), from.end());
}

template <class T>
void cut(std::vector<T>& list, std::size_t length) {
    if (list.size() > length) list.resize(length);
}

void cut(std::vector<NodeSeries>& series, std::size_t seconds) {
    for (NodeSeries& each : series) {
        for (const auto measure : kMeasures) cut(each.*measure, seconds);
    }
}

std::size_t secondsOf(const Run& run, std::size_t nodes) { return nodes == 0 ? 0 : run.seconds(); }

}  // namespace

void LiveFeed::push(Piece piece) {
    const std::lock_guard lock{m_mutex};
    m_pieces.push_back(std::move(piece));
}

void LiveFeed::collect(const Run& run, std::size_t nodes) {
    const std::size_t seconds = secondsOf(run, nodes);
    const std::size_t decisions = run.decisions().size();
    if (seconds <= m_collected.seconds && decisions <= m_collected.decisions) return;
    Piece piece;
    if (seconds > m_collected.seconds) {
        piece.series.resize(nodes);
        for (std::size_t node = 0; node < nodes; ++node)
            run.appendSeries(node, m_collected.seconds, piece.series[node]);
    }
    for (std::size_t i = m_collected.decisions; i < decisions; ++i) piece.decisions.push_back(run.decisions()[i]);
    m_collected.seconds = std::max(seconds, m_collected.seconds);
    m_collected.decisions = std::max(decisions, m_collected.decisions);
    push(std::move(piece));
}

void LiveFeed::remember(const Run& run) {
    if (run.now() <= m_collected.pictures) return;
    m_collected.pictures = run.now();
    Piece piece;
    run.fill(piece.pictures.emplace_back());
    push(std::move(piece));
}

LiveFeed::Known LiveFeed::knownUpTo(const Run& run, std::size_t nodes) const {
    return {std::min(m_collected.seconds, secondsOf(run, nodes)),
            std::min(m_collected.decisions, run.decisions().size()), std::min(m_collected.pictures, run.now())};
}

void LiveFeed::forgetAfter(const Known& past) {
    m_collected = past;
    Piece piece;
    piece.keep = past;
    push(std::move(piece));
}

void LiveFeed::cutTo(const Known& keep) {
    cut(m_series, keep.seconds);
    cut(m_decisions, keep.decisions);
    m_pictures.cutAfter(keep.pictures);
    m_shown.seconds = std::min(m_shown.seconds, keep.seconds);
    m_shown.decisions = std::min(m_shown.decisions, keep.decisions);
}

void LiveFeed::drain() {
    std::vector<Piece> pieces;
    {
        const std::lock_guard lock{m_mutex};
        pieces.swap(m_pieces);
    }
    for (Piece& piece : pieces) {
        if (piece.keep) cutTo(*piece.keep);
        if (m_series.size() < piece.series.size()) m_series.resize(piece.series.size());
        for (std::size_t node = 0; node < piece.series.size(); ++node) {
            for (const auto measure : kMeasures) appendFrom(m_series[node].*measure, piece.series[node].*measure, 0);
        }
        std::ranges::move(piece.decisions, std::back_inserter(m_decisions));
        for (RunSnapshot& picture : piece.pictures) m_pictures.add(std::move(picture));
    }
}

// Seconds that were over by then, decisions that had been taken.
void LiveFeed::show(SimTime now, LiveView& out) const {
    const auto seconds = static_cast<std::size_t>(now.time_since_epoch() / std::chrono::seconds{1});
    for (std::size_t node = 0; node < std::min(m_series.size(), out.series.size()); ++node) {
        for (const auto measure : kMeasures) matchUp(out.series[node].*measure, m_series[node].*measure, seconds);
    }
    const auto later = std::ranges::upper_bound(m_decisions, now, {}, &Decision::at);
    matchUp(out.decisions, m_decisions, static_cast<std::size_t>(later - m_decisions.begin()));
}

bool LiveFeed::take(LiveView& out, std::uint64_t seek) {
    if (!m_frames.take() || m_frames.front().seek < seek) return false;
    drain();
    if (&out != m_last) {
        out.series.clear();
        out.decisions.clear();
        m_last = &out;
    }
    cut(out.series, m_shown.seconds);
    cut(out.decisions, m_shown.decisions);
    const Frame& frame = m_frames.front();
    out.snapshot = frame.snapshot;
    out.attribution = frame.attribution;
    out.speed = frame.speed;
    out.eventsPerSecond = frame.eventsPerSecond;
    out.byHand = frame.byHand;
    out.series.resize(frame.snapshot.nodes.size());
    show(out.snapshot.now, out);
    m_shown = {out.series.empty() ? 0 : out.series.front().throughput.size(), out.decisions.size(), {}};
    return true;
}

bool LiveFeed::past(SimTime time, LiveView& out) {
    drain();
    const RunSnapshot* picture = m_pictures.at(time);
    if (picture == nullptr) return false;
    const HandLog byHand = m_frames.front().byHand;
    out = {};
    out.snapshot = *picture;
    out.byHand = byHand;
    out.series.resize(picture->nodes.size());
    show(picture->now, out);
    return true;
}

SimTime LiveFeed::reach() {
    drain();
    return m_pictures.reach();
}

}  // namespace spillway
