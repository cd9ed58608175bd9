#include "support.h"

#include "run/run.h"

#include <QTest>

using namespace spillway;
using namespace spillway::testing;
using namespace std::chrono_literals;

namespace {

Imported imported(const char* text) { return findImporter("isotope")->read({{"graph.yaml", text}}); }

const Flow* flowBetween(const Topology& topology, const std::string& from, const std::string& to) {
    const auto found =
        std::ranges::find_if(topology.flows, [&](const Flow& flow) { return flow.from == from && flow.to == to; });
    return found == topology.flows.end() ? nullptr : &*found;
}

}  // namespace

// isotope's service graphs: scripts of steps become flows in order.
class IsotopeImportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void steps_are_the_order_of_calls() {
        const Imported result = imported(R"(
defaults: {numReplicas: 3}
services:
- name: a
  isEntrypoint: true
  script:
  - sleep: 5ms
  - call: b
  - - call: c
    - call: {service: d, probability: 40}
    - sleep: 10ms
- {name: b, numReplicas: 1}
- {name: c, namespace: far, cluster: west}
- {name: d}
)");
        QVERIFY(!hasErrors(result.diagnostics));
        const Topology& topology = result.architecture.topology;
        QCOMPARE(
            drawn(topology),
            std::string("clients users\nservice a\nservice b\nservice c in far-namespace\nservice d\na -> b\na -> c\n"
                        "a -> d\nusers -> a\n"));
        const auto& a = std::get<Service>(topology.nodes[1].spec);
        QCOMPARE(a.work, Distribution::constant(15ms));
        QCOMPARE(a.replicas, std::int64_t{3});
        QCOMPARE(std::get<Service>(topology.nodes[2].spec).replicas, std::int64_t{1});
        QCOMPARE(flowBetween(topology, "a", "b")->order, std::int64_t{0});
        QCOMPARE(flowBetween(topology, "a", "c")->order, std::int64_t{1});
        QCOMPARE(flowBetween(topology, "a", "d")->order, std::int64_t{1});
        QCOMPARE(flowBetween(topology, "a", "d")->share, *Share::from(0.4));
        QCOMPARE(topology.boundaries.size(), std::size_t{2});
    }

    void what_leads_nowhere_or_cannot_be_drawn_is_said() {
        const Imported result = imported(R"(
services:
- name: front
  errorRate: 0.1%
  script:
  - call: bakc
  - call: back
  - call: back
- name: back
- name: back
)");
        QVERIFY(said(result.diagnostics, "unresolved-address").find("did you mean \"back\"?") != std::string::npos);
        QVERIFY(said(result.diagnostics, "not-imported").find("more than once") != std::string::npos);
        QVERIFY(said(result.diagnostics, "not-imported").find("fails by itself") != std::string::npos);
        QVERIFY(said(result.diagnostics, "duplicate-id").find("two services back") != std::string::npos);
        QVERIFY(said(result.diagnostics, "assumption").find("no service is an entry point") != std::string::npos);
        QCOMPARE(said(imported("{}").diagnostics, "nothing-found").empty(), false);
    }

    // 1,000 services, the largest that the tool ships: it runs, and every service is reached.
    void the_largest_graph_runs() {
        const QString path = sharedFolder() + QStringLiteral(
                                                  "/corpora/istio+tools/isotope/example-topologies/"
                                                  "1000-svc_5000-end.yaml");
        if (!QFile::exists(path)) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
        const Imported result = findImporter("isotope")->read({source(path, QStringLiteral("graph.yaml"))});
        QVERIFY(!hasErrors(result.diagnostics));
        const Architecture& made = result.architecture;
        QCOMPARE(made.topology.nodes.size(), std::size_t{1001});
        const Compiled compiled = compile(made.topology, made.scenarios.front());
        QVERIFY(compiled.plan);
        Run run{compiled.plan, {.until = 5s}};
        run.advanceTo(run.end());
        const RunReport report = run.report();
        QVERIFY(report.succeeded > 300 && report.failed == FailureCounts{});
        for (const NodeReport& node : report.nodes) QVERIFY2(node.arrived > 300, node.id.c_str());
    }
};

QTEST_GUILESS_MAIN(IsotopeImportTest)
#include "isotope_import_test.moc"
