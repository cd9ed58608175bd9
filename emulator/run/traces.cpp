#include "run/traces.h"

namespace spillway {

void TraceStore::add(const SpanNote& note) {
    if (note.what == SpanNote::What::root) {
        m_open[note.uid] = {static_cast<std::uint32_t>(m_requests.size()), 0};
        Visit root;
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
            visit.span.parent = static_cast<std::int32_t>(where.visit);
            visit.span.node = note.node;
            visit.span.attempt = note.attempt;
            visit.span.start = note.at;
            visit.event = note.flag || visits[where.visit].event;
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

}  // namespace spillway
