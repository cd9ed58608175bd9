#include "session/run_worker.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

// A service that is called 200 times a second for an hour.
std::shared_ptr<const RunPlan> hour() {
    Topology topology{.name = "Shop"};
    topology.nodes.push_back({.id = "shoppers", .spec = Clients{}});
    topology.nodes.push_back({.id = "api", .spec = Service{}});
    topology.flows.push_back({.from = "shoppers", .to = "api"});
    const Scenario scenario{
        .id = "steady", .duration = 3600s, .load = {{.from = "shoppers", .rate = {{{Rate::perSecond(200)}}}}}};
    return compile(topology, scenario).plan;
}

}  // namespace

// A run goes on tick by tick and obeys in between. What is asked for on its own thread between two ticks is asked for
// at a known simulated time, so that it can be said exactly when it takes effect, however busy the machine is.
class PauseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_pause_takes_effect_before_the_next_tick() {
        std::unique_ptr<RunWorker> worker;
        RunWorker::Listener listener{[](auto, auto) {}, [](auto) {}, {}};
        // A refusal is told on the run's thread, while it obeys.
        listener.refused = [&](const Diagnostics&) {
            worker->send(RunWorker::Inject{{.on = "api", .lasting = 1s, .spec = faults::Outage{}}});
            worker->send(RunWorker::Pause{});
        };
        worker = std::make_unique<RunWorker>(hour(), RunOptions{}, false, 0, listener);
        LiveView view;
        QTRY_VERIFY((worker->feed()->take(view), view.snapshot.now > SimTime{2s}));
        worker->send(RunWorker::Inject{{.on = "nobody", .spec = faults::Outage{}}});
        QTRY_COMPARE((worker->feed()->take(view), view.byHand.size()), std::size_t{1});
        const SimTime asked = view.byHand.front().at;
        QVERIFY(asked > SimTime{2s});
        QVERIFY2(view.snapshot.now == asked, "time went on after the pause was asked for");
        // And it holds: whatever is done next is done at that time.
        worker->send(RunWorker::Clear{"api"});
        QTRY_COMPARE((worker->feed()->take(view), view.byHand.size()), std::size_t{2});
        QVERIFY(view.byHand.back().before == asked);
        worker->send(RunWorker::Resume{});
        QTRY_VERIFY((worker->feed()->take(view), view.snapshot.now > asked + 1s));
    }
};

QTEST_GUILESS_MAIN(PauseTest)
#include "pause_test.moc"
