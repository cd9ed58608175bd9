#include "bench/heap_engine.h"
#include "bench/machine.h"
#include "bench/measure.h"
#include "bench/print.h"
#include "bench/sizes.h"
#include "bench/threads.h"
#include "bench/workloads.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

// Simulated requests per second of processor time: Spillway with all its instruments, a plain std::priority_queue
// engine without any, and the peers that are installed, on the same workloads in one run. One JSON line each, then the
// ratios. The median of three. What a second thread brings is measured in wall time.
//
//   engine_bench [SCALE]                 from the source folder; SCALE 1 is about a minute
//   engine_bench --only PART [SCALE]     machine, sizes, threads or largest
//   engine_bench --run WORKLOAD REQUESTS one run of w1 to w5 and nothing else, for a profiler

using namespace spillway;
using namespace spillway::bench;
namespace {

Work named(const std::string& name, double requests) {
    if (name == "w1") return singleServer(requests);
    if (name == "w2") return tandem(requests);
    if (name == "w3") return chain(requests);
    if (name == "w4") return functions(requests);
    return layers(requests, {});
}

void printRun(const std::string& name, const Measured& measured) {
    nlohmann::ordered_json more{{"mean", measured.meanSeconds}};
    more["ns_per_request"] = 1e9 / measured.requestsPerSecond;
    if (measured.eventsPerRequest > 0) {
        more["events_per_request"] = measured.eventsPerRequest;
        more["events_per_second"] = measured.requestsPerSecond * measured.eventsPerRequest;
    }
    if (measured.bytesPerRequest > 0) {
        more["bytes_per_request_in_flight"] = measured.bytesPerRequest;
        more["bytes_per_call_in_flight"] = measured.bytesPerCall;
    }
    print(name, "requests/s", measured.requestsPerSecond, more);
}

// Instructions that one more request costs, counted by callgrind in runs of two lengths; nothing without valgrind.
std::optional<double> instructionsPerRequest(const std::string& self, const std::string& workload, int requests) {
    const auto count = [&](int sent) -> double {
        const std::string command = "valgrind --tool=callgrind --callgrind-out-file=/dev/null " + self + " --run " +
                                    workload + " " + std::to_string(sent);
        double collected = 0;
        for (const std::string& line : linesOf(command)) {
            const auto at = line.find("Collected : ");
            if (at != std::string::npos) collected = std::atof(line.c_str() + at + 12);
        }
        return collected;
    };
    const double few = count(requests);
    const double many = count(3 * requests);
    if (few == 0 || many == 0) return std::nullopt;
    return (many - few) / (2 * requests);
}

// What peers print of themselves, by name; says so when one is not there.
std::map<std::string, double> peersAt(double scale) {
    std::map<std::string, double> values;
    const std::string share = " " + std::to_string(std::min(scale, 1.0));
    const std::array<std::pair<const char*, std::string>, 3> peers{
        {{"SimPy (apt-get install python3-simpy)", "/usr/bin/python3 " SPILLWAY_SIMPY_BENCH + share},
         {"ns-3 (apt-get install libns3-dev, then configure again)", SPILLWAY_NS3_BENCH + share},
         {"SimGrid (apt-get install libsimgrid-dev, then configure again)", SPILLWAY_SIMGRID_BENCH + share}}};
    for (const auto& [name, command] : peers) {
        const std::size_t before = values.size();
        for (const std::string& line : linesOf(command)) {
            const auto parsed = nlohmann::json::parse(line, nullptr, false);
            if (!parsed.is_object()) continue;
            std::cout << parsed.dump() << std::endl;
            values[parsed["name"].get<std::string>()] = parsed["value"].get<double>();
        }
        if (values.size() == before) std::cerr << "engine_bench: without " << name << "\n";
    }
    return values;
}

bool isRight(const Work& work, const Measured& measured) {
    if (work.expectedMean == 0 || std::abs(measured.meanSeconds / work.expectedMean - 1) < 0.05) return true;
    std::cerr << "engine_bench: " << work.name << ": mean " << measured.meanSeconds << " s, theory says "
              << work.expectedMean << " s\n";
    return false;
}

bool benchOne(const Work& work, std::uint64_t requests, const std::map<std::string, double>& peers) {
    const Measured ours = medianOf([&] { return runOnce(work); });
    printRun(work.name + " spillway", ours);
    bool right = isRight(work, ours);
    if (work.plain) {
        auto shape = *work.plain;
        shape.requests = requests;
        const Measured heap = medianOf([&] { return runPlain(shape); });
        printRun(work.name + " priority_queue", heap);
        print(work.name + " spillway / priority_queue", "ratio", ours.requestsPerSecond / heap.requestsPerSecond);
        right = right && isRight(work, heap);
    }
    for (const char* const peer : {"simpy", "ns-3", "simgrid"}) {
        const auto other = peers.find(work.name + " " + peer);
        if (other == peers.end()) continue;
        print(work.name + " spillway / " + peer, "ratio", ours.requestsPerSecond / other->second);
    }
    return right;
}

int benchOnly(const std::string& part, double scale) {
    if (part == "threads") return benchThreads(scale) ? 0 : 1;
    if (part == "machine") benchMachine();
    if (part == "sizes") benchSizes(scale);
    if (part == "largest") benchLargest();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 4 && std::string{argv[1]} == "--run") {
        printRun(argv[2], runOnce(named(argv[2], std::atof(argv[3]))));
        return 0;
    }
    if (argc >= 3 && std::string{argv[1]} == "--only") return benchOnly(argv[2], argc > 3 ? std::atof(argv[3]) : 1);
    const double scale = argc > 1 ? std::atof(argv[1]) : 1;
    benchMachine();
    const std::map<std::string, double> peers = peersAt(scale);
    bool right = true;
    const std::array<std::pair<const char*, double>, 5> works{
        {{"w1", 3e6}, {"w2", 1e6}, {"w3", 5e5}, {"w4", 5e5}, {"w5", 3e5}}};
    for (const auto& [name, requests] : works) {
        right &= benchOne(named(name, requests * scale), static_cast<std::uint64_t>(requests * scale), peers);
    }
    for (const auto& [name, requests] : works) {
        const int few = std::string{name} == "w5" ? 10'000 : 20'000;
        if (const auto count = instructionsPerRequest(argv[0], name, few))
            print(named(name, 1).name + " instructions", "instructions/request", *count);
    }
    right &= benchThreads(scale);
    benchSizes(scale);
    benchLargest();
    return right ? 0 : 1;
}
