#include "document_oracle.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <array>
#include <random>
#include <sstream>
#include <vector>

namespace {

constexpr std::uint64_t kFirstSeed = 1;
constexpr int kMutants = 12000;

// Every form that the document knows, and some layouts that people choose.
const std::array<std::string, 3> kValid{
    R"(spillway: 1
name: "Shop: one"
notes: |
  Told in
  lines.
boundaries:
  - {id: orders, kind: service, owner: team, platform: kubernetes}
  - id: zone-a
    kind: zone
nodes:
  # who buys
  - id: users
    kind: clients
  - id: api   # the one
    kind: service
    in: orders
    zones: [zone-a]
    work: lognormal(p50 12ms, p99 60ms)
    resources: {cpu: 500m, memory: 256MiB}
    scaling:
      hpa:
        min: 2   # never one
        max: 20
  - {id: jobs, kind: queue, fifo: true, dead_letters: {to: dead, after: 3}}
  - id: dead
    kind: queue
flows:
  - {from: users, to: api, kind: call, timeout: 2s}
  - from: api
    to: jobs
    kind: event
    retry: {attempts: 4, backoff: exponential(50ms, x2, cap 2s), jitter: none, budget: 20%}
    breaker: {window: 10s, open: 30s}
scenarios:
  - id: peak
    duration: 10m
    load:
      - from: users
        rate: [200/s at 0s, 1200/s at 2m]
    faults:
      - {kind: latency, on: api, add: 120ms, at: 4m, for: 2m}
      - {kind: cut, on: users -> api, at: 5m}
    objectives:
      - {of: users, p99: 800ms, share: 99.5%}
)",
    "spillway: 1\r\nnodes:\r\n- id: f\r\n  kind: function\r\n\r\n- id: 'it''s'\r\n  kind: cache\r\n  engine: "
    "\"a\\tb\\u00e9\"\r\n",
    "{spillway: 1, name: x, nodes: [{id: a, kind: topic, work: uniform(1ms, 2ms)}], flows: []}"};

const std::array<const char*, 40> kTokens{": ",
                                          "- ",
                                          "\n",
                                          "\n\n",
                                          "  ",
                                          "\t",
                                          "#",
                                          " # c",
                                          "|",
                                          "|+\n",
                                          "|-\n",
                                          ">",
                                          "'",
                                          "\"",
                                          "\\",
                                          "[",
                                          "]",
                                          "{",
                                          "}",
                                          ",",
                                          "&a ",
                                          "*a",
                                          "!!str ",
                                          "? ",
                                          "---\n",
                                          "...\n",
                                          "%",
                                          "@",
                                          "~",
                                          "null",
                                          "0",
                                          "-1",
                                          "99999999999999999999",
                                          "1e9",
                                          "\xEF\xBB\xBF",
                                          "\xC3\xA9",
                                          "\x80",
                                          "(a, b)",
                                          "<<: ",
                                          "\r"};

std::string mutated(std::string text, std::mt19937_64& random) {
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
    for (std::size_t i = 0; i <= below(4); ++i) {
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = below(std::min<std::size_t>(text.size() - at, 40) + 1);
        switch (random() % 7) {
            case 0: text.erase(at, length); break;
            case 1: text.insert(at, text.substr(below(text.size()), length)); break;
            case 2: text.insert(at, kTokens[below(kTokens.size())]); break;
            case 3: text.replace(at, length, kTokens[below(kTokens.size())]); break;
            case 4:
                if (at < text.size()) text[at] = static_cast<char>(random());
                break;
            case 5: text.resize(at); break;
            default: text.insert(at, std::string(1 + below(3), ' '));
        }
    }
    return text;
}

}  // namespace

class DocumentFuzzTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void the_seeds_are_sound() {
        for (const std::string& text : kValid) QCOMPARE(whatFailsFor(text), std::string{});
    }
    void no_text_of_the_yaml_and_json_suites_breaks_a_promise() {
        const QString shared = qEnvironmentVariable(
            "SPILLWAY_SHARED", qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/../shared"));
        int files = 0;
        for (const char* suite : {"/corpora/yaml+yaml-test-suite", "/corpora/nst+JSONTestSuite"}) {
            QDirIterator each{shared + QLatin1String(suite), QDir::Files, QDirIterator::Subdirectories};
            while (each.hasNext()) {
                QFile file{each.next()};
                if (!file.open(QIODevice::ReadOnly)) continue;
                const std::string text = file.readAll().toStdString();
                ++files;
                for (const std::string& tried : {text, "spillway: 1\n" + text}) {
                    const std::string problem = whatFailsFor(tried);
                    QVERIFY2(problem.empty(), (file.fileName().toStdString() + ": " + problem).c_str());
                }
            }
        }
        if (files == 0) QSKIP("the suites are not here: set SPILLWAY_SHARED");
        qInfo("%d files", files);
    }
    void no_mutant_breaks_a_promise() {
        qInfo("seeds %llu to %llu", static_cast<unsigned long long>(kFirstSeed),
              static_cast<unsigned long long>(kFirstSeed + kMutants - 1));
        for (std::uint64_t seed = kFirstSeed; seed < kFirstSeed + kMutants; ++seed) {
            std::mt19937_64 random{seed};
            const std::string text = mutated(kValid[seed % kValid.size()], random);
            const std::string problem = whatFailsFor(text);
            if (!problem.empty())
                QFAIL(("SEED=" + std::to_string(seed) + ": " + problem + "\n--- of ---\n" + text).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(DocumentFuzzTest)
#include "document_test.moc"
