#include "run/build.h"

#include <QFile>
#include <QtTest>

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

using namespace spillway;
using namespace spillway::build;

namespace {

std::string sheet(const char* name) {
    QFile file{qEnvironmentVariable("SPILLWAY_SOURCE") + "/resources/platforms/" + name};
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string{};
}

struct Sheets {
    std::string kubernetes = sheet("kubernetes.yaml");
    std::string lambda = sheet("lambda.yaml");

    std::string& of(const std::string& platform) { return platform == "lambda" ? lambda : kubernetes; }
    PlatformFacts parsed() const {
        auto facts = parsePlatformFacts(kubernetes, lambda);
        if (!facts) qFatal("%s", facts.error().message.c_str());
        return *std::move(facts);
    }
};

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

Node function(const std::string& id, const std::function<void(Function&)>& change) {
    Function made;
    made.work = Distribution::constant(100ms);
    change(made);
    return node(id, made);
}

// A service whose autoscaler has much to do: slow to start, long requests, load that comes and goes, a lost zone.
Setting pods(Duration startup, Duration work, bool zones) {
    Service made;
    made.work = {Shape::uniform, work / 4, 2 * work, 0};
    made.concurrency = 4;
    if (startup > Duration{0}) made.startup = Distribution::constant(startup);
    made.cpuShare = Share::percent(50);
    made.resources.cpu = Cpu{1000};
    made.resources.cpuLimit = Cpu{1200};
    made.scaling.hpa = Hpa{.min = 1, .max = 60, .cpu = Share::percent(50), .scaleDownStabilization = 0s};
    Node api = node("api", made);
    if (zones) api.zones = {"za", "zb"};
    Load load = poisson("user", 1);
    const double most = 40 / toSeconds(work);
    load.rate.points = {{Rate::perSecond(most / 8), 0s},    {Rate::perSecond(most / 8), 60s},
                        {Rate::perSecond(most), 60s},       {Rate::perSecond(most), 600s},
                        {Rate::perSecond(most / 30), 620s}, {Rate::perSecond(most / 30), 900s}};
    Setting setting = build::setting({clients("user"), api}, {call("user", "api")}, {load}, 15min);
    setting.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone}, {.id = "zb", .kind = BoundaryKind::zone}};
    if (zones) setting.scenario.faults = {fault("za", 400s, 30s, faults::Outage{})};
    return setting;
}

// Functions at each of their limits.
std::vector<Setting> functions() {
    std::vector<Setting> all;
    const auto add = [&all](std::vector<Node> nodes, std::vector<Flow> flows, std::vector<Load> load, Duration length) {
        all.push_back(setting(std::move(nodes), std::move(flows), std::move(load), length));
    };
    add({clients("user"), function("fn", [](Function& fn) { fn.work = Distribution::constant(2s); })},
        {call("user", "fn")}, {uniform("user", 900)}, 4s);
    add({clients("user"), function("fn",
                                   [](Function& fn) {
                                       fn.work = Distribution::constant(2s);
                                       fn.reservedConcurrency = 5000;
                                   })},
        {call("user", "fn")}, {uniform("user", 2000)}, 3s);
    add({clients("user"), function("fn",
                                   [](Function& fn) {
                                       fn.work = Distribution::constant(1ms);
                                       fn.reservedConcurrency = 3;
                                   })},
        {call("user", "fn")}, {uniform("user", 100)}, 4s);
    add({clients("user"), function("fn",
                                   [](Function& fn) {
                                       fn.provisionedConcurrency = 300;
                                       fn.cpuShare = Share::percent(80);
                                       fn.package = Package::image;
                                   })},
        {call("user", "fn")}, {uniform("user", 900)}, 10s);
    all.back().scenario.faults = {fault("fn", 4s, 1s, faults::Outage{})};
    add({clients("user"), function("fn", [](Function& fn) { fn.init = Distribution::constant(12s); })},
        {call("user", "fn")}, {burst("user", 10, 5)}, 40s);
    add({clients("user"), function("fn", [](Function&) {})}, {call("user", "fn")}, {poisson("user", 0.01)}, 3h);
    add({clients("user"), function("fn", [](Function&) {})}, {call("user", "fn")}, {poisson("user", 0.2)}, 6h);
    add({clients("user"), function("fn", [](Function& fn) { fn.timeout = 5ms; })}, {sends("user", "fn")},
        {burst("user", 1, 1)}, 10min);
    add({clients("user"), function("fn", [](Function& fn) { fn.reservedConcurrency = 0; })}, {sends("user", "fn")},
        {burst("user", 1, 3)}, 13h);
    add({clients("user"), node("q", Queue{}), function("fn", [](Function&) {})}, {sends("user", "q"), sends("q", "fn")},
        {burst("user", 10, 3)}, 3min);
    add({clients("user"), node("q", Queue{}),
         function("fn",
                  [](Function& fn) {
                      fn.work = Distribution::constant(15min);
                      fn.timeout = 1h;
                  })},
        {sends("user", "q"), sends("q", "fn")}, {burst("user", 1000, 5000)}, 15min);
    std::get<Queue>(all.back().topology.nodes[1].spec).visibilityTimeout = 12h;
    return all;
}

std::string fingerprint(const Setting& setting, const PlatformFacts& facts) {
    const Compiled compiled = compile(setting.topology, setting.scenario, facts);
    if (!compiled.plan) return "no plan";
    Run run{compiled.plan, {}};
    run.advanceTo(run.end());
    return run.report().fingerprint;
}

}  // namespace

// What is believed is executed: a fact that no run depends on has no place in the sheet.
class RunFactsTest : public QObject {
    Q_OBJECT

    std::vector<Setting> probes() const {
        std::vector<Setting> all = functions();
        for (const Duration startup : {0s, 30s, 360s})
            all.push_back(pods(startup, startup == 30s ? 40s : 400ms, startup == 0s));
        return all;
    }

private slots:
    // Each fact is made wrong, and some run must say so. Where a rule leaves another none to decide (a scale-down of
    // all pods at once has no period), the rule is relaxed first.
    void every_fact_of_the_sheets_decides_something() {
        const std::vector<Setting> all = probes();
        Sheets relaxed;
        const std::string down = "hpa_down_percent, value: 100%";
        relaxed.kubernetes.replace(relaxed.kubernetes.find(down), down.size(), "hpa_down_percent, value: 50%");
        std::vector<std::string> idle;
        std::map<std::pair<std::size_t, std::size_t>, std::string> before;
        const std::vector<Sheets> grounds{Sheets{}, relaxed};
        for (std::size_t g = 0; g < grounds.size(); ++g) {
            const PlatformFacts facts = grounds[g].parsed();
            for (std::size_t i = 0; i < all.size(); ++i) before[{g, i}] = fingerprint(all[i], facts);
        }
        const auto matters = [&](const FactNote& note) {
            for (std::size_t g = 0; g < grounds.size(); ++g) {
                const std::string key = "key: " + note.key + ", value: ";
                std::string value = grounds[g].parsed().notes[0].value;
                for (const FactNote& each : grounds[g].parsed().notes) {
                    if (each.key == note.key && each.platform == note.platform) value = each.value;
                }
                for (const std::string& wrong : mistakes(value)) {
                    Sheets changed = grounds[g];
                    std::string& text = changed.of(note.platform);
                    const std::size_t at = text.find(key) + key.size();
                    const std::size_t from = text.find(value, at);
                    text.replace(from, value.size(), wrong);
                    const auto facts = parsePlatformFacts(changed.kubernetes, changed.lambda);
                    if (!facts) continue;
                    for (std::size_t i = 0; i < all.size(); ++i) {
                        if (fingerprint(all[i], *facts) != before[{g, i}]) return true;
                    }
                }
            }
            return false;
        };
        std::size_t walked = 0;
        for (const FactNote& note : platformFacts().notes) {
            if (note.key.find(' ') != std::string::npos) continue;  // a row of the runtimes: below
            ++walked;
            if (!matters(note)) idle.push_back(note.platform + ": " + note.key);
        }
        std::string names;
        for (const std::string& each : idle) names += "\n  " + each;
        QVERIFY2(idle.empty(), ("nothing executes:" + names).c_str());
        const Sheets stated;
        const auto keys = QString::fromStdString(stated.kubernetes + stated.lambda).count(QStringLiteral("{key: "));
        QCOMPARE(walked, static_cast<std::size_t>(keys));
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
