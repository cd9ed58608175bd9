#include "run/traces.h"

#include <algorithm>

namespace spillway {

void TraceStore::add(const SpanNote& note) {
    if (note.what == SpanNote::What::root) {
        m_open[note.uid] = {static_cast<std::uint32_t>(m_requests.size()), 0};
        Visit root;
        root.uid = note.uid;
        root.span.node = note.node;
        root.span.start = root.span.arrived = root.span.started = note.at;
        root.started = true;
        m_requests.push_back({note.uid, {root}});
        return;
    }
    const auto found = m_open.find(note.what == SpanNote::What::sent ? note.parent : note.uid);
    if (found == m_open.end())
        return;  // a message stored anew, or a late try of the platform's own: not of the request
    const Where where = found->second;
    std::vector<Visit>& visits = m_requests[where.request].visits;
    switch (note.what) {
        case SpanNote::What::sent: {
            Visit visit;
            visit.uid = note.uid;
            visit.span.parent = static_cast<std::int32_t>(where.visit);
            visit.span.node = note.node;
            visit.span.attempt = note.attempt;
            visit.span.start = note.at;
            visit.event = note.flag;
            m_open[note.uid] = {where.request, static_cast<std::uint32_t>(visits.size())};
            visits.push_back(visit);
            return;
        }
        case SpanNote::What::started:
            visits[where.visit].span.arrived = note.arrived;
            visits[where.visit].span.started = note.at;
            visits[where.visit].span.cold = note.flag;
            visits[where.visit].started = true;
            return;
        case SpanNote::What::visited: {
            Visit& visit = visits[where.visit];
            visit.span.arrived = note.arrived;
            if (!visit.started) visit.span.started = note.at;
            visit.done = note.at;
            visit.visited = true;
            if (visit.answered || where.visit == 0) return;  // what the caller saw stands
            visit.span.end = note.at;
            visit.span.succeeded = note.outcome == kSucceeded;
            if (note.outcome != kSucceeded) visit.span.cause = causeOf(note.outcome);
            return;
        }
        case SpanNote::What::answered: {
            Visit& visit = visits[where.visit];
            visit.answered = true;
            visit.span.end = note.at;
            if (where.visit == 0) visit.done = note.at;
            visit.span.succeeded = note.outcome == kSucceeded;
            if (note.outcome != kSucceeded) visit.span.cause = causeOf(note.outcome);
            return;
        }
        case SpanNote::What::root: return;
    }
}

Span TraceStore::spanAt(const Visit& visit, SimTime now) {
    Span span = visit.span;
    if (!visit.answered && !visit.visited) span.end = now;
    if (!visit.started && !visit.visited) span.arrived = span.started = span.end;
    return span;
}

TraceStore::Request TraceStore::ordered(const Request& request) {
    const std::vector<Visit>& visits = request.visits;
    std::vector<std::vector<std::size_t>> calls(visits.size());
    for (std::size_t i = 1; i < visits.size(); ++i) calls[static_cast<std::size_t>(visits[i].span.parent)].push_back(i);
    Request made{request.id, {}};
    std::vector<std::pair<std::size_t, std::int32_t>> open{{0, -1}};  // visit, and where its caller went
    while (!open.empty()) {
        const auto [visit, parent] = open.back();
        open.pop_back();
        const auto place = static_cast<std::int32_t>(made.visits.size());
        made.visits.push_back(visits[visit]);
        made.visits.back().span.parent = parent;
        std::ranges::sort(calls[visit], std::ranges::greater{}, [&](std::size_t call) { return visits[call].uid; });
        for (const std::size_t call : calls[visit]) open.emplace_back(call, place);
    }
    return made;
}

}  // namespace spillway
