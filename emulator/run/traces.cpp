#include "run/traces.h"

#include <algorithm>

namespace spillway {

TraceStore::TraceStore(const TraceStore& other)
    : m_chunks{other.m_chunks}, m_size{other.m_size}, m_recent{other.m_recent}, m_older{other.m_older} {
    for (Chunk& chunk : m_chunks) {
        if (chunk.own) chunk.requests = std::make_shared<std::vector<Request>>(*chunk.requests);
    }
}

void TraceStore::settle() {
    constexpr std::size_t kFew = 64;  // are copied sooner than shared
    if (m_recent.size() < kFew) return;
    for (Chunk& chunk : m_chunks) chunk.own = false;
    while (!m_older.empty() && m_recent.size() * 2 > m_older.back()->size()) {
        m_recent.insert(m_older.back()->begin(), m_older.back()->end());  // what is newer stays
        m_older.pop_back();
    }
    m_older.push_back(std::make_shared<const Index>(std::move(m_recent)));
    m_recent = {};
}

TraceStore::Request& TraceStore::writable(std::size_t index) {
    Chunk& chunk = m_chunks[index / kChunk];
    if (!chunk.own) chunk = {std::make_shared<std::vector<Request>>(*chunk.requests)};
    return (*chunk.requests)[index % kChunk];
}

const TraceStore::Where* TraceStore::find(std::uint64_t uid) const {
    const auto recent = m_recent.find(uid);
    if (recent != m_recent.end()) return &recent->second;
    for (std::size_t layer = m_older.size(); layer-- != 0;) {
        const auto found = m_older[layer]->find(uid);
        if (found != m_older[layer]->end()) return &found->second;
    }
    return nullptr;
}

void TraceStore::push(Request request) {
    if (m_size % kChunk == 0) {
        m_chunks.push_back({std::make_shared<std::vector<Request>>()});
        m_chunks.back().requests->reserve(kChunk);
    } else {
        writable(m_size - 1);
    }
    m_chunks.back().requests->push_back(std::move(request));
    ++m_size;
}

void TraceStore::add(const SpanNote& note) {
    if (note.what == SpanNote::What::root) {
        m_recent[note.uid] = {static_cast<std::uint32_t>(m_size), 0};
        Visit root;
        root.uid = note.uid;
        root.span.node = note.node;
        root.span.start = root.span.arrived = root.span.started = note.at;
        root.started = true;
        push({note.uid, {root}});
        return;
    }
    const Where* const found = find(note.what == SpanNote::What::sent ? note.parent : note.uid);
    if (found == nullptr) return;  // a message stored anew, or a late try of the platform's own: not of the request
    const Where where = *found;
    std::vector<Visit>& visits = writable(where.request).visits;
    switch (note.what) {
        case SpanNote::What::sent: {
            Visit visit;
            visit.uid = note.uid;
            visit.span.parent = static_cast<std::int32_t>(where.visit);
            visit.span.node = note.node;
            visit.span.attempt = note.attempt;
            visit.span.start = note.at;
            visit.event = note.flag;
            if (note.arrived < note.at) visit.span.held = note.arrived;
            m_recent[note.uid] = {where.request, static_cast<std::uint32_t>(visits.size())};
            visits.push_back(visit);
            return;
        }
        case SpanNote::What::reached: {
            Visit& visit = visits[where.visit];
            if (visit.started || visit.visited) return;  // the platform's own next try
            visit.reached = true;
            visit.span.arrived = note.arrived;
            visit.span.cold = note.flag;
            return;
        }
        case SpanNote::What::started:
            visits[where.visit].span.arrived = note.arrived;
            visits[where.visit].span.started = note.at;
            visits[where.visit].span.cold = note.flag;
            visits[where.visit].started = true;
            return;
        case SpanNote::What::committing: visits[where.visit].span.committing = note.at; return;
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
            if (visit.answered) return;  // a hedged call whose other copy was faster: that ended it
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
    if (visit.started || visit.visited) return span;
    span.arrived = visit.reached ? std::min(visit.span.arrived, span.end) : span.end;
    span.started = span.end;
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
