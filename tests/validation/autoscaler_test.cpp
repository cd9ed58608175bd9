#include "validation/truth.h"

using namespace spillway;
using namespace spillway::truth;

namespace {

// Five cores of work, evenly spaced, on pods that request one core each; from 307 s one core.
Study fiveCoresThenOne() {
    Service service = station(Distribution::constant(10ms), 100);
    service.resources.cpu = Cpu{1000};
    service.cpuShare = Share::percent(100);
    service.startup = Distribution::constant(5s);
    service.preStop = 5s;  // nobody is lost when pods go
    service.scaling.hpa = Hpa{.min = 1, .max = 20, .cpu = Share::percent(70)};
    Study study = Study::of({node("api", service)}, {call("users", "api")}, Rate{}, 0);
    study.scenario.duration = 700s;
    study.scenario.load[0].arrivals = Arrivals::uniform;
    study.scenario.load[0].rate.points = {
        {Rate::perSecond(500), 0s}, {Rate::perSecond(500), 307s}, {Rate::perSecond(100), 307s}};
    return study;
}

struct Change {
    int second;
    const char* what;
    const char* because;  // how its reason begins
};

}  // namespace

// Autoscaling against traces worked out by hand from the algorithm's description (Kubernetes documentation and
// controller source, platform-facts 6.1), all the way through a run: load, CPU samples, start-up, decisions.
class AutoscalerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // With seed 1 metrics-server scrapes at 11.493 s and each 15 s after. 15 s: the sample of the first 11 s says 500 /
    // 70, which wants 8, +4 pods is the most. 30 s: the four became ready at 20 s and have no whole sample; counted as
    // idle they turn it around. 45 s: the sample of 26.5 to 41.5 s says 5 x 100 / 70 = 7.14. 60 s: as at 30 s. 75 s: 62
    // / 70 x 8 = 7.09, so it stays. 315 s: 5 cores for 10.507 of the 15 s to 311.493 s and 1 for the rest are 47 % of 8
    // pods, 6 pods; from 330 s 12 %, 2 pods. Five minutes after 300 s, the last that said 8, 6; then 2.
    void a_step_up_and_a_step_down() {
        const RunReport report = fiveCoresThenOne().run(1);
        const std::vector<Change> expected{
            {15, "1 -> 5",
             "cpu 499% of request over target 70%: ceil(1 x 7.13) = 8; at most +100% or +4 pods per 15 s"},
            {45, "5 -> 8", "cpu 100% of request over target 70%: ceil(5 x 1.43) = 8"},
            {600, "8 -> 6",
             "cpu 12% of request under target 70%: ceil(8 x 0.17) = 2; highest recommended in the last 300 s is 6"},
            {615, "6 -> 2", "cpu 15% of request under target 70%: ceil(6 x 0.21) = 2"}};
        std::vector<Decision> changes;
        for (const Decision& decision : report.decisions) {
            if (decision.what.find("->") != std::string::npos) changes.push_back(decision);
        }
        for (std::size_t i = 0; i < std::max(expected.size(), changes.size()); ++i) {
            const std::string want =
                i < expected.size() ? std::to_string(expected[i].second) + " s: " + expected[i].what : "nothing";
            const std::string got = i < changes.size()
                                        ? QString::number(toSeconds(changes[i].at.time_since_epoch())).toStdString() +
                                              " s: " + changes[i].what
                                        : "nothing";
            std::printf("| autoscaler, five cores then one, change %zu | %s | %s | 0 | %s |\n", i + 1, want.c_str(),
                        got.c_str(), want == got ? "yes" : "**no**");
            QCOMPARE(got, want);
            QVERIFY2(changes[i].reason.starts_with(expected[i].because), changes[i].reason.c_str());
        }
        QCOMPARE(report.succeeded + report.inFlight, report.sent);
    }

    // Ready pods, second by second: what is decided at 15 s is ready at 20 s, what is taken away serves for up to 3 s.
    void pods_are_ready_after_their_start() {
        const RunReport report = fiveCoresThenOne().run(1);
        const auto& ready = nodeOf(report, "api").series.instances;
        for (const auto& [second, pods] :
             {std::pair<std::size_t, float>{18, 1}, {20, 5}, {48, 5}, {50, 8}, {598, 8}, {604, 6}, {619, 2}}) {
            QVERIFY2(ready[second] == pods, qPrintable(QString("%1 s: %2").arg(second + 1).arg(double(ready[second]))));
        }
    }

    // Whatever the load, a settled autoscaler keeps the least number of pods n with which no further change is due:
    // utilisation within 10 % of the target, or ceil(n x ratio) = n.
    void it_settles_where_its_own_rule_is_content_data() {
        QTest::addColumn<double>("cores");
        for (const double cores : {0.3, 0.9, 1.6, 2.5, 3.7, 5.2, 6.9})
            QTest::newRow(qPrintable(QString("%1 cores").arg(cores))) << cores;
    }
    void it_settles_where_its_own_rule_is_content() {
        QFETCH(double, cores);
        Study study = fiveCoresThenOne();
        study.scenario.load[0].rate.points = {{Rate::perSecond(100 * cores), 0s}};
        const RunReport report = study.run(1);
        const double pods = static_cast<double>(nodeOf(report, "api").series.instances.back());
        const double used = std::floor(100 * cores / pods + 1e-6) / 70;
        std::printf("| autoscaler, %g cores: settles at | ceil(%g x %.3f) | %g | 0 | |\n", cores, pods, used, pods);
        QVERIFY(pods == 1 || (used >= 0.9 && used <= 1.1) || std::ceil(pods * used) == pods);
        QVERIFY2(used <= 1.1, "it is not short of pods");
    }
};

QTEST_GUILESS_MAIN(AutoscalerTest)
#include "autoscaler_test.moc"
