#include "validation/truth.h"

#include <numbers>

using namespace spillway;
using namespace spillway::truth;

namespace {

Study single(Distribution work, std::int64_t servers, double rate, double length, std::int64_t line = 4'000'000) {
    return Study::of({node("desk", station(work, servers, line))}, {call("users", "desk")}, perUnit(rate), length);
}
const Distribution kUnitWork = Distribution::exponential(kUnit);

}  // namespace

// One station, against theory. The formulas: Kleinrock, Queueing Systems I (1975); numbers in the shared references.
class QueueingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // M/M/1 at 0.8: time in system is exponential of mean 1 / (1 - 0.8); L = 4 customers, 3.2 of them in line.
    void one_server_at_eighty_percent() {
        const auto reports = single(kUnitWork, 1, 0.8, 400'000).replicate(12);
        QVERIFY(hold(
            {meanTime("M/M/1 at .8", 5),
             percentileTime("M/M/1 at .8", "p50", &LatencySummary::p50, 3.4657),
             percentileTime("M/M/1 at .8", "p95", &LatencySummary::p95, 14.9787),
             percentileTime("M/M/1 at .8", "p99", &LatencySummary::p99, 23.0259, 0.08),
             {"M/M/1 at .8: utilisation", 0.8, [](const RunReport& r) { return nodeOf(r, "desk").utilization; }},
             {"M/M/1 at .8: mean in line", 3.2, [](const RunReport& r) { return nodeOf(r, "desk").meanWaiting; }},
             {"M/M/1 at .8: mean wait", 4, [](const RunReport& r) { return inUnits(nodeOf(r, "desk").waiting.mean); }}},
            reports));
        for (const RunReport& report : reports) {
            // Little's law needs no theory of the station: what stands in line is the arrival rate times the wait.
            const NodeReport& desk = nodeOf(report, "desk");
            const double rate = static_cast<double>(desk.arrived) / toSeconds(report.end);
            QVERIFY(std::abs(desk.meanWaiting / (rate * toSeconds(desk.waiting.mean)) - 1) < 1e-3);
        }
    }

    // Erlang C: P(wait) = C(c, a), mean time 1 + C / (c - a).
    void several_servers_data() {
        QTest::addColumn<int>("servers");
        QTest::addColumn<double>("load");
        QTest::addColumn<double>("time");
        QTest::newRow("2") << 2 << 1.6 << 2.777778;
        QTest::newRow("4") << 4 << 2.8 << 1.357212;
        QTest::newRow("10") << 10 << 8.0 << 1.204590;
        QTest::newRow("100") << 100 << 90.0 << 1.021694;
    }
    void several_servers() {
        QFETCH(int, servers);
        QFETCH(double, load);
        QFETCH(double, time);
        const auto reports = single(kUnitWork, servers, load, (servers == 100 ? 600'000 : 200'000) / load).replicate(8);
        const std::string name = "M/M/" + std::to_string(servers) + " at load " + QString::number(load).toStdString();
        const double wait = time - 1;
        QVERIFY(hold({meanTime(name, time, 0.06),
                      {name + ": mean wait (Erlang C)", wait,
                       [](const RunReport& r) { return inUnits(nodeOf(r, "desk").waiting.mean); }, 0.25}},
                     reports));
    }

    // M/M/1/10: the eleventh is refused.
    void a_short_line_data() {
        QTest::addColumn<double>("load");
        QTest::addColumn<double>("loss");
        QTest::addColumn<double>("time");
        QTest::newRow("under") << 0.8 << 0.023493 << 3.797098;
        QTest::newRow("over") << 1.2 << 0.192586 << 6.926138;
    }
    void a_short_line() {
        QFETCH(double, load);
        QFETCH(double, loss);
        QFETCH(double, time);
        const auto reports = single(kUnitWork, 1, load, 150'000, 9).replicate(8);
        const std::string name = "M/M/1/10 at " + QString::number(load).toStdString();
        QVERIFY(hold({{name + ": refused", loss,
                       [](const RunReport& r) {
                           const NodeReport& desk = nodeOf(r, "desk");
                           return static_cast<double>(failed(desk, FailureCause::refused)) /
                                  static_cast<double>(desk.arrived);
                       },
                       0.12},
                      // Refused requests answer at once; the time in the system is that of the others.
                      {name + ": time of the admitted", time,
                       [](const RunReport& r) {
                           const NodeReport& desk = nodeOf(r, "desk");
                           return 1 + inUnits(desk.waiting.mean);
                       }}},
                     reports));
    }

    // Erlang B: no line at all.
    void no_line_data() {
        QTest::addColumn<int>("servers");
        QTest::addColumn<double>("load");
        QTest::addColumn<double>("loss");
        QTest::newRow("10") << 10 << 8.0 << 0.121661;
        QTest::newRow("100") << 100 << 90.0 << 0.026957;
    }
    void no_line() {
        QFETCH(int, servers);
        QFETCH(double, load);
        QFETCH(double, loss);
        const auto reports = single(kUnitWork, servers, load, 300'000 / load, 0).replicate(8);
        QVERIFY(holds(
            {"Erlang B " + std::to_string(servers) + ", " + QString::number(load).toStdString() + ": refused", loss,
             [](const RunReport& r) {
                 const NodeReport& desk = nodeOf(r, "desk");
                 return static_cast<double>(failed(desk, FailureCause::refused)) / static_cast<double>(desk.arrived);
             },
             0.08},
            reports));
    }

    // Pollaczek-Khinchine: wait = 0.8 (1 + scv) / (2 (1 - 0.8)).
    void other_work_data() {
        QTest::addColumn<int>("shape");
        QTest::addColumn<double>("parameter");
        QTest::addColumn<double>("time");
        QTest::newRow("scv 0") << int(Shape::constant) << 0.0 << 3.0;
        QTest::newRow("uniform, scv 1/12") << int(Shape::uniform) << 0.0 << 1 + 2 * (1 + 1 / 12.0);
        QTest::newRow("scv .5") << int(Shape::erlang) << 2.0 << 4.0;
        QTest::newRow("lognormal, scv e - 1") << int(Shape::lognormal) << 0.0 << 1 + 2 * std::numbers::e;
        QTest::newRow("scv 4") << int(Shape::hyperexponential) << 4.0 << 11.0;
        QTest::newRow("scv 10") << int(Shape::hyperexponential) << 10.0 << 23.0;
    }
    void other_work() {
        QFETCH(int, shape);
        QFETCH(double, parameter);
        QFETCH(double, time);
        Distribution work{static_cast<Shape>(shape), kUnit, 0ms, parameter};
        if (work.shape == Shape::uniform) work = {Shape::uniform, units(0.5), units(1.5), 0};
        // sigma 1: the mean is e^(1/2) times the median, the 99th percentile e^2.326348 times.
        if (work.shape == Shape::lognormal)
            work = Distribution::lognormal(units(std::exp(-0.5)), units(std::exp(2.3263478740408408 - 0.5)));
        const double length = time > 5 ? 700'000 : 250'000;
        const auto reports = single(work, 1, 0.8, length).replicate(8);
        QVERIFY(holds(meanTime(std::string{"M/G/1 at .8, "} + QTest::currentDataTag(), time, 0.10), reports));
    }

    // D/M/1 at 0.8: time 1 / (1 - s), s = e^(-(1 - s) / 0.8).
    void evenly_spaced_arrivals() {
        Study study = single(kUnitWork, 1, 0.8, 300'000);
        study.scenario.load[0].arrivals = Arrivals::uniform;
        QVERIFY(holds(meanTime("D/M/1 at .8", 2.692731), study.replicate(8)));
    }

    // Erlang-2/M/1 at 0.8: one user who does not wait for what is sent and pauses for two phases is a renewal process.
    void arrivals_in_two_phases() {
        Flow sends = call("users", "desk");
        sends.kind = FlowKind::event;
        Study study = Study::of({node("desk", station(kUnitWork, 1))}, {sends}, Rate{}, 300'000);
        study.scenario.load[0].users = 1;
        study.scenario.load[0].think = {Shape::erlang, units(1.25), 0ms, 2};
        study.scenario.load[0].rate = {};
        QVERIFY(holds({"Erlang-2/M/1 at .8: mean time", 3.843980,
                       [](const RunReport& r) { return inUnits(nodeOf(r, "desk").response.mean); }},
                      study.replicate(8)));
    }

    // The variance of the counts per second of a Poisson process is their mean; of evenly spaced arrivals it is next to
    // nothing.
    void arrivals_are_poisson() {
        Study study = Study::of({node("desk", station(Distribution::constant(0ms), 1))}, {call("users", "desk")},
                                Rate::perSecond(400), 2'000'000);
        const auto reports = study.replicate(8);
        const auto moment = [](const RunReport& r, bool squared) {
            const auto& counts = nodeOf(r, "desk").series.throughput;
            double mean = 0, squares = 0;
            for (const float count : counts) mean += static_cast<double>(count) / static_cast<double>(counts.size());
            for (const float count : counts)
                squares += std::pow(static_cast<double>(count) - mean, 2) / (static_cast<double>(counts.size()) - 1);
            return squared ? squares / mean : mean;
        };
        QVERIFY(
            hold({{"Poisson, 400/s: mean of a second", 400, [&](const RunReport& r) { return moment(r, false); }, 0.01},
                  {"Poisson, 400/s: variance / mean", 1, [&](const RunReport& r) { return moment(r, true); }, 0.10}},
                 reports));
    }

    // The time in an M/M/1 is exponential: the callers who give up after t are e^(-(1 - .8) t) of all. Their work goes
    // on, so the queue does not know of it.
    void callers_that_give_up_change_nothing_in_line() {
        Flow impatient = call("users", "desk");
        impatient.timeout = units(10);
        Study study = Study::of({node("desk", station(kUnitWork, 1))}, {impatient}, perUnit(0.8), 300'000);
        QVERIFY(hold({{"M/M/1 at .8, callers wait 10: gave up", std::exp(-2),
                       [](const RunReport& r) {
                           return static_cast<double>(r.failed[static_cast<std::size_t>(FailureCause::timeout)]) /
                                  static_cast<double>(r.sent - r.inFlight);
                       },
                       0.10},
                      {"M/M/1 at .8, callers wait 10: time of all work", 5,
                       [](const RunReport& r) { return inUnits(nodeOf(r, "desk").response.mean); }, 0.06}},
                     study.replicate(12)));
    }

    // Mean value analysis of a closed network: N users, thinking time 1, then three stations of one server in turn.
    void a_closed_network_data() {
        QTest::addColumn<int>("users");
        QTest::addColumn<double>("throughput");
        QTest::addColumn<double>("response");
        QTest::newRow("10") << 10 << 8.516911 << 0.174135;
        QTest::newRow("20") << 20 << 15.359464 << 0.302129;
    }
    void a_closed_network() {
        QFETCH(int, users);
        QFETCH(double, throughput);
        QFETCH(double, response);
        const auto work = [](double demand) { return station(Distribution::exponential(units(demand)), 1); };
        Study study =
            Study::of({node("route", passage()), node("a", work(0.05)), node("b", work(0.04)), node("c", work(0.03))},
                      {call("users", "route"), call("route", "a", 0), call("route", "b", 1), call("route", "c", 2)},
                      Rate{}, 6'000);
        Load closed;
        closed.from = "users";
        closed.users = users;
        closed.think = Distribution::exponential(kUnit);
        study.scenario.load = {closed};
        const std::string name = "closed network of " + std::to_string(users);
        QVERIFY(hold(
            {meanTime(name, response, 0.02),
             {name + ": throughput", throughput,
              [](const RunReport& r) { return static_cast<double>(r.succeeded) / inUnits(r.end.time_since_epoch()); },
              0.02}},
            study.replicate(8)));
    }
};

QTEST_GUILESS_MAIN(QueueingTest)
#include "queueing_test.moc"
