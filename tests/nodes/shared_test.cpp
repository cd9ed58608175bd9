#include "run/build.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace spillway;
using namespace spillway::build;

// What the functions of an account share, and the actions of a namespace.
class SharedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // 120 activations a minute are the namespace's, whichever of its actions they are of.
    void openWhisksActionsShareTheirNamespace() {
        Node one = service("one"), other = service("other");
        one.platform = other.platform = Platform::openwhisk;
        Setting made = setting({clients("user"), one, other}, {call("user", "one"), call("user", "other")},
                               {uniform("user", 3)}, 1min);
        const auto done = [&](const std::string& id) { return nodeOf(finish(made), id).succeeded; };
        QCOMPARE(done("one") + done("other"), 120U);
        QVERIFY(done("other") > 50);
        // One of them says what the limits are.
        std::get<Service>(made.topology.nodes[1].spec).scaling.openwhisk = OpenWhiskScaling{.perMinute = 200};
        QCOMPARE(done("one") + done("other"), 200U);
    }
    // Four invokers of 1 GiB have eight containers of 512 MiB, whichever actions they are of. An action that is asked
    // no more gives its idle ones away.
    void openWhisksActionsShareTheMemoryOfTheInvokers() {
        Function large;
        large.work = Distribution::constant(10s);
        large.memory = ByteCount::mebibytes(512);
        large.scaling.openwhisk = OpenWhiskScaling{.concurrent = 1000, .perMinute = 60'000};
        Node one = node("one", large), two = node("two", large);
        one.platform = two.platform = Platform::openwhisk;
        const RunReport both =
            finish(setting({clients("a"), clients("b"), one, two}, {call("a", "one"), call("b", "two")},
                           {burst("a", 1000, 6), burst("b", 1000, 6)}, 9s));
        QCOMPARE(nodeOf(both, "one").peakInstances + nodeOf(both, "two").peakInstances, 8);
        Load later = burst("b", 1000, 8);
        later.rate.points.insert(later.rate.points.begin(), {{Rate::perSecond(0), 0s}, {Rate::perSecond(0), 30s}});
        for (std::size_t i = 2; i < later.rate.points.size(); ++i) later.rate.points[i].at += 30s;
        const RunReport after =
            finish(setting({clients("a"), clients("b"), one, two}, {call("a", "one"), call("b", "two")},
                           {burst("a", 1000, 8), later}, 1min));
        QCOMPARE(nodeOf(after, "one").peakInstances, 8);
        QCOMPARE(nodeOf(after, "two").peakInstances, 8);
        QCOMPARE(nodeOf(after, "one").series.instances.back(), 0.0F);
        QVERIFY(std::ranges::any_of(after.decisions, [](const Decision& each) {
            return each.what == "8 -> 0" && each.reason == "idle containers make way for other actions";
        }));
    }
    // One large action keeps all eight containers busy and has a line; a small one that is asked now and then gets its
    // turn when it has waited longer than those: the line of the invokers is one.
    void aBusyActionDoesNotStarveAnother() {
        Function large;
        large.work = Distribution::constant(1s);
        large.memory = ByteCount::mebibytes(512);
        large.scaling.openwhisk = OpenWhiskScaling{.concurrent = 10'000, .perMinute = 60'000};
        Function small;
        small.work = Distribution::constant(100ms);
        Node busy = node("busy", large), rare = node("rare", small);
        busy.platform = rare.platform = Platform::openwhisk;
        const RunReport report =
            finish(setting({clients("a"), clients("b"), busy, rare}, {call("a", "busy"), call("b", "rare")},
                           {uniform("a", 8.2), uniform("b", 0.5)}, 2min));
        const NodeReport& b = nodeOf(report, "rare");
        QVERIFY2(b.succeeded > 50, qPrintable(QString::number(b.succeeded)));
        QVERIFY(std::ranges::any_of(report.decisions, [](const Decision& each) {
            return each.node == "busy" && each.reason == "a request of rare waits for longer";
        }));
    }
    // A thousand, of which checkout has 700 for itself: report, which needs 500 at once, gets what is left; checkout
    // is not in its way, nor it in checkout's.
    void whatIsProvisionedIsTakenFromTheAccount() {
        Function checkout, reporting;
        checkout.work = Distribution::constant(100ms);
        checkout.provisionedConcurrency = 700;
        reporting.work = Distribution::constant(1s);
        const Setting made =
            setting({clients("a"), clients("b"), node("checkout", checkout), node("report", reporting)},
                    {call("a", "checkout"), call("b", "report")}, {uniform("a", 1000), uniform("b", 500)}, 20s);
        const RunReport report = finish(made);
        const auto& series = nodeOf(report, "report").series;
        QVERIFY2(std::abs(static_cast<double>(series.throughput.at(15)) - 300) < 10,
                 qPrintable(QString::number(static_cast<double>(series.throughput.at(15)))));
        QCOMPARE(total(nodeOf(report, "checkout").failed), 0U);
        QVERIFY(std::ranges::any_of(report.decisions, [](const Decision& each) {
            return each.node == "report" && each.reason.starts_with("account limit: 300 unreserved");
        }));
    }
};

QTEST_GUILESS_MAIN(SharedTest)
#include "shared_test.moc"
