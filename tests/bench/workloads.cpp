#include "bench/workloads.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace spillway::bench {
namespace {

using namespace std::chrono_literals;

Node service(std::string id, double workSeconds, std::int64_t slots) {
    Service spec;
    spec.work = Distribution::exponential(secondsToDuration(workSeconds));
    spec.concurrency = slots;
    spec.queueLimit = 4'000'000;
    return {.id = std::move(id), .spec = spec};
}
Flow call(const std::string& from, const std::string& to, std::int64_t order, double hopSeconds) {
    Flow flow;
    flow.from = from;
    flow.to = to;
    flow.order = order;
    flow.latency = secondsToDuration(hopSeconds);
    return flow;
}
void protect(Flow& flow, Duration timeout) {
    flow.timeout = timeout;
    flow.retry = Retry{};
}
Load poisson(const std::string& from, double rate) {
    Load load;
    load.from = from;
    load.rate.points = {{Rate::perSecond(rate), 0ms}};
    return load;
}
// One source of `rate` a second, for as long as `requests` take.
Work begun(std::string name, double requests, double rate) {
    Work made;
    made.name = std::move(name);
    made.topology.nodes.push_back({.id = "users", .spec = Clients{}});
    made.scenario.id = "bench";
    made.scenario.duration = secondsToDuration(requests / rate);
    made.scenario.load = {poisson("users", rate)};
    return made;
}
HeapEngine::Workload plain(int stations, int slots, double rate, double work, double hop, bool holdsSlot) {
    return {stations, slots, rate, work, hop, holdsSlot, 0};
}

// The graph of W5 and how many slots each service needs.
class Layers {
public:
    explicit Layers(const LayersWish& wish) : m_wish{wish} {
        for (std::uint32_t i = 0; i < kDepth * wish.width; ++i) {
            m_work.push_back((0.001 + 0.009 * m_draw.uniform()) * wish.slower);
            m_calls.push_back(callsOf(i));
        }
        flow();
    }
    void addTo(Work& made) const {
        for (std::uint32_t i = 0; i < m_work.size(); ++i) {
            made.topology.nodes.push_back(service(name(i), m_work[i], slotsOf(i)));
        }
        for (std::uint32_t i = 0; i < m_wish.width; ++i) {
            const std::string users = "u" + std::to_string(i);
            made.topology.nodes.push_back({.id = users, .spec = Clients{}});
            made.scenario.load.push_back(poisson(users, m_wish.ratePerClient));
            join(made, users, name(i));
        }
        for (std::uint32_t i = 0; i < m_calls.size(); ++i) {
            for (const std::uint32_t to : m_calls[i]) join(made, name(i), name(to));
        }
    }

private:
    static constexpr std::uint32_t kDepth = 4;
    static constexpr double kBusy = 0.65;

    std::string name(std::uint32_t i) const {
        return "s" + std::to_string(i / m_wish.width) + "-" + std::to_string(i % m_wish.width);
    }
    void join(Work& made, const std::string& from, const std::string& to) const {
        Flow flow = call(from, to, 0, toSeconds(m_wish.hop));
        protect(flow, secondsToDuration(m_wish.slower));
        made.topology.flows.push_back(flow);
    }
    std::vector<std::uint32_t> callsOf(std::uint32_t caller) {
        std::vector<std::uint32_t> made;
        const std::uint32_t next = caller / m_wish.width + 1;
        if (next == kDepth) return made;
        const std::uint32_t half = std::max(1U, m_wish.width / 2);
        const std::uint32_t column = caller % m_wish.width / half * half;
        for (std::uint32_t wanted = 1 + m_draw.below(3); made.size() < wanted;) {
            const bool near = m_draw.chance(m_wish.nearShare);
            const std::uint32_t to =
                next * m_wish.width + (near ? column + m_draw.below(half) : m_draw.below(m_wish.width));
            if (std::ranges::find(made, to) == made.end()) made.push_back(to);
        }
        return made;
    }
    // Rates down the layers, times a slot is held up them.
    void flow() {
        m_rate.assign(m_work.size(), 0);
        m_held.assign(m_work.size(), 0);
        for (std::uint32_t i = 0; i < m_wish.width; ++i) m_rate[i] = m_wish.ratePerClient;
        for (std::uint32_t i = 0; i < m_work.size(); ++i) {
            for (const std::uint32_t to : m_calls[i]) m_rate[to] += m_rate[i];
        }
        for (std::size_t i = m_work.size(); i-- != 0;) {
            // The longest of n exponential times is 1 + 1/2 + ... + 1/n of one.
            double longest = 0;
            double harmonic = 0;
            for (std::size_t k = 0; k < m_calls[i].size(); ++k) {
                harmonic += 1 / static_cast<double>(k + 1);
                longest = std::max(longest, m_held[m_calls[i][k]] + 2 * toSeconds(m_wish.hop));
            }
            m_held[i] = m_work[i] + longest * std::max(1.0, harmonic);
        }
    }
    std::int64_t slotsOf(std::uint32_t i) const {
        const double busy = m_rate[i] * m_held[i];
        return static_cast<std::int64_t>(std::ceil(busy / kBusy + 2 * std::sqrt(busy))) + 2;
    }

    LayersWish m_wish;
    RngStream m_draw{7};
    std::vector<double> m_work;
    std::vector<std::vector<std::uint32_t>> m_calls;
    std::vector<double> m_rate;
    std::vector<double> m_held;
};

}  // namespace

Work singleServer(double requests) {
    Work made = begun("W1 M/M/1", requests, 800);
    made.topology.nodes.push_back(service("station", 0.001, 1));
    made.topology.flows.push_back(call("users", "station", 0, 0));
    made.expectedMean = 0.005;
    made.plain = plain(1, 1, 800, 0.001, 0, false);
    return made;
}

// A gateway that calls one station after the other: what the user waits for is the whole tandem.
Work tandem(double requests) {
    Work made = begun("W2 tandem", requests, 2800);
    for (int i = 0; i < 5; ++i) {
        const std::string id = "station-" + std::to_string(i);
        made.topology.nodes.push_back(service(id, 0.001, 4));
        made.topology.flows.push_back(call("users", id, i, 0));
    }
    made.expectedMean = 0.00678606;
    made.plain = plain(5, 4, 2800, 0.001, 0, false);
    return made;
}

Work chain(double requests) {
    Work made = begun("W3 chain", requests, 180);
    std::string from = "users";
    for (int i = 0; i < 5; ++i) {
        const std::string id = "station-" + std::to_string(i);
        made.topology.nodes.push_back(service(id, 0.005, 8));
        Flow flow = call(from, id, 0, 0.0005);
        protect(flow, 2s);
        made.topology.flows.push_back(flow);
        from = id;
    }
    made.expectedMean = 0.03134;
    made.plain = plain(5, 8, 180, 0.005, 0.0005, true);
    return made;
}

Work functions(double requests) {
    Work made = begun("W4 functions", requests, 20);
    Function spec;
    spec.work = Distribution::exponential(500ms);
    spec.init = Distribution::constant(1s);
    spec.keepAlive = 60s;
    spec.timeout = 24h;
    made.topology.nodes.push_back({.id = "function", .spec = spec});
    made.topology.flows.push_back(call("users", "function", 0, 0));
    made.expectedMean = 0.5 + 0.00131;
    return made;
}

Work layers(double requests, const LayersWish& wish) {
    Work made;
    made.name = "W5 " + std::to_string(4 * wish.width) + " services";
    made.scenario.id = "bench";
    made.scenario.duration = secondsToDuration(requests / (wish.ratePerClient * wish.width));
    Layers{wish}.addTo(made);
    return made;
}

}  // namespace spillway::bench
