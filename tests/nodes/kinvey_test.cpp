#include "run/build.h"

#include <QtTest>

#include <cmath>

using namespace spillway;
using namespace spillway::build;

// Progress Kinvey's collections: business logic, connectors, logins and who checks them.
class KinveyTest : public QObject {
    Q_OBJECT

    static double figure(const RunReport& report, const std::string& id, const std::string& name) {
        for (const Figure& each : nodeOf(report, id).figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    // One request to a user collection with a store of 40 ms, a service 5 ms away that checks logins, and one that it
    // calls after them.
    static Setting checkedBy(Duration check, const UserLogins& logins) {
        Backend backend;
        backend.work = Distribution::constant(40ms);
        backend.users = logins;
        return setting(
            {clients("user"), node("people", backend),
             service("auth", {.work = Distribution::constant(check), .concurrency = 100}),
             node("profile", External{.work = Distribution::constant(5ms)}), service("welcome", {.concurrency = 10})},
            {call("user", "people", 0ms), call("people", "auth", 5ms), call("people", "profile", 0ms),
             sends("people", "welcome")},
            {burst("user", 1, 1)}, 200s);
    }

private Q_SLOTS:
    void hooksRunAroundTheStoreAndAreStoppedAfterTwoSeconds() {
        const auto run = [](Duration pre, Duration post) {
            Backend backend;
            backend.work = Distribution::constant(40ms);
            backend.preHook = Distribution::constant(pre);
            backend.postHook = Distribution::constant(post);
            Node made = node("orders", backend);
            made.platform = Platform::kinvey;
            return finish(setting({clients("user"), made}, {call("user", "orders", 0ms)}, {burst("user", 1, 1)}, 10s));
        };
        QCOMPARE(nodeOf(run(100ms, 200ms), "user").response.max, Duration{340ms});
        const RunReport before = run(3s, 0ms);
        QCOMPARE(failures(before, FailureCause::platform_timeout), 1U);
        QCOMPARE(nodeOf(before, "user").response.max, Duration{2s});
        const RunReport after = run(100ms, 3s);
        QCOMPARE(failures(after, FailureCause::platform_timeout), 1U);
        QCOMPARE(nodeOf(after, "user").response.max, Duration{2140ms});
    }

    // The data lies outside: hook, connector, the store's own time, hook. The store is given up after its time limit
    // and goes on.
    void aConnectorReachesAStoreOutsideBetweenTheHooks() {
        const auto run = [](Duration store, std::optional<Duration> limit) {
            Backend backend;
            backend.preHook = Distribution::constant(100ms);
            backend.postHook = Distribution::constant(200ms);
            backend.connector = Connector{Distribution::constant(30ms), limit};
            Node made = node("orders", backend);
            made.platform = Platform::kinvey;
            return finish(setting({clients("user"), made, node("erp", External{.work = Distribution::constant(store)}),
                                   service("job", {.concurrency = 10})},
                                  {call("user", "orders", 0ms), call("orders", "erp", 5ms), sends("orders", "job")},
                                  {burst("user", 1, 1)}, 60s));
        };
        const RunReport done = run(500ms, std::nullopt);
        QCOMPARE(nodeOf(done, "user").response.max, Duration{100ms + 30ms + 10ms + 500ms + 200ms});
        QCOMPARE(nodeOf(done, "job").arrived, 1U);
        const RunReport late = run(5s, Duration{2s});
        QCOMPARE(nodeOf(late, "user").response.max, Duration{100ms + 30ms + 2s});
        QCOMPARE(failures(flowOf(late, "orders", "erp"), FailureCause::timeout), 1U);
        QCOMPARE(nodeOf(late, "erp").succeeded, 1U);
        QCOMPARE(nodeOf(late, "job").arrived, 0U);  // nothing was inserted
        QCOMPARE(nodeOf(run(40s, std::nullopt), "user").response.max, Duration{100ms + 30ms + 30s});
    }
    void theHookAfterAConnectorIsStoppedAsWell() {
        Backend backend;
        backend.postHook = Distribution::constant(3s);
        backend.connector = Connector{Distribution::constant(30ms), {}};
        Node made = node("orders", backend);
        made.platform = Platform::kinvey;
        const RunReport report =
            finish(setting({clients("user"), made, node("erp", External{.work = Distribution::constant(100ms)})},
                           {call("user", "orders", 0ms), call("orders", "erp", 0ms)}, {burst("user", 1, 1)}, 10s));
        QCOMPARE(failures(report, FailureCause::platform_timeout), 1U);
        QCOMPARE(nodeOf(report, "user").response.max, Duration{2130ms});
    }

    // Its own hooks and not the collection's. Whose password is wrong runs another hook after it, and is rejected:
    // nothing is called, and nobody tries again.
    void aLoginRunsItsOwnHooks() {
        const auto run = [](UserLogins logins) {
            Backend backend;
            backend.work = Distribution::constant(40ms);
            backend.preHook = backend.postHook = Distribution::constant(1s);
            backend.users = std::move(logins);
            Node people = node("people", backend);
            people.platform = Platform::kinvey;
            Flow entry = call("user", "people", 0ms);
            entry.retry = Retry{.attempts = 3};
            return finish(setting(
                {clients("user"), people, node("profile", External{.work = Distribution::constant(5ms)}),
                 service("welcome", {.concurrency = 10})},
                {entry, call("people", "profile", 0ms), sends("people", "welcome")}, {burst("user", 1, 1)}, 30s));
        };
        UserLogins logins{.preHook = Distribution::constant(100ms),
                          .successHook = Distribution::constant(200ms),
                          .failureHook = Distribution::constant(300ms)};
        const RunReport right = run(logins);
        QCOMPARE(nodeOf(right, "user").response.max, Duration{100ms + 40ms + 200ms + 5ms});
        QCOMPARE(nodeOf(right, "welcome").arrived, 0U);  // nothing was inserted
        QCOMPARE(figure(right, "people", "Logins"), 1.0);
        logins.wrong = Share::percent(100);
        const RunReport wrong = run(logins);
        QCOMPARE(nodeOf(wrong, "user").response.max, Duration{100ms + 40ms + 300ms});
        QCOMPARE(failures(wrong, FailureCause::rejected), 1U);
        QCOMPARE(nodeOf(wrong, "people").arrived, 1U);
        QCOMPARE(nodeOf(wrong, "profile").arrived, 0U);
        QCOMPARE(figure(wrong, "people", "Failed logins"), 1.0);
        logins.failureHook = Distribution::constant(3s);
        const RunReport stopped = run(logins);
        QVERIFY(failures(nodeOf(stopped, "people"), FailureCause::platform_timeout) > 0);
        QCOMPARE(nodeOf(stopped, "people").response.max, Duration{100ms + 40ms + 2s});
        logins.preHook = Distribution::constant(3s);
        QCOMPARE(nodeOf(run(logins), "people").response.max, Duration{2s});
    }
    // Six of ten log in, one of four of them wrongly; the others are saved as in any collection.
    void loginsFailAtTheirRateAndTheRestIsACollection() {
        Backend backend;
        backend.work = Distribution::constant(1ms);
        backend.postHook = Distribution::constant(10ms);
        backend.users = UserLogins{.logins = Share::percent(60), .wrong = Share::percent(25)};
        const RunReport report = finish(setting({clients("user"), node("people", backend), node("welcome", External{})},
                                                {call("user", "people", 0ms), sends("people", "welcome")},
                                                {burst("user", 100, 10'000)}, 110s));
        const double all = static_cast<double>(nodeOf(report, "people").arrived);
        const double logins = figure(report, "people", "Logins");
        QVERIFY(std::abs(logins / all - 0.6) < 3 * std::sqrt(0.6 * 0.4 / all));
        const double wrong = figure(report, "people", "Failed logins");
        QVERIFY(std::abs(wrong - 0.25) < 3 * std::sqrt(0.25 * 0.75 / logins));
        QCOMPARE(failures(nodeOf(report, "people"), FailureCause::rejected),
                 static_cast<std::uint64_t>(std::lround(wrong * logins)));
        QCOMPARE(static_cast<double>(nodeOf(report, "welcome").arrived), all - logins);
        QVERIFY(nodeOf(report, "people").response.p50 < 1100us);  // a login has no hook here, saving has
        QCOMPARE(nodeOf(report, "people").response.max, Duration{11ms});
    }

    // Its call comes after onPreLogin, for logins alone; then the user is fetched, a hook runs, and the other calls go
    // out.
    void aFlexAuthServiceChecksEachLogin() {
        const auto run = [](UserLogins logins) {
            logins.preHook = Distribution::constant(100ms);
            logins.successHook = Distribution::constant(200ms);
            logins.failureHook = Distribution::constant(300ms);
            return finish(checkedBy(60ms, logins));
        };
        const RunReport right = run({.flexAuth = "auth"});
        QCOMPARE(nodeOf(right, "user").response.max, Duration{100ms + 70ms + 40ms + 200ms + 5ms});
        QCOMPARE(nodeOf(right, "auth").arrived, 1U);
        const RunReport wrong = run({.wrong = Share::percent(100), .flexAuth = "auth"});
        QCOMPARE(nodeOf(wrong, "user").response.max, Duration{100ms + 70ms + 300ms});  // nobody is fetched
        QCOMPARE(failures(wrong, FailureCause::rejected), 1U);
        QCOMPARE(nodeOf(wrong, "profile").arrived, 0U);
        QCOMPARE(figure(wrong, "people", "Failed logins"), 1.0);
        const RunReport none = run({.logins = Share{}, .flexAuth = "auth"});
        QCOMPARE(nodeOf(none, "user").response.max, Duration{40ms + 5ms});
        QCOMPARE(nodeOf(none, "auth").arrived, 0U);
    }
    // Nobody knows then whether the password was right: the login fails and no hook runs. Who does not log in goes on.
    void withoutItsFlexAuthServiceNobodyLogsIn() {
        Setting down = checkedBy(
            60ms, {.logins = Share::percent(50), .flexAuth = "auth", .failureHook = Distribution::constant(1s)});
        down.scenario.load = {burst("user", 100, 1000)};
        down.scenario.faults = {fault("auth", 0s, {}, faults::Outage{})};
        const RunReport report = finish(down);
        const double logins = figure(report, "people", "Logins");
        QVERIFY(logins > 400 && logins < 600);
        QCOMPARE(figure(report, "people", "Logins nobody checked"), logins);
        QCOMPARE(failures(nodeOf(report, "people"), FailureCause::dependency), static_cast<std::uint64_t>(logins));
        QCOMPARE(static_cast<double>(nodeOf(report, "profile").arrived), 1000 - logins);
        QVERIFY(nodeOf(report, "people").response.max < 200ms);
    }
    // As any FlexService after a minute, or after the timeout of the call; what it does there goes on.
    void aSlowFlexAuthServiceIsGivenUp() {
        Setting slow = checkedBy(2min, {.flexAuth = "auth", .preHook = Distribution::constant(100ms)});
        QCOMPARE(nodeOf(finish(slow), "user").response.max, Duration{100ms + 60s});
        for (Flow& flow : slow.topology.flows)
            if (flow.to == "auth") flow.timeout = 3s;
        const RunReport sooner = finish(slow);
        QCOMPARE(nodeOf(sooner, "user").response.max, Duration{100ms + 3s});
        QCOMPARE(nodeOf(sooner, "auth").succeeded, 1U);
    }
    // What a fault makes slower is the store's part of a login as well.
    void aSlowStoreIsSlowForCheckedLogins() {
        Setting slow = checkedBy(60ms, {.flexAuth = "auth"});
        slow.scenario.faults = {fault("people", 0s, {}, faults::Slow{.factor = 3})};
        QCOMPARE(nodeOf(finish(slow), "user").response.max, Duration{70ms + 3 * 40ms + 5ms});
    }
    // The data lies outside and so does the check: a login goes to the one, everything else to the other.
    void besideAConnectorOnlyLoginsAreChecked() {
        Setting both = checkedBy(60ms, {.logins = Share::percent(50), .flexAuth = "auth"});
        std::get<Backend>(both.topology.nodes[1].spec).connector = Connector{Distribution::constant(30ms), {}};
        std::get<Backend>(both.topology.nodes[1].spec).postHook = Distribution::constant(10ms);
        both.scenario.load = {burst("user", 10, 200)};
        const RunReport report = finish(both);
        const double logins = figure(report, "people", "Logins");
        QCOMPARE(static_cast<double>(nodeOf(report, "auth").arrived), logins);
        QCOMPARE(static_cast<double>(nodeOf(report, "profile").arrived), 200 - logins);
        QCOMPARE(nodeOf(report, "people").response.max, Duration{70ms});
        QCOMPARE(nodeOf(report, "people").succeeded, 200U);
    }
    void aFlexAuthServiceMustBeThereAndBeCalled() {
        const auto said = [](const std::string& service, bool connector) {
            Setting made = checkedBy(60ms, {.flexAuth = service});
            if (connector) std::get<Backend>(made.topology.nodes[1].spec).connector.emplace();
            std::string all;
            for (const Diagnostic& each : compile(made.topology, made.scenario).diagnostics)
                if (each.severity == Severity::error || each.code == "no-effect") all += format(each) + "\n";
            return all;
        };
        QCOMPARE(said("auth", false), std::string{});
        QVERIFY(said("welcome", false).find("no call leads from \"people\" to \"welcome\"") != std::string::npos);
        QVERIFY(said("aut", false).find("no node is called \"aut\"") != std::string::npos);
        QVERIFY(said("", true).find("users.flex_auth says who checks them") != std::string::npos);
        QCOMPARE(said("auth", true), std::string{});
    }
};

QTEST_GUILESS_MAIN(KinveyTest)
#include "kinvey_test.moc"
