#include "run/build.h"
#include "run/graph_cut.h"

#include <QtTest>

#include <algorithm>
#include <array>

using namespace spillway;
using namespace spillway::build;

namespace {

// Clusters of `size` vertices with many heavy edges inside and few light ones between them.
WeightedGraph clusters(std::uint32_t count, std::uint32_t size, double between) {
    std::vector<double> weights(std::size_t{count} * size, 1);
    std::vector<GraphEdge> edges;
    RngStream draw{5};
    for (std::uint32_t v = 0; v < weights.size(); ++v) {
        const std::uint32_t first = v / size * size;
        for (int i = 0; i < 4; ++i) edges.push_back({v, first + draw.below(size), 1});
        edges.push_back({v, draw.below(static_cast<std::uint32_t>(weights.size())), between});
    }
    return graphOf(std::move(weights), edges);
}
double cutOf(const WeightedGraph& graph, const std::vector<std::uint32_t>& partOf) {
    double sum = 0;
    for (std::uint32_t v = 0; v < graph.size(); ++v) {
        for (std::uint32_t e = graph.first[v]; e < graph.first[v + 1]; ++e)
            sum += partOf[graph.edges[e].to] != partOf[v] ? graph.edges[e].weight / 2 : 0;
    }
    return sum;
}
std::vector<double> weightsOf(const WeightedGraph& graph, const std::vector<std::uint32_t>& partOf,
                              std::uint32_t parts) {
    std::vector<double> sums(parts, 0);
    for (std::uint32_t v = 0; v < graph.size(); ++v) sums[partOf[v]] += graph.weight[v];
    return sums;
}
std::vector<std::uint32_t> inBlocks(std::uint32_t vertices, std::uint32_t parts) {
    std::vector<std::uint32_t> partOf;
    for (std::uint32_t v = 0; v < vertices; ++v) partOf.push_back(v * parts / vertices);
    return partOf;
}

// Forty pairs of services, each pair with clients of its own, all with one shared service behind a slow flow.
Setting pairs(double perSecond, Duration duration) {
    Setting made;
    made.scenario.id = "pairs";
    made.scenario.duration = duration;
    made.topology.nodes.push_back(service("shared", {Distribution::exponential(100us), 400}));
    for (int i = 0; i < 40; ++i) {
        const std::string n = std::to_string(i);
        made.topology.nodes.push_back(clients("u" + n));
        made.topology.nodes.push_back(service("a" + n, {Distribution::exponential(1ms), 32}));
        made.topology.nodes.push_back(service("b" + n, {Distribution::exponential(1ms), 32}));
        Flow rare = call("a" + n, "shared", 5ms);
        rare.share = *Share::from(0.05);
        for (Flow& flow : std::array{call("u" + n, "a" + n, 500us), call("a" + n, "b" + n, 500us), rare})
            made.topology.flows.push_back(flow);
        made.scenario.load.push_back(poisson("u" + n, perSecond));
    }
    return made;
}

}  // namespace

// Where lanes are cut, and that nobody notices when a run changes over to several of them.
class LanesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parts_weigh_the_same_and_little_lies_between_them() {
        for (const std::uint32_t count : {2U, 3U, 5U, 8U}) {
            const WeightedGraph graph = clusters(count, 400, 0.3);
            const std::vector<std::uint32_t> partOf = cutInto(graph, count);
            const std::vector<double> weights = weightsOf(graph, partOf, count);
            for (const double weight : weights)
                QVERIFY2(std::abs(weight / 400 - 1) < 0.15, qPrintable(QString::number(weight)));
            const double known = cutOf(graph, inBlocks(graph.size(), count));
            QVERIFY2(cutOf(graph, partOf) <= 1.15 * known,
                     qPrintable(QString("%1 parts: %2, known: %3").arg(count).arg(cutOf(graph, partOf)).arg(known)));
            QVERIFY(cutInto(graph, count) == partOf);
        }
    }

    void odd_graphs_are_cut_too() {
        QVERIFY(cutInto(graphOf({}, {}), 4).empty());
        QVERIFY(cutInto(graphOf({1}, {}), 4).size() == 1);
        // No edges; one vertex that weighs more than all others.
        const std::vector<std::uint32_t> loose = cutInto(graphOf(std::vector<double>(200, 1), {}), 2);
        QVERIFY(std::abs(std::ranges::count(loose, 0U) - 100) <= 6);
        std::vector<double> weights(50, 1);
        weights[7] = 1000;
        const std::vector<std::uint32_t> heavy = cutInto(graphOf(weights, {{7, 8, 1}, {8, 9, 1}}), 2);
        QVERIFY(std::ranges::count(heavy, heavy[7]) < 10);
    }

    // Long enough that it is tried whether several lanes pay. Whatever is found, in steps or at once, with forks and
    // with commands while it is tried: the same run.
    void trying_several_lanes_changes_nothing() {
        const Setting made = pairs(8000, 2s);
        const auto whole = [&](RunOptions options) { return finish(made, options).fingerprint; };
        const std::string wanted = whole({});
        QCOMPARE(whole({.threads = 2, .lanes = 2}), wanted);
        QCOMPARE(whole({.threads = 2}), wanted);
        Run steps = start(made, {.threads = 2});
        const Run beginning = steps.fork();
        while (!steps.finished()) steps.advanceTo(steps.now() + 1ms);
        QCOMPARE(steps.report().fingerprint, wanted);
        Run again = beginning.fork();
        again.advanceTo(SimTime{3ms});
        Run early = again.fork();
        for (Run* each : {&again, &early}) {
            each->advanceTo(each->end());
            QCOMPARE(each->report().fingerprint, wanted);
        }
    }

    void a_command_while_it_is_tried_is_one_command() {
        const Setting made = pairs(8000, 2s);
        std::vector<std::string> fingerprints;
        for (const unsigned threads : {1U, 2U}) {
            Run run = start(made, {.threads = threads});
            run.advanceTo(SimTime{25ms});
            QVERIFY(run.inject(fault("a7", 0s, 500ms, faults::Outage{})).empty());
            run.advanceTo(run.end());
            fingerprints.push_back(run.report().fingerprint);
        }
        QCOMPARE(fingerprints[0], fingerprints[1]);
    }
};

QTEST_GUILESS_MAIN(LanesTest)
#include "lanes_test.moc"
