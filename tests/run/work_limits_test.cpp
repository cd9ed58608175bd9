#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// A program that its platform stops before it is done.
class WorkLimitsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Nothing of it can succeed, or hardly: said before the first run.
    void workThatItsPlatformStopsIsTold() {
        const auto tells = [](Platform platform, const auto& spec) {
            Node made = node("it", spec);
            made.platform = platform;
            const Setting alone = setting({made}, {}, {}, 1s);
            const Diagnostics found = compile(alone.topology, alone.scenario).diagnostics;
            return std::ranges::any_of(found, [](const Diagnostic& each) {
                return each.code == "does-not-fit" && each.place.field == "work";
            });
        };
        const auto lasting = [](Distribution work) {
            Service made;
            made.work = work;
            return made;
        };
        const auto constant = [&](Duration work) { return lasting(Distribution::constant(work)); };
        QVERIFY(tells(Platform::lambda, constant(3s)) && !tells(Platform::lambda, constant(3s - 1ms)));
        QVERIFY(tells(Platform::lambda, lasting(Distribution::lognormal(3100ms, 4s))));
        QVERIFY(!tells(Platform::lambda, lasting(Distribution::lognormal(2900ms, 4s))));
        QVERIFY(tells(Platform::cloud_run, constant(5min)) && !tells(Platform::cloud_run, constant(299s)));
        QVERIFY(tells(Platform::kinvey, constant(60s)) && !tells(Platform::kinvey, constant(59s)));
        for (const Platform patient : {Platform::kubernetes, Platform::vm}) QVERIFY(!tells(patient, constant(2h)));
        Function function{.work = Distribution::constant(5s), .timeout = 6s};
        QVERIFY(!tells(Platform::lambda, function));
        function.timeout = 5s;
        QVERIFY(tells(Platform::lambda, function));
        // More memory is more CPU: the same work in less time.
        function = Function{.work = Distribution::constant(2s), .memory = ByteCount::mebibytes(128)};
        function.cpuShare = Share::percent(100);
        QVERIFY(tells(Platform::lambda, function));
        function.memory = ByteCount::mebibytes(1769);
        QVERIFY(!tells(Platform::lambda, function));
        const auto worker = [](Share share) {
            return EdgeWorker{.work = Distribution::constant(40s), .cpuLimit = 30s, .cpuShare = share};
        };
        QVERIFY(tells(Platform::workers, worker(Share::percent(100))));
        QVERIFY(!tells(Platform::workers, worker(Share::percent(10))));
    }
};

QTEST_GUILESS_MAIN(WorkLimitsTest)
#include "work_limits_test.moc"
