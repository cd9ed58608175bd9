#include "base/random.h"
#include "bench/heap_engine.h"
#include "run/run.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

// Simulated requests per second of processor time: Spillway with all its instruments, a plain std::priority_queue
// engine without any, and SimPy, on the same workloads in one run. One JSON line each, then the ratios. The median of
// three. What a second thread brings is measured in wall time, on a layered graph of 200 services.
//
//   engine_bench [SCALE] [SIMPY_SCRIPT]     from the source folder; SCALE 1 is about ten seconds

using namespace spillway;
using namespace std::chrono_literals;

namespace {

// Of all threads of the process; says the same on a busy machine as on a quiet one, nearly.
double processorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
double wallSeconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Measured {
    double requestsPerSecond = 0;
    double meanSeconds = 0;
    double eventsPerRequest = 0;
};
struct Work {
    std::string name;
    bench::HeapEngine::Workload shape;
    double expectedMean = 0;  // seconds
    std::uint64_t requests = 0;
};

void print(const std::string& name, const char* unit, double value, const Measured* measured = nullptr) {
    nlohmann::ordered_json line{{"name", name}, {"unit", unit}, {"value", value}};
    if (measured != nullptr) {
        line["mean"] = measured->meanSeconds;
        if (measured->eventsPerRequest > 0) line["events_per_request"] = measured->eventsPerRequest;
    }
    std::cout << line.dump() << std::endl;
}

Node station(const std::string& id, const Work& work) {
    Service service;
    service.work = Distribution::exponential(secondsToDuration(work.shape.work));
    service.concurrency = work.shape.slots;
    service.queueLimit = 4'000'000;
    Node node;
    node.id = id;
    node.spec = service;
    return node;
}
Flow call(const std::string& from, const std::string& to, std::int64_t order, double hop) {
    Flow flow;
    flow.from = from;
    flow.to = to;
    flow.order = order;
    flow.latency = secondsToDuration(hop);
    return flow;
}

// A chain of stations that hold their slots is drawn as such; a tandem is a gateway that calls one after the other.
Topology drawn(const Work& work) {
    Topology topology;
    Node users;
    users.id = "users";
    users.spec = Clients{};
    topology.nodes.push_back(users);
    std::string from = "users";
    if (!work.shape.holdsSlot && work.shape.stations > 1) {
        Node route;
        route.id = "route";
        Gateway gateway;
        gateway.work = Distribution::constant(0ms);
        gateway.timeLimit = 24h;
        route.spec = gateway;
        topology.nodes.push_back(route);
        topology.flows.push_back(call("users", "route", 0, 0));
        from = "route";
    }
    for (int i = 0; i < work.shape.stations; ++i) {
        const std::string id = "station-" + std::to_string(i);
        topology.nodes.push_back(station(id, work));
        topology.flows.push_back(call(from, id, i, work.shape.hop));
        if (work.shape.holdsSlot) from = id;
    }
    return topology;
}

Measured spillwayOn(const Work& work) {
    Scenario scenario;
    scenario.id = "bench";
    scenario.duration = secondsToDuration(static_cast<double>(work.requests) / work.shape.rate);
    Load load;
    load.from = "users";
    load.rate.points = {{Rate::perSecond(work.shape.rate), 0ms}};
    scenario.load = {load};
    const Compiled compiled = compile(drawn(work), scenario);
    if (!compiled.plan) std::abort();
    Run run{compiled.plan, RunOptions{}};
    const double started = processorSeconds();
    run.advanceTo(run.end());
    const double seconds = processorSeconds() - started;
    const RunReport report = run.report();
    return {static_cast<double>(report.succeeded) / seconds, toSeconds(report.nodes[0].response.mean),
            static_cast<double>(report.events) / static_cast<double>(report.sent)};
}

Measured heapOn(const Work& work) {
    auto shape = work.shape;
    shape.requests = work.requests;
    bench::HeapEngine engine{shape, 1};
    const double started = processorSeconds();
    const auto outcome = engine.run();
    const double seconds = processorSeconds() - started;
    return {static_cast<double>(outcome.finished) / seconds, outcome.meanSeconds,
            static_cast<double>(outcome.events) / static_cast<double>(outcome.finished)};
}

Measured medianOf(const std::function<Measured()>& once) {
    std::array<Measured, 3> all{once(), once(), once()};
    std::ranges::sort(all, {}, &Measured::requestsPerSecond);
    return all[1];
}

// Four layers of fifty services, each calling one to three of the next, with timeouts and retries; fifty clients.
struct Layers {
    static constexpr int kWidth = 50;
    Topology topology;
    Scenario scenario;
    RngStream draw{7};

    static std::string name(int layer, std::uint32_t column) {
        return "s" + std::to_string(layer) + "-" + std::to_string(column);
    }

    explicit Layers(double seconds) {
        scenario.id = "bench";
        scenario.duration = secondsToDuration(seconds);
        for (std::uint32_t column = 0; column < kWidth; ++column) addColumn(column);
        for (int layer = 0; layer < 3; ++layer) {
            for (std::uint32_t column = 0; column < kWidth; ++column) addCalls(layer, column);
        }
    }
    void addColumn(std::uint32_t column) {
        for (int layer = 0; layer < 4; ++layer) {
            const double work = 0.001 + 0.009 * draw.uniform();
            topology.nodes.push_back(station(name(layer, column), {"", {1, 400, 0, work, 0, true, 0}}));
        }
        Node users;
        users.id = "u" + std::to_string(column);
        users.spec = Clients{};
        topology.nodes.push_back(users);
        join(users.id, name(0, column));
        Load load;
        load.from = users.id;
        load.rate.points = {{Rate::perSecond(400), 0ms}};
        scenario.load.push_back(load);
    }
    void join(const std::string& from, const std::string& to) {
        for (const Flow& flow : topology.flows) {
            if (flow.from == from && flow.to == to) return;
        }
        Flow flow = call(from, to, 0, 0.0005);
        flow.timeout = 1s;
        flow.retry = Retry{};
        topology.flows.push_back(flow);
    }
    // Nine of ten calls stay in their half, as they do between teams.
    void addCalls(int layer, std::uint32_t column) {
        for (std::uint32_t i = 0, calls = 1 + draw.below(3); i < calls; ++i) {
            const std::uint32_t half = kWidth / 2;
            const std::uint32_t near = column / half * half + draw.below(half);
            join(name(layer, column), name(layer + 1, draw.uniform() < 0.9 ? near : draw.below(kWidth)));
        }
    }
};

// Requests per second of wall time with so many threads, and a word that must not depend on them.
std::pair<double, std::string> layersOn(const Layers& layers, unsigned threads) {
    const Compiled compiled = compile(layers.topology, layers.scenario);
    if (!compiled.plan) std::abort();
    RunOptions options;
    options.threads = threads;
    Run run{compiled.plan, options};
    const double started = wallSeconds();
    run.advanceTo(run.end());
    const double seconds = wallSeconds() - started;
    const RunReport report = run.report();
    return {static_cast<double>(report.succeeded) / seconds, report.fingerprint};
}

bool benchThreads(double scale) {
    const Layers layers{10 * scale};
    std::array<std::vector<double>, 2> perSecond;
    std::vector<std::string> fingerprints;
    for (int round = 0; round < 3; ++round) {
        for (unsigned threads = 1; threads <= 2; ++threads) {
            const auto [rate, fingerprint] = layersOn(layers, threads);
            perSecond[threads - 1].push_back(rate);
            fingerprints.push_back(fingerprint);
        }
    }
    for (auto& rates : perSecond) std::ranges::sort(rates);
    print("200 services, 1 thread", "requests/s of wall time", perSecond[0][1]);
    print("200 services, 2 threads", "requests/s of wall time", perSecond[1][1]);
    print("200 services, 2 threads / 1 thread", "ratio", perSecond[1][1] / perSecond[0][1]);
    const bool same =
        std::ranges::all_of(fingerprints, [&](const std::string& each) { return each == fingerprints.front(); });
    if (!same) std::cerr << "engine_bench: the result depends on the number of threads\n";
    return same;
}

// SimPy's lines as it prints them, and its requests per second by name. Empty when it is not installed.
std::map<std::string, double> simPy(const std::string& script, double scale) {
    std::map<std::string, double> values;
    const std::string command = "/usr/bin/python3 " + script + " " + std::to_string(std::min(scale, 1.0));
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return values;
    std::array<char, 512> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr) {
        const auto parsed = nlohmann::json::parse(line.data(), nullptr, false);
        if (parsed.is_discarded()) continue;
        std::cout << parsed.dump() << std::endl;
        values[parsed["name"].get<std::string>()] = parsed["value"].get<double>();
    }
    if (pclose(pipe) != 0) std::cerr << "engine_bench: SimPy did not run (apt-get install python3-simpy)\n";
    return values;
}

}  // namespace

int main(int argc, char** argv) {
    const double scale = argc > 1 ? std::atof(argv[1]) : 1;
    const std::string script = argc > 2 ? argv[2] : SPILLWAY_SIMPY_BENCH;
    const auto scaled = [scale](double requests) { return static_cast<std::uint64_t>(requests * scale); };
    // Times are theory's divided by a thousand for W1 and W2: a service time is a millisecond.
    const std::vector<Work> works{
        {"W1 M/M/1", {1, 1, 800, 0.001, 0, false, 0}, 0.005, scaled(3e6)},
        {"W2 tandem", {5, 4, 2800, 0.001, 0, false, 0}, 0.00678606, scaled(1e6)},
        {"W3 chain", {5, 8, 180, 0.005, 0.0005, true, 0}, 0.03134, scaled(5e5)},
    };
    const auto simpy = simPy(script, scale);
    for (const Work& work : works) {
        const Measured ours = medianOf([&] { return spillwayOn(work); });
        const Measured heap = medianOf([&] { return heapOn(work); });
        print(work.name + " spillway", "requests/s", ours.requestsPerSecond, &ours);
        print(work.name + " priority_queue", "requests/s", heap.requestsPerSecond, &heap);
        print(work.name + " spillway / priority_queue", "ratio", ours.requestsPerSecond / heap.requestsPerSecond);
        const auto other = simpy.find(work.name + " simpy");
        if (other != simpy.end())
            print(work.name + " spillway / simpy", "ratio", ours.requestsPerSecond / other->second);
        for (const Measured& measured : {ours, heap}) {
            if (std::abs(measured.meanSeconds / work.expectedMean - 1) < 0.05) continue;
            std::cerr << "engine_bench: " << work.name << ": mean " << measured.meanSeconds << " s, theory says "
                      << work.expectedMean << " s\n";
            return 1;
        }
    }
    return benchThreads(scale) ? 0 : 1;
}
