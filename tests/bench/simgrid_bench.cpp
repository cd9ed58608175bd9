#include "base/random.h"

#include <simgrid/s4u.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

// W1 to W3 on SimGrid: an actor a request, a semaphore a station. One workload a process, for an engine ends with it.
// Prints one JSON line: name, unit, value, mean in seconds.
namespace {

namespace s4u = simgrid::s4u;

struct Shape {
    std::string name;
    int stations;
    unsigned slots;
    double rate;
    double work;
    double hop;
    bool holdsSlot;
    long requests;
};

struct Bench {
    Shape shape;
    std::vector<s4u::SemaphorePtr> stations{};
    spillway::RngStream random{1};
    double sum = 0;
    long finished = 0;

    void visit() {
        const double started = s4u::Engine::get_clock();
        for (const auto& station : stations) {
            if (shape.hop > 0) s4u::this_actor::sleep_for(shape.hop);
            station->acquire();
            s4u::this_actor::sleep_for(shape.work * random.exponential());
            if (!shape.holdsSlot) station->release();
        }
        for (auto station = stations.rbegin(); shape.holdsSlot && station != stations.rend(); ++station) {
            (*station)->release();
            s4u::this_actor::sleep_for(shape.hop);
        }
        sum += s4u::Engine::get_clock() - started;
        ++finished;
    }
    void send(s4u::Host* host) {
        for (long i = 0; i < shape.requests; ++i) {
            s4u::this_actor::sleep_for(random.exponential() / shape.rate);
            s4u::Actor::create("request", host, [this] { visit(); });
        }
    }
};

}  // namespace

int main(int argc, char** argv) {
    const double scale = argc > 1 ? std::atof(argv[1]) : 1;
    const std::string which = argc > 2 ? argv[2] : "";
    const auto scaled = [scale](double requests) { return static_cast<long>(requests * scale); };
    const std::vector<Shape> shapes{{"W1 M/M/1", 1, 1, 800, 0.001, 0, false, scaled(2e5)},
                                    {"W2 tandem", 5, 4, 2800, 0.001, 0, false, scaled(5e4)},
                                    {"W3 chain", 5, 8, 180, 0.005, 0.0005, true, scaled(2e4)}};
    if (which.empty()) {
        int failures = 0;
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            const std::string again = std::string{argv[0]} + " " + std::to_string(scale) + " " + std::to_string(i);
            failures += std::system(again.c_str()) != 0;
        }
        return failures;
    }
    s4u::Engine engine{&argc, argv};
    auto* const zone = s4u::create_full_zone("zone");
    auto* const host = zone->create_host("host", 1e9);
    zone->seal();
    Bench bench{shapes[static_cast<std::size_t>(std::atoi(which.c_str()))]};
    for (int i = 0; i < bench.shape.stations; ++i) bench.stations.push_back(s4u::Semaphore::create(bench.shape.slots));
    s4u::Actor::create("source", host, [&] { bench.send(host); });
    const std::clock_t started = std::clock();
    engine.run();
    const double took = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
    std::printf("{\"name\": \"%s simgrid\", \"unit\": \"requests/s\", \"value\": %.0f, \"mean\": %.9f}\n",
                bench.shape.name.c_str(), static_cast<double>(bench.finished) / took,
                bench.sum / static_cast<double>(bench.finished));
}
