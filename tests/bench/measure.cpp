#include "bench/measure.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace spillway::bench {
namespace {

double meanOfUsers(const RunReport& report) {
    double sum = 0;
    double count = 0;
    for (const NodeReport& node : report.nodes) {
        if (node.kind != NodeKind::clients) continue;
        sum += toSeconds(node.response.mean) * static_cast<double>(node.response.count);
        count += static_cast<double>(node.response.count);
    }
    return count > 0 ? sum / count : 0;
}

}  // namespace

double processorSeconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double wallSeconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double loadOfMachine() {
    double load = 0;
    return getloadavg(&load, 1) == 1 ? load : 0;
}

Measured runOnce(const Work& work, RunOptions options) {
    const Compiled compiled = compile(work.topology, work.scenario);
    if (!compiled.plan) std::abort();
    const double wall = wallSeconds();  // whatever it tries before it begins is part of the time
    Run run{compiled.plan, options};
    const double processor = processorSeconds();
    run.advanceTo(run.end());
    const double wallTook = wallSeconds() - wall;
    const double took = processorSeconds() - processor;
    const RunMemory memory = run.memory();
    const RunReport report = run.report();
    const auto succeeded = static_cast<double>(report.succeeded);
    Measured made;
    made.requestsPerSecond = succeeded / took;
    made.requestsPerWallSecond = succeeded / wallTook;
    made.meanSeconds = meanOfUsers(report);
    made.eventsPerRequest = static_cast<double>(report.events) / static_cast<double>(report.sent);
    // A handful of requests says nothing of what each of them takes.
    if (report.inFlight > 1000) {
        const auto bytes = static_cast<double>(memory.frames + memory.events);
        made.bytesPerRequest = bytes / static_cast<double>(report.inFlight);
        made.bytesPerCall = bytes / static_cast<double>(memory.calls);
    }
    made.fingerprint = report.fingerprint;
    return made;
}

Measured runPlain(const HeapEngine::Workload& shape) {
    HeapEngine engine{shape, 1};
    const double processor = processorSeconds();
    const auto outcome = engine.run();
    const double took = processorSeconds() - processor;
    const auto finished = static_cast<double>(outcome.finished);
    Measured made;
    made.requestsPerSecond = finished / took;
    made.meanSeconds = outcome.meanSeconds;
    made.eventsPerRequest = static_cast<double>(outcome.events) / finished;
    return made;
}

Measured medianOf(const std::function<Measured()>& once) {
    std::array<Measured, 3> all{once(), once(), once()};
    std::ranges::sort(all, {}, &Measured::requestsPerSecond);
    return all[1];
}

std::vector<std::string> linesOf(const std::string& command) {
    std::vector<std::string> lines;
    FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return lines;
    std::array<char, 1024> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr) {
        lines.emplace_back(line.data());
        while (!lines.back().empty() && lines.back().back() == '\n') lines.back().pop_back();
    }
    pclose(pipe);
    return lines;
}

}  // namespace spillway::bench
