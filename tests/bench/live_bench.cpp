#include "bench/print.h"
#include "bench/workloads.h"
#include "manifests/importer.h"
#include "run/checkpoints.h"
#include "session/run_session.h"

#include <QCoreApplication>
#include <QDir>
#include <QTimer>

#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

// What a run costs besides being run: to be come back to, to be looked at. Prints one JSON line each,
// judges none. Processor time, so that a busy machine says nearly the same as a quiet one.
//
//   live_bench checkpoints   W5, a checkpoint a second
//   live_bench reader        W5 with the window's reader at 60 pictures a second, and without any
//   live_bench isotope       the largest service graph of istio/tools, as it is imported, at 2,000 requests/s

using namespace spillway;
using namespace spillway::bench;
using namespace std::chrono_literals;

namespace {

double secondsOf(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}
template <class Work>
double processorSeconds(Work work) {
    const double before = secondsOf(CLOCK_PROCESS_CPUTIME_ID);
    work();
    return secondsOf(CLOCK_PROCESS_CPUTIME_ID) - before;
}
double medianOf(std::vector<double> values) {
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}
std::shared_ptr<const RunPlan> planOf(const Work& work) {
    const Compiled compiled = compile(work.topology, work.scenario);
    if (!compiled.plan) std::abort();
    return compiled.plan;
}

// Five simulated seconds to warm up, eight that count. A checkpoint is kept at each whole second whatever it costs.
void benchCheckpoints() {
    Run run{planOf(layers(1.4e6, {})), {}};
    Checkpoints past{{.bytesMost = std::uint64_t{8} << 30U, .bytesPerEvent = 1e9, .leastApart = 1s}};
    std::vector<double> seconds, saves, restores, scrubs;
    std::vector<double> bytes;
    for (int second = 1; second <= 13; ++second) {
        const SimTime to{std::chrono::seconds{second}};
        const double advanced = processorSeconds([&] { run.advanceTo(to); });
        const double saved = processorSeconds([&] { past.consider(run); });
        if (second <= 5) continue;
        seconds.push_back(advanced);
        saves.push_back(saved);
        bytes.push_back(static_cast<double>(past.all().back().bytes));
    }
    for (int second = 6; second <= 12; ++second) {
        const SimTime to{std::chrono::seconds{second} + 500ms};
        std::optional<Run> back;
        restores.push_back(processorSeconds([&] { back.emplace(past.at(to)->run.fork()); }));
        scrubs.push_back(restores.back() + processorSeconds([&] { back->advanceTo(to); }));
    }
    print("W5 checkpoint, size", "MB", medianOf(bytes) / 1e6);
    print("W5 checkpoint, save", "ms", 1e3 * medianOf(saves));
    print("W5 checkpoint, restore", "ms", 1e3 * medianOf(restores));
    print("W5 checkpoint a second", "share of a simulated second", medianOf(saves) / medianOf(seconds));
    print("W5 back to the middle of a second", "ms", 1e3 * medianOf(scrubs));
}

// The worker's own processor time, of all threads less the reader's.
double sessionSeconds(const std::shared_ptr<const RunPlan>& plan, bool looked, int& pictures) {
    RunSession session;
    LiveView view;
    QTimer frame;
    bool done = false;
    QObject::connect(&session, &RunSession::finished, &frame, [&] { done = true; });
    QObject::connect(&frame, &QTimer::timeout, &frame, [&] { pictures += session.takeView(view) ? 1 : 0; });
    session.setSpeed(0);
    const double all = secondsOf(CLOCK_PROCESS_CPUTIME_ID);
    const double own = secondsOf(CLOCK_THREAD_CPUTIME_ID);
    session.start(plan, {});
    if (looked) frame.start(16);
    while (!done) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return secondsOf(CLOCK_PROCESS_CPUTIME_ID) - all - (secondsOf(CLOCK_THREAD_CPUTIME_ID) - own);
}

void benchReader() {
    const auto plan = planOf(layers(6e5, {}));
    std::vector<double> alone, unseen, seen;
    int pictures = 0, none = 0;
    for (int round = 0; round < 3; ++round) {
        alone.push_back(processorSeconds([&] {
            Run run{plan, {}};
            run.advanceTo(run.end());
            (void)run.report();
        }));
        unseen.push_back(sessionSeconds(plan, false, none));
        seen.push_back(sessionSeconds(plan, true, pictures));
    }
    print("W5 with a reader at 60/s / without one", "ratio of speeds", medianOf(unseen) / medianOf(seen),
          {{"pictures", pictures / 3}});
    print("W5 in a session, with checkpoints and pictures / alone", "ratio of speeds",
          medianOf(alone) / medianOf(seen));
}

// What isotope ships with most services.
Architecture largestGraph() {
    const QString shared = qEnvironmentVariable("SPILLWAY_SHARED", QStringLiteral(SPILLWAY_BENCH_SHARED));
    const QDir folder{shared + QStringLiteral("/corpora/istio+tools/isotope/example-topologies")};
    Architecture largest;
    for (const QFileInfo& entry : folder.entryInfoList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
        QFile file{entry.filePath()};
        if (!file.open(QIODevice::ReadOnly)) continue;
        Imported read = findImporter("isotope")->read({{entry.fileName().toStdString(), file.readAll().toStdString()}});
        if (read.architecture.topology.nodes.size() > largest.topology.nodes.size())
            largest = std::move(read.architecture);
    }
    return largest;
}

void benchIsotope() {
    Architecture graph = largestGraph();
    if (graph.scenarios.empty()) {
        std::cerr << "live_bench: without isotope's graphs (SPILLWAY_SHARED says where the corpora are)\n";
        return;
    }
    Scenario& scenario = graph.scenarios.front();
    for (Load& load : scenario.load) load.rate.points = {{Rate::perSecond(2000), 0s}};
    const Compiled compiled = compile(graph.topology, scenario);
    if (!compiled.plan) std::abort();
    Run run{compiled.plan, {}};
    run.advanceTo(SimTime{1s});
    const std::uint64_t before = run.events();
    const double took = processorSeconds([&] { run.advanceTo(SimTime{4s}); });
    const auto events = static_cast<double>(run.events() - before);
    print("isotope, largest graph", "ns/event", 1e9 * took / events,
          {{"services", graph.topology.nodes.size() - 1},
           {"calls", graph.topology.flows.size()},
           {"events_per_second", events / took},
           {"times_real_time", 3 / took},
           {"memory_mb", static_cast<double>(run.memory().total()) / 1e6}});
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const std::string which = argc > 1 ? argv[1] : "";
    if (which.empty() || which == "checkpoints") benchCheckpoints();
    if (which.empty() || which == "reader") benchReader();
    if (which.empty() || which == "isotope") benchIsotope();
}
