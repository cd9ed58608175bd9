#include "platforms/stated_facts.h"

#include <QtTest>

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cmath>
#include <set>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

FactTexts resources() {
    FactTexts texts;
    QDir folder{qEnvironmentVariable("SPILLWAY_SOURCE") + "/resources/platforms"};
    for (const QFileInfo& each : folder.entryInfoList({"*.yaml"})) {
        QFile file{each.filePath()};
        if (file.open(QIODevice::ReadOnly)) texts[each.baseName().toStdString()] = file.readAll().toStdString();
    }
    return texts;
}
std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

}  // namespace

class FactsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void the_embedded_facts_are_those_of_the_files() {
        const auto parsed = parsePlatformFacts(resources());
        QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().message.c_str());
        const auto& embedded = platformFacts();
        QCOMPARE(embedded.notes.size(), parsed->notes.size());
        for (std::size_t i = 0; i < embedded.notes.size(); ++i) {
            QCOMPARE(embedded.notes[i].key, parsed->notes[i].key);
            QCOMPARE(embedded.notes[i].value, parsed->notes[i].value);
        }
    }

    void every_fact_says_what_it_means_and_where_it_is_from() {
        std::set<std::string> seen;
        for (const FactNote& note : platformFacts().notes) {
            QVERIFY2(!note.means.empty() && !note.value.empty(), note.key.c_str());
            QVERIFY2(note.source.find(' ') != std::string::npos, note.key.c_str());
            QVERIFY2(seen.insert(note.platform + note.key).second, note.key.c_str());
        }
        const auto assumed = std::ranges::count_if(platformFacts().notes, &FactNote::assumed);
        QVERIFY(assumed > 5);
    }

    void the_numbers_are_those_of_the_platforms() {
        const LambdaFacts& lambda = platformFacts().lambda;
        QCOMPARE(lambda.accountConcurrency, std::int64_t{1000});
        QCOMPARE(lambda.scalingPeriod, Duration{10s});
        QCOMPARE(lambda.asyncAge, Duration{6h});
        QCOMPARE(lambda.runtimes.size(), std::size_t{15});
        const KubernetesFacts& kubernetes = platformFacts().kubernetes;
        QCOMPARE(kubernetes.hpaCpuInitializationPeriod, Duration{5min});
        QCOMPARE(kubernetes.podStart.steps().size(), std::size_t{7});
    }

    void a_wrong_fact_is_told_with_its_key() {
        const auto broken = [](const std::string& what, const std::string& with) {
            FactTexts texts = resources();
            texts["lambda"] = replaced(texts["lambda"], what, with);
            return parsePlatformFacts(texts);
        };
        const auto unit = broken("value: 10s, source: scaling", "value: 10, source: scaling");
        QVERIFY(!unit && unit.error().message.find("scaling_period") != std::string::npos);
        const auto gone = broken("key: init_limit", "key: init_limits");
        QVERIFY(!gone && gone.error().message.find("init_limit") != std::string::npos);
        const auto source = broken("source: limits, means", "source: hearsay, means");
        QVERIFY(!source && source.error().message.find("hearsay") != std::string::npos);
        QVERIFY(!broken("platform: lambda", "platform: [lambda"));
        QVERIFY(!broken("zip: [16ms, 20ms, 49ms]", "zip: [16ms, 49ms]"));
        QVERIFY(!parsePlatformFacts({}));
    }
    void a_platform_without_a_sheet_is_told() {
        for (const auto& [name, text] : embeddedFactTexts()) {
            FactTexts texts = resources();
            texts.erase(name);
            QVERIFY2(!parsePlatformFacts(texts), name.c_str());
        }
    }

    void whatADocumentStatesCountsAndIsNoAssumption() {
        const StatedFacts stated = statedFacts({{"lambda.account_concurrency", "5000", "quota raised in May"},
                                                {"lambda.keep_alive", "20m", ""},
                                                {"messaging.fifo_sends", "700/s", ""}},
                                               platformFacts());
        QVERIFY(stated.problems.empty());
        QCOMPARE(stated.facts.lambda.accountConcurrency, 5000);
        QCOMPARE(stated.facts.lambda.keepAlive, Duration{20min});
        QCOMPARE(stated.facts.messaging.fifoSends.perSecond(), 700.0);
        QCOMPARE(stated.facts.lambda.initLimit, platformFacts().lambda.initLimit);
        const std::vector<FactNote> known = knownFacts(stated.facts);
        const std::vector<FactNote> builtIn = knownFacts(platformFacts());
        QCOMPARE(known.size(), builtIn.size());
        for (std::size_t i = 0; i < known.size(); ++i) QCOMPARE(known[i].key, builtIn[i].key);
        const auto note = std::ranges::find(known, "account_concurrency", &FactNote::key);
        QCOMPARE(note->value, std::string{"5000"});
        QCOMPARE(note->source, std::string{"stated: quota raised in May"});
        const auto kept = std::ranges::find(known, "keep_alive", &FactNote::key);
        QVERIFY(!kept->assumed && kept->source == "stated: this document");
    }
    // Each can be stated, and what is stated as it was changes nothing.
    void everyFactCanBeStated() {
        std::vector<StatedFact> all;
        for (const FactNote& fact : knownFacts(platformFacts())) all.push_back({fact.id(), fact.value, ""});
        QVERIFY(all.size() > 150);
        const StatedFacts stated = statedFacts(all, platformFacts());
        for (const Finding& finding : stated.problems) qWarning("%s", format(finding.diagnostic).c_str());
        QVERIFY(stated.problems.empty());
        const std::vector<FactNote> known = knownFacts(stated.facts);
        for (std::size_t i = 0; i < known.size(); ++i) QCOMPARE(known[i].id(), all[i].id);
        QCOMPARE(stated.facts.kubernetes.podStart.steps().size(), platformFacts().kubernetes.podStart.steps().size());
    }
    void whatIsWrongWithStatedFactsIsToldAllAtOnce() {
        const StatedFacts stated = statedFacts({{"lambda.acount_concurrency", "5000", ""},
                                                {"lambda.keep_alive", "20 minutes", ""},
                                                {"lambda.keep_alive", "20m", ""},
                                                {"", "1", ""},
                                                {"kubernetes.cpu_period", "0s", ""},
                                                {"lambda.account_concurrency", "-1", ""},
                                                {"messaging.fifo_sends", "0/s", ""},
                                                {"data.initial_window", "9000000GiB", ""},
                                                {"lambda.sqs_pollers", "", ""},
                                                {"lambda.restore", "uniform(-50s, 1s)", ""}},
                                               platformFacts());
        std::vector<std::string> told;
        for (const Finding& finding : stated.problems)
            told.push_back(std::to_string(finding.index) + ' ' + finding.diagnostic.code);
        QCOMPARE(told, (std::vector<std::string>{"0 unknown-word", "1 bad-value", "2 duplicate-id", "3 missing-key",
                                                 "4 out-of-range", "5 out-of-range", "6 out-of-range", "7 out-of-range",
                                                 "8 missing-key", "9 bad-value"}));
        QCOMPARE(stated.problems.front().diagnostic.hint, std::string{"did you mean \"lambda.account_concurrency\"?"});
        const StatedFacts unit =
            statedFacts({{"lambda.sqs_pollers", "5", ""}, {"lambda.keep_alive", "20 minutes", ""}}, platformFacts());
        QCOMPARE(unit.problems.size(), std::size_t{1});
        QCOMPARE(unit.problems.front().index, std::size_t{1});
        QVERIFY(unit.problems.front().diagnostic.sentence.find("keep_alive") != std::string::npos);
    }

    void a_runtime_is_found_by_either_name() {
        const LambdaFacts& lambda = platformFacts().lambda;
        QVERIFY(lambda.findRuntime("nodejs22") != nullptr);
        QCOMPARE(lambda.findRuntime("nodejs22.x"), lambda.findRuntime("nodejs22"));
        QVERIFY(lambda.findRuntime("cobol") == nullptr);
    }

    // The p90 is not fitted: it says how well a lognormal through p50 and p99 describes the measurement.
    void the_fitted_init_meets_its_percentiles() {
        const LambdaFacts& lambda = platformFacts().lambda;
        const auto* python = lambda.findRuntime("python3.13");
        RngStream stream{1};
        const Sampler init{python->initZip};
        std::vector<Duration> draws(200'000);
        for (Duration& draw : draws) draw = init(stream);
        std::ranges::sort(draws);
        QVERIFY(std::abs(toMilliseconds(draws[100'000]) - 84) < 0.5);
        QVERIFY(std::abs(toMilliseconds(draws[180'000]) - 99) < 8);
        QVERIFY(std::abs(toMilliseconds(draws[198'000]) - 126) < 1.5);
    }

    void aSnapshotIsRestoredInsteadOfInit() {
        const LambdaFacts& lambda = platformFacts().lambda;
        const auto* dotnet = lambda.findRuntime("dotnet8");
        QVERIFY(dotnet->snapStart);
        QVERIFY(!lambda.findRuntime("nodejs22")->snapStart);
        const StartPath path = lambda.restoreStart(*dotnet, ByteCount::mebibytes(128));
        for (const StartPath::Step& step : path.steps()) QVERIFY(!step.isInit);
        RngStream stream{1};
        QCOMPARE(path.steps().back().time(stream), Duration{712ms});  // JIT is not in the snapshot
    }

    void the_first_invocation_depends_on_the_memory_as_measured() {
        const LambdaFacts& lambda = platformFacts().lambda;
        const auto* dotnet = lambda.findRuntime("dotnet8");
        const auto first = [&](std::int64_t mebibytes) {
            RngStream stream{1};
            return lambda.coldStart(*dotnet, Package::zip, ByteCount::mebibytes(mebibytes)).steps().back().time(stream);
        };
        QCOMPARE(first(128), Duration{712ms});
        QCOMPARE(first(512), Duration{164ms});
        QCOMPARE(first(10'240), Duration{74ms});
        // Linear in 1 / memory: 192 MiB lies a third of the way (1/128 - 1/192) / (1/128 - 1/256) = 2/3 down to 355 ms.
        QVERIFY(std::abs(toMilliseconds(first(192)) - (712 - 357.0 * 2 / 3)) < 0.01);
    }

    void a_pod_needs_seconds_to_start() {
        const StartPath& path = platformFacts().kubernetes.podStart;
        RngStream stream{2};
        double sum = 0;
        Duration least = 1h, greatest{0};
        for (int i = 0; i < 100'000; ++i) {
            const Duration time = path(stream);
            sum += toSeconds(time);
            least = std::min(least, time);
            greatest = std::max(greatest, time);
        }
        // The means of its uniform steps: .055 + .65 + 0 + .35 + 1.25 + 5 + 1.05.
        QVERIFY(std::abs(sum / 100'000 - 8.355) < 0.04);
        QVERIFY(least >= 1110ms && greatest <= 15'600ms);
    }
};

QTEST_GUILESS_MAIN(FactsTest)
#include "facts_test.moc"
