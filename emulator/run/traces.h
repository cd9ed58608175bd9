#pragma once

#include "kernel/span_log.h"
#include "run/report.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace spillway {

// Sampled requests, put together from what caller and callee wrote down. A copy shares what has not changed since
// settle(): requests lie in small chunks, and a chunk that somebody else may look at is copied before it is written.
class TraceStore {
public:
    struct Visit {
        Span span;
        std::uint64_t uid = 0;
        SimTime done{};        // the callee's end; the response is on its way from then
        bool reached = false;  // `span.arrived` is known
        bool started = false;
        bool visited = false;   // `done` is known
        bool answered = false;  // `span.end` is known
        bool event = false;     // nobody waits for it
    };
    struct Request {
        std::uint64_t id = 0;
        std::vector<Visit> visits;  // the first is the source's own
        bool finished() const { return visits.front().answered; }
    };

    TraceStore() = default;
    TraceStore(const TraceStore& other);
    TraceStore& operator=(const TraceStore&) = delete;

    void add(const SpanNote& note);
    // Copies made from now on share what is known until now, once it is more than a few visits. Now and then, at a cost
    // that does not grow with what is stored.
    void settle();
    // In no promised order: notes of one instant come as the lanes lie.
    std::size_t size() const { return m_size; }
    const Request& operator[](std::size_t index) const { return (*m_chunks[index / kChunk].requests)[index % kChunk]; }
    // The same request with its visits in an order that does not depend on lanes: each after its caller, then by uid.
    static Request ordered(const Request& request);
    // As a report shows it: what is not known to have ended ends `now`, what is not known to have arrived arrives at
    // its end, and what has and got no slot has waited for one.
    static Span spanAt(const Visit& visit, SimTime now);

private:
    struct Where {
        std::uint32_t request = 0;
        std::uint32_t visit = 0;
    };
    using Index =
        std::unordered_map<std::uint64_t, Where>;  // by uid; only looked up, never walked in an order that shows
    struct Chunk {
        std::shared_ptr<std::vector<Request>> requests;
        bool own = true;  // nobody else has it
    };
    static constexpr std::size_t kChunk = 16;

    Request& writable(std::size_t index);
    const Where* find(std::uint64_t uid) const;
    void push(Request request);

    std::vector<Chunk> m_chunks;
    std::size_t m_size = 0;
    Index m_recent;                                     // since settle()
    std::vector<std::shared_ptr<const Index>> m_older;  // each less than half as large as the one before
};

}  // namespace spillway
