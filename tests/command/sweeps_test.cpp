#include "told.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace spillway;

namespace {

const std::string& example() {
    static const std::string path =
        qEnvironmentVariable("SPILLWAY_SOURCE").toStdString() + "/examples/checkout.spillway";
    return path;
}
bool contains(const std::string& text, const char* words) {
    if (text.find(words) != std::string::npos) return true;
    qWarning("no \"%s\" in:\n%s", words, text.c_str());
    return false;
}

}  // namespace

// `spillway sweep`, `spillway branch` and `spillway cost`, as they are called.
class SweepsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBranchUnderTheSameDocumentIsTheSameRun() {
        const Told told = tell({"branch", example(), example(), "--at", "30s", "-s", "tuesday"});
        QCOMPARE(told.code, ExitCode::ok);
        QVERIFY(contains(told.out, "both are one run until 30s"));
        QVERIFY(contains(told.out, "identical, bit for bit"));
    }
    // Tuesday ends after five minutes, Friday after ten and with more load.
    void aBranchGoesOnUnderAnotherScenario() {
        const Told told = tell({"branch", example(), "--at", "2m", "-s", "tuesday", "--then", "friday-peak", "--json"});
        QCOMPARE(told.code, ExitCode::ok);
        const auto json = nlohmann::json::parse(told.out);
        QCOMPARE(json["at_ns"].get<std::int64_t>(), 120'000'000'000);
        QVERIFY(json["branch"]["sent"].get<double>() > 1.2 * json["run"]["sent"].get<double>());
    }
    void factsAreListedWithWhoSaysSo() {
        const Told told = tell({"facts", "--of", "lambda", "--json"});
        QCOMPARE(told.code, ExitCode::ok);
        const auto json = nlohmann::json::parse(told.out);
        QCOMPARE(json["facts"][0]["id"].get<std::string>(), std::string{"lambda.account_concurrency"});
        for (const auto& fact : json["facts"]) QVERIFY(fact["source"].get<std::string>().size() > 20);
        QVERIFY(contains(tell({"facts", "--assumed"}).out, "lambda.restore"));
        QCOMPARE(tell({"facts", "--of", "perpetual motion"}).code, ExitCode::usage);
    }
    void factsOfADocumentAreTheOnesItStates() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.spillway"));
        QFile file{path};
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("spillway: 1\nfacts:\n  - id: lambda.account_concurrency\n    value: 5000\n    source: our quota\n");
        file.close();
        const auto json =
            nlohmann::json::parse(tell({"facts", path.toStdString(), "--of", "account_concurrency", "--json"}).out);
        QCOMPARE(json["facts"][0]["value"].get<std::string>(), std::string{"5000"});
        QVERIFY(json["facts"][0]["stated"].get<bool>());
    }
    void aSweepSaysWhereTheExampleBends() {
        const Told told = tell({"sweep", example(), "--loads", "0.5,1", "--threads", "2"});
        QCOMPARE(told.code, ExitCode::ok);
        QVERIFY(contains(told.out, "checkout · friday-peak · 2 runs of 10m 0s, seed 1"));
        QVERIFY(contains(told.out, "Holds up to 0.5x, bends at 1x"));
        QVERIFY(contains(told.out, "$ "));
    }
    // By use and provisioned side by side at each load: what the nodes with two ways cost the other way, the rest as it
    // is.
    void aSweepLaysTheTwoWaysToBuySideBySide() {
        const std::string path =
            qEnvironmentVariable("SPILLWAY_SOURCE").toStdString() + "/examples/checkout-serverless.spillway";
        const Told told = tell({"sweep", path, "--loads", "0.1", "--until", "30s"});
        QCOMPARE(told.code, ExitCode::ok);
        QVERIFY(contains(told.out, "cost a month"));
        QVERIFY(contains(told.out, "otherwise"));
        QVERIFY(contains(told.out, "Otherwise: bought the other way"));
    }
    void programsReadTheSame() {
        const Told told = tell({"sweep", example(), "-s", "tuesday", "--loads", "1", "--until", "10s", "--json"});
        const auto json = nlohmann::json::parse(told.out);
        QCOMPARE(json["spillway_sweep"].get<int>(), 1);
        QCOMPARE(json["points"].size(), std::size_t{1});
        QCOMPARE(json["points"][0]["sources"][0]["id"].get<std::string>(), std::string{"shoppers"});
        const auto bill = nlohmann::json::parse(tell({"cost", example(), "-s", "tuesday", "--json"}).out);
        double sum = 0;
        for (const auto& charge : bill["charges"])
            if (!charge["alternative"].get<bool>()) sum += charge["cost"].get<double>();
        QVERIFY(std::abs(sum - bill["per_month"].get<double>()) < 1e-6 * sum);
        QVERIFY(bill["assumed"].size() > 0 && bill["omitted"].size() > 0);
    }
    void aBillListsWhatItAssumes() {
        const Told told = tell({"cost", example(), "-s", "tuesday"});
        QCOMPARE(told.code, ExitCode::ok);
        for (const char* needed : {"workflow_transitions", "a million requests that succeed", "Bought the other way",
                                   "Assumed", "Not in it", "workers_cpu_ms"})
            QVERIFY(contains(told.out, needed));
    }
    void oneServiceIsLaidSideBySideOnThePlatforms() {
        const std::string path =
            qEnvironmentVariable("SPILLWAY_SOURCE").toStdString() + "/examples/eight-platforms.spillway";
        const Told told = tell({"platforms", path, "thumbnails", "--platforms", "lambda,workers", "--loads", "0.1,1"});
        QCOMPARE(told.code, ExitCode::ok);
        for (const char* needed : {"platform", "lambda", "workers", "0.1x", "a month", "otherwise"})
            QVERIFY(contains(told.out, needed));
        const auto json = nlohmann::json::parse(
            tell({"platforms", path, "thumbnails", "--platforms", "tars", "--loads", "1", "--json"}).out);
        QCOMPARE(json["rows"].size(), std::size_t{1});
        QCOMPARE(json["rows"][0]["platform"].get<std::string>(), std::string{"tars"});
        QVERIFY(json["rows"][0]["per_month"].get<double>() > 0);
        QCOMPARE(tell({"platforms", path, "pictures"}).code, ExitCode::problems);
        QCOMPARE(tell({"platforms", path, "thumbnails", "--platforms", "mainframe"}).code, ExitCode::usage);
    }
    // A service of 5 s under Lambda's 3 s, with a size and a number of instances that Lambda does not take.
    void whatAPlatformDoesNotTakeIsToldBesideIt() {
        QTemporaryDir folder;
        QFile file{folder.filePath("slow.spillway")};
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "spillway: 1\nname: Slow\nnodes:\n  - {id: users, kind: clients}\n  - {id: api, kind: service, "
            "work: constant(5s), replicas: 2, resources: {cpu: 500m}}\nflows:\n  - {from: users, to: api, kind: "
            "call}\nscenarios:\n  - id: s\n    duration: 30s\n    load: [{from: users, rate: 1/s}]\n");
        file.close();
        const std::string path = file.fileName().toStdString();
        const Told told = tell({"platforms", path, "api", "--platforms", "lambda,kubernetes", "--loads", "1"});
        QCOMPARE(told.code, ExitCode::ok);
        for (const char* needed : {"platform_timeout", "Not there as it is stated",
                                   "its work takes 5s and lambda stops a request after 3s: none succeeds",
                                   "no effect: replicas, resources.cpu"})
            QVERIFY2(contains(told.out, needed), told.out.c_str());
        QVERIFY(!contains(told.out, "  kubernetes: "));
        const auto json = nlohmann::json::parse(
            tell({"platforms", path, "api", "--platforms", "lambda,kubernetes", "--loads", "1", "--json"}).out);
        QCOMPARE(json["rows"][0]["mostly_failed_by"].get<std::string>(), std::string{"platform_timeout"});
        QVERIFY(json["rows"][1]["mostly_failed_by"].is_null());
        QCOMPARE(json["losses"].size(), std::size_t{3});
        QCOMPARE(json["losses"][2]["code"].get<std::string>(), std::string{"does-not-fit"});
    }
    void pricesOfOnesOwnAreUsed() {
        QTemporaryDir folder;
        QFile ours{qEnvironmentVariable("SPILLWAY_SOURCE") + "/resources/prices/aws.yaml"};
        QVERIFY(ours.open(QIODevice::ReadOnly));
        QByteArray text = ours.readAll();
        text.replace("asof: 2026-08", "asof: yesterday");
        QFile copy{folder.filePath("ours.yaml")};
        QVERIFY(copy.open(QIODevice::WriteOnly) && copy.write(text) > 0);
        copy.close();
        const std::string path = copy.fileName().toStdString();
        QVERIFY(contains(tell({"cost", example(), "-s", "tuesday", "--prices", path}).out, "the prices of yesterday"));
        QVERIFY(copy.open(QIODevice::WriteOnly) && copy.write("prices: x\nitems: 3\n") > 0);
        copy.close();
        const Told told = tell({"cost", example(), "--prices", path});
        QCOMPARE(told.code, ExitCode::problems);
        QVERIFY(contains(told.err, "ours.yaml:1:1: error: \"currency\" is missing"));
        QVERIFY(contains(told.err, "\"items\" is missing"));
        QVERIFY(told.out.empty());
    }
    void wrongWordsAreAnswered() {
        const std::vector<std::pair<std::vector<std::string>, const char*>> wrong{
            {{"sweep", example(), "--loads", "0,1"}, "--loads: a load is scaled by a number above 0"},
            {{"sweep", example(), "--loads", "-1"}, "--loads: a load is scaled"},
            {{"sweep", example(), "--loads", "many"}, "--loads"},
            {{"sweep", example(), "--until", "0s"}, "--until: nothing has happened by then"},
            {{"sweep", example(), "--lods", "1"}, "did you mean \"--loads\"?"},
            {{"cost", example(), "--prics", "x"}, "did you mean \"--prices\"?"},
        };
        for (const auto& [arguments, said] : wrong) {
            const Told told = tell(arguments);
            QCOMPARE(told.code, ExitCode::usage);
            QVERIFY(contains(told.err, said));
        }
        QCOMPARE(tell({"cost", example(), "--prices", "no/such.yaml"}).code, ExitCode::world);
        QCOMPARE(tell({"sweep", example(), "-s", "christmas"}).code, ExitCode::problems);
    }
};

QTEST_GUILESS_MAIN(SweepsTest)
#include "sweeps_test.moc"
