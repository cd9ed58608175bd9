#include "viewmodel/traces/trace_path.h"

#include <algorithm>

namespace spillway::traces {
namespace {

// The calls of a visit in order of time.
std::vector<std::size_t> callsOf(const Trace& trace, std::size_t span) {
    std::vector<std::size_t> calls;
    for (std::size_t i = span + 1; i < trace.spans.size(); ++i) {
        if (trace.spans[i].parent == static_cast<std::int32_t>(span)) calls.push_back(i);
    }
    std::ranges::stable_sort(calls, {}, [&](std::size_t call) { return trace.spans[call].start; });
    return calls;
}

// What a visit waits for whose own work is done and that has called nobody: the fetch of another, or a standby.
SpanPart lastWait(const Span& span, const RunReport& report) {
    if (span.node >= report.nodes.size()) return SpanPart::replication;
    const NodeKind kind = report.nodes[span.node].kind;
    return kind == NodeKind::cache || kind == NodeKind::cdn ? SpanPart::held : SpanPart::replication;
}

bool retries(const Span& later, const Span& earlier) {
    return later.attempt > 0 && later.node == earlier.node && !earlier.succeeded;
}

// Whether the caller waits for this visit: over a call it does, over an event nobody does.
bool isWaitedFor(const Trace& trace, std::size_t span, const RunReport& report) {
    const Span& own = trace.spans[span];
    if (own.parent < 0) return true;
    const std::uint32_t caller = trace.spans[static_cast<std::size_t>(own.parent)].node;
    if (caller >= report.nodes.size() || own.node >= report.nodes.size()) return true;
    return std::ranges::none_of(report.flows, [&](const FlowReport& flow) {
        return flow.kind == FlowKind::event && flow.from == report.nodes[caller].id &&
               flow.to == report.nodes[own.node].id;
    });
}

// When the callee was done is not kept: the way back of an answer is taken to be as long as the way there.
SimTime doneOf(const Trace& trace, std::size_t span, const RunReport& report) {
    const Span& own = trace.spans[span];
    if (own.parent < 0 || !own.succeeded || !isWaitedFor(trace, span, report)) return own.end;
    return std::max(own.started, own.end - (own.arrived - own.start));
}

class Reader {
public:
    Reader(const Trace& trace, const RunReport& report)
        : m_trace{trace}, m_report{report}, m_origin{trace.spans.front().start} {}

    std::vector<Row> rows;

    void read(std::size_t index, int depth) {
        rows.push_back({index, depth, {}});
        const std::size_t row = rows.size() - 1;
        const Span& span = m_trace.spans[index];
        add(row, SpanPart::network, span.start, span.arrived);
        add(row, span.cold ? SpanPart::coldStart : SpanPart::waiting, span.arrived, span.started);
        const std::vector<std::size_t> calls = callsOf(m_trace, index);
        SimTime at = span.started;
        const Span* last = nullptr;
        for (const std::size_t call : calls) {
            if (!isWaitedFor(m_trace, call, m_report)) continue;
            const Span& next = m_trace.spans[call];
            if (last != nullptr && retries(next, *last))
                add(row, last->cause == FailureCause::throttled ? SpanPart::throttled : SpanPart::backoff, at,
                    next.wanted());
            else
                add(row, SpanPart::work, at, next.wanted());
            add(row, SpanPart::held, std::max(at, next.wanted()), next.start);
            at = std::max(at, next.end);
            last = &next;
        }
        const SimTime done = std::max(at, doneOf(m_trace, index, m_report));
        const SimTime worked = span.workedUntil(at, done);
        add(row, SpanPart::work, at, worked);
        add(row, lastWait(span, m_report), worked, done);
        add(row, SpanPart::network, done, span.end);
        for (const std::size_t call : calls) read(call, depth + 1);
    }

private:
    void add(std::size_t row, SpanPart part, SimTime from, SimTime to) {
        const SimTime end = m_trace.spans[rows[row].span].end;
        from = std::min(from, end);
        to = std::min(to, end);
        if (to > from) rows[row].stretches.push_back({part, from - m_origin, to - m_origin});
    }

    const Trace& m_trace;
    const RunReport& m_report;
    SimTime m_origin;
};

// As the run's own attribution walks it, over what a report keeps.
class Walk {
public:
    Walk(const Trace& trace, const RunReport& report)
        : m_trace{trace}, m_report{report}, m_origin{trace.spans.front().start} {}

    std::vector<Stretch> path;

    void inside(std::size_t index, SimTime from, SimTime to) {
        const Span& span = m_trace.spans[index];
        add(SpanPart::network, from, std::min(span.arrived, to));
        add(span.cold ? SpanPart::coldStart : SpanPart::waiting, std::max(from, span.arrived),
            std::min(span.started, to));
        const SimTime begin = std::max(from, span.started);
        SimTime at = std::max(std::min(to, begin), std::min(to, doneOf(m_trace, index, m_report)));
        add(SpanPart::network, at, to);
        const Span* later = nullptr;
        if (const std::size_t open = callItWaitedFor(index, at, to); open != 0) {
            later = &m_trace.spans[open];
            const SimTime sent = std::max(begin, later->start);
            if (sent < at) inside(open, sent, at);
            const SimTime wanted = std::max(begin, later->wanted());
            add(SpanPart::held, wanted, std::min(sent, at));
            at = std::min(wanted, at);
        }
        for (std::size_t call = lastEnded(index, begin, at); call != 0; call = lastEnded(index, begin, at)) {
            if (const std::size_t unsent = lastUnsent(index, at); unsent != 0) later = &m_trace.spans[unsent];
            const Span& child = m_trace.spans[call];
            const bool again = later != nullptr && retries(*later, child);
            add(!again                                   ? SpanPart::work
                : child.cause == FailureCause::throttled ? SpanPart::throttled
                                                         : SpanPart::backoff,
                child.end, at);
            inside(call, std::max(begin, child.start), child.end);
            add(SpanPart::held, std::max(begin, child.wanted()), std::max(begin, child.start));
            at = std::max(begin, child.wanted());
            later = &child;
        }
        const SimTime worked = span.workedUntil(begin, std::max(begin, at));
        add(SpanPart::work, begin, worked);
        add(lastWait(span, m_report), worked, at);
    }

private:
    // What a visit still waited for at `at` that did not succeed, or that nobody waited for any more at `to`: of
    // several calls the one that lasted longest. 0 if there is none.
    std::size_t callItWaitedFor(std::size_t parent, SimTime at, SimTime to) const {
        if (m_trace.spans[parent].succeeded && m_trace.spans[parent].end <= to) return 0;
        std::size_t best = 0;
        for (std::size_t i = parent + 1; i < m_trace.spans.size(); ++i) {
            const Span& span = m_trace.spans[i];
            if (span.parent != static_cast<std::int32_t>(parent) || span.wanted() >= at || span.end <= at) continue;
            if (!isWaitedFor(m_trace, i, m_report)) continue;
            if (best == 0 || span.end > m_trace.spans[best].end) best = i;
        }
        return best;
    }
    // The last try that came to nothing at `at`, before it was sent.
    std::size_t lastUnsent(std::size_t parent, SimTime at) const {
        std::size_t best = 0;
        for (std::size_t i = parent + 1; i < m_trace.spans.size(); ++i) {
            const Span& span = m_trace.spans[i];
            const bool own = span.parent == static_cast<std::int32_t>(parent) && span.attempt > 0;
            if (own && span.wanted() == at && span.end == at) best = i;
        }
        return best;
    }
    std::size_t lastEnded(std::size_t parent, SimTime begin, SimTime at) const {
        std::size_t best = 0;
        for (std::size_t i = parent + 1; i < m_trace.spans.size(); ++i) {
            const Span& span = m_trace.spans[i];
            if (span.parent != static_cast<std::int32_t>(parent) || span.end > at || span.end <= begin ||
                span.wanted() >= at)
                continue;
            if (!isWaitedFor(m_trace, i, m_report)) continue;
            if (best == 0 || span.end > m_trace.spans[best].end) best = i;
        }
        return best;
    }
    void add(SpanPart part, SimTime from, SimTime to) {
        if (to > from) path.push_back({part, from - m_origin, to - m_origin});
    }

    const Trace& m_trace;
    const RunReport& m_report;
    SimTime m_origin;
};

}  // namespace

std::vector<Row> rowsOf(const Trace& trace, const RunReport& report) {
    if (trace.spans.empty()) return {};
    Reader reader(trace, report);
    reader.read(0, 0);
    return std::move(reader.rows);
}

std::vector<Stretch> criticalPath(const Trace& trace, const RunReport& report) {
    if (trace.spans.empty()) return {};
    Walk walk(trace, report);
    walk.inside(0, trace.spans.front().start, trace.spans.front().end);
    std::vector<Stretch> sums;
    for (const auto& name : names(SpanPart{})) {
        Duration sum{0};
        for (const Stretch& each : walk.path) sum += each.part == name.value ? each.to - each.from : Duration{0};
        if (sum > Duration{0}) sums.push_back({name.value, Duration{0}, sum});
    }
    return sums;
}

Duration tookOf(const Trace& trace) {
    return trace.spans.empty() ? Duration{0} : trace.spans.front().end - trace.spans.front().start;
}

bool failedOf(const Trace& trace) { return !trace.spans.empty() && !trace.spans.front().succeeded; }

QStringList itemsOf(const Trace& trace, const RunReport& report) {
    QStringList items;
    const auto id = [&](const Span& span) { return QString::fromStdString(report.nodes[span.node].id); };
    for (const Span& span : trace.spans) {
        if (span.node >= report.nodes.size()) continue;
        items.append(id(span));
        if (span.parent >= 0)
            items.append(id(trace.spans[static_cast<std::size_t>(span.parent)]) + QStringLiteral(" -> ") + id(span));
    }
    items.removeDuplicates();
    return items;
}

Duration slowFrom(const std::vector<Trace>& traces) {
    std::vector<Duration> times;
    for (const Trace& trace : traces) times.push_back(tookOf(trace));
    if (times.empty()) return Duration{0};
    const std::size_t tenth = times.size() - 1 - (times.size() - 1) / 10;
    std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(tenth));
    return times[tenth];
}

}  // namespace spillway::traces
