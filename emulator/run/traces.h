#pragma once

#include "kernel/span_log.h"
#include "run/report.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace spillway {

// Sampled requests, put together from what caller and callee wrote down.
class TraceStore {
public:
    struct Visit {
        Span span;
        std::uint64_t uid = 0;
        SimTime done{};  // the callee's end; the response is on its way from then
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

    void add(const SpanNote& note);
    // In no promised order: notes of one instant come as the lanes lie.
    const std::vector<Request>& requests() const { return m_requests; }
    // The same request with its visits in an order that does not depend on lanes: each after its caller, then by uid.
    static Request ordered(const Request& request);
    // As a report shows it: what is not known to have ended ends `now`, what is not known to have arrived arrives at
    // its end.
    static Span spanAt(const Visit& visit, SimTime now);

private:
    struct Where {
        std::uint32_t request = 0;
        std::uint32_t visit = 0;
    };
    std::vector<Request> m_requests;
    std::unordered_map<std::uint64_t, Where> m_open;  // by uid; only looked up, never walked
};

}  // namespace spillway
