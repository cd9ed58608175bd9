#include "analysis/cost.h"
#include "platforms/stated_facts.h"
#include "run/fact_probes.h"

#include <QFile>
#include <QtTest>

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

using namespace spillway;
using namespace spillway::build;

namespace {

PlatformFacts parsed(const FactTexts& texts) {
    auto facts = parsePlatformFacts(texts);
    if (!facts) qFatal("%s", facts.error().message.c_str());
    return *std::move(facts);
}

// Every number in `text` changed by `change`; the digits of a name ("p50") stay.
std::string withNumbers(const std::string& text, const std::function<double(double)>& change) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const bool number = std::isdigit(static_cast<unsigned char>(text[i])) != 0 &&
                            (i == 0 || std::isalnum(static_cast<unsigned char>(text[i - 1])) == 0);
        if (!number) {
            out += text[i++];
            continue;
        }
        std::size_t length = 0;
        const double value = std::stod(text.substr(i), &length);
        out += QByteArray::number(change(value), 'f', 3).toStdString();
        while (out.ends_with('0')) out.pop_back();
        if (out.ends_with('.')) out.pop_back();
        i += length;
    }
    return out;
}

// The ways in which a fact is made wrong: one of them must show.
std::vector<std::string> mistakes(const std::string& value) {
    return {withNumbers(value, [](double number) { return number * 2 + (number == 0 ? 1 : 0); }),
            withNumbers(value, [](double number) { return number >= 2 ? std::floor(number / 2) : number / 2; }),
            withNumbers(value, [](double) { return 0; })};
}

// What the month costs, where the document says that the fact is another one.
std::string billWith(Setting setting, const std::string& fact, const std::string& value) {
    if (!fact.empty()) setting.topology.facts = {{fact, value, ""}};
    const Compiled compiled = compile(setting.topology, setting.scenario);
    if (!compiled.plan) return "no plan";
    Run run{compiled.plan, {}};
    run.advanceTo(run.end());
    const CostReport cost = costOf(setting.topology, run.report(), listPrices());
    std::string bill;
    for (const Charge& charge : cost.charges) bill += charge.key + ' ' + std::to_string(charge.inRun) + '\n';
    return bill;
}

std::string fingerprint(const Setting& setting, const PlatformFacts& facts) {
    const Compiled compiled = compile(setting.topology, setting.scenario, facts);
    if (!compiled.plan) return "no plan";
    Run run{compiled.plan, {}};
    run.advanceTo(run.end());
    const RunReport report = run.report();
    std::string all = report.fingerprint;
    for (const NodeReport& node : report.nodes)
        for (const Figure& figure : node.figures.value_or(Figures{})) all += figure.name + std::to_string(figure.value);
    for (const Diagnostic& each : compiled.diagnostics)
        if (each.code == "does-not-fit" || each.code == "beyond-limit") all += each.sentence;
    return all;
}

}  // namespace

// What is believed is executed, or billed: a fact that no run depends on has no place in the sheet.
class RunFactsTest : public QObject {
    Q_OBJECT

    // What to start from: where a rule leaves another none to decide (a scale-down of all pods at once has no period),
    // it is relaxed first.
    static std::vector<FactTexts> groundsOf(const std::string& platform) {
        std::vector<FactTexts> grounds{platform == "data" ? allFactTexts() : embeddedFactTexts()};
        if (platform != "kubernetes") return grounds;
        grounds.push_back(grounds.front());
        std::string& text = grounds.back()["kubernetes"];
        const std::string down = "hpa_down_percent, value: 100%";
        text.replace(text.find(down), down.size(), "hpa_down_percent, value: 50%");
        return grounds;
    }
    // Some run shows that the fact of this key is another one.
    static bool matters(const std::string& platform, const std::string& fact) {
        const std::vector<Setting>& probes = probesOf(platform);
        for (const FactTexts& ground : groundsOf(platform)) {
            const PlatformFacts facts = parsed(ground);
            std::vector<std::string> before(probes.size());
            const std::string key = "key: " + fact + ", value: ";
            std::string value;
            for (const FactNote& each : knownFacts(facts))
                if (each.key == fact && each.platform == platform) value = each.value;
            for (const std::string& wrong : mistakes(value)) {
                FactTexts changed = ground;
                std::string& text = changed[platform];
                const std::size_t from = text.find(value, text.find(key) + key.size());
                text.replace(from, value.size(), wrong);
                const auto made = parsePlatformFacts(changed);
                if (!made) continue;
                for (std::size_t i = 0; i < probes.size(); ++i) {
                    if (before[i].empty()) before[i] = fingerprint(probes[i], facts);
                    if (fingerprint(probes[i], *made) != before[i]) return true;
                }
            }
        }
        return false;
    }
    // The first of the runs is enough: what everything has is in its bill.
    static bool isBilled(const FactNote& note) {
        const std::vector<Setting>& probes = probesOf(note.platform);
        return std::ranges::any_of(probes, [&](const Setting& probe) {
            const std::string before = billWith(probe, "", "");
            const std::vector<std::string> wrong = mistakes(note.value);
            return std::ranges::any_of(wrong, [&](const std::string& value) {
                const std::string after = billWith(probe, note.id(), value);
                return after != "no plan" && after != before;
            });
        });
    }

private Q_SLOTS:
    void every_fact_of_the_sheets_decides_something_data() {
        QTest::addColumn<QString>("platform");
        for (const auto& [platform, text] : embeddedFactTexts())
            QTest::newRow(platform.c_str()) << QString::fromStdString(platform);
        QTest::newRow("data") << QStringLiteral("data");
    }
    void every_fact_of_the_sheets_decides_something() {
        QFETCH(QString, platform);
        std::string idle;
        int walked = 0;
        for (const FactNote& note : knownFacts(platformFacts())) {  // without the rows of the runtimes: below
            if (note.platform != platform.toStdString()) continue;
            ++walked;
            if (!matters(note.platform, note.key) && !isBilled(note)) idle += "\n  " + note.key;
        }
        QVERIFY2(idle.empty(), ("nothing executes:" + idle).c_str());
        const auto text = QString::fromStdString(allFactTexts().at(platform.toStdString()));
        QCOMPARE(walked, text.count(QStringLiteral("{key: ")));
    }

    // What has no walk of its own (brokers, Step Functions), one by one.
    void a_consumer_without_capacity_takes_as_many_batches_as_is_believed() {
        Setting made =
            setting({clients("user"), node("q", Queue{}), node("it", ObjectStore{.work = Distribution::constant(1s)})},
                    {sends("user", "q"), sends("q", "it")}, {burst("user", 1000, 40)}, 3s);
        QCOMPARE(nodeOf(finish(made), "it").succeeded, 20U);
        made.topology.facts = {{"messaging.consumer_batches", "15", ""}};
        QCOMPARE(nodeOf(finish(made), "it").succeeded, 30U);
    }
    // As if the sheet said so, here and on every platform; and a branch of the run still knows it.
    void whatTheDocumentStatesDecides() {
        Setting setting = probesOf("lambda").front();
        PlatformFacts sheet = platformFacts();
        sheet.lambda.accountConcurrency = 3;
        const std::string builtIn = fingerprint(setting, platformFacts());
        const std::string changed = fingerprint(setting, sheet);
        QVERIFY(builtIn != changed);
        setting.topology.facts = {{"lambda.account_concurrency", "3", ""}};
        QCOMPARE(fingerprint(setting, platformFacts()), changed);
        setting.topology.facts = {{"lambda.account_concurrency", "3 or so", ""}};
        QCOMPARE(fingerprint(setting, platformFacts()), std::string{"no plan"});
    }
    void every_runtime_of_the_table_starts_as_it_was_measured() {
        for (const LambdaRuntime& runtime : platformFacts().lambda.runtimes) {
            for (const Package package : {Package::zip, Package::image}) {
                const Setting made = setting({clients("user"), function("fn",
                                                                        [&](Function& fn) {
                                                                            fn.runtime = runtime.name;
                                                                            fn.package = package;
                                                                        })},
                                             {call("user", "fn")}, {burst("user", 1, 1)}, 20s);
                const std::string before = fingerprint(made, platformFacts());
                for (const bool first : {false, true}) {
                    PlatformFacts changed = platformFacts();
                    const auto row = std::ranges::find(changed.lambda.runtimes, runtime.name, &LambdaRuntime::name);
                    if (first)
                        row->first.front() += 10ms;
                    else
                        (package == Package::zip ? row->initZip : row->initImage).first /= 2;
                    QVERIFY2(fingerprint(made, changed) != before, runtime.name.c_str());
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(RunFactsTest)
#include "facts_test.moc"
