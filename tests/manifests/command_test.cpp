#include "program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <memory>

using namespace spillway;
using namespace spillway::testing;

namespace {

const char* const kBoutique = "GoogleCloudPlatform+microservices-demo/release/kubernetes-manifests.yaml";
const char* const kSocialNetwork = "delimitrou+DeathStarBench/socialNetwork/docker-compose.yml";
const char* const kSockShop = "microservices-demo+microservices-demo/deploy/docker-compose/docker-compose.yml";

QString corpus(const char* path) { return sharedFolder() + QStringLiteral("/corpora/") + QString::fromUtf8(path); }

}  // namespace

// The real program on real manifests, as a user types it: import, run, export, judge, import again.
class CommandTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!QFile::exists(corpus(kBoutique)))
            QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
    }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void onlineBoutiqueIsImported() {
        const Verdict told = import("kubernetes", kBoutique);
        QVERIFY(told.said.contains("12 workloads; 12 nodes, 16 flows; 1 warning"));
        QCOMPARE(told.remarks.count("warning:"), 1);
        QVERIFY(told.remarks.contains(
            "kubernetes-manifests.yaml:90:20: warning: frontend: SHOPPING_ASSISTANT_SERVICE_ADDR = "
            "\"shoppingassistantservice:80\" leads nowhere"));
        const std::set<std::string> workloads{
            "adservice",  "cartservice",    "checkoutservice", "currencyservice",       "emailservice",
            "frontend",   "loadgenerator",  "paymentservice",  "productcatalogservice", "recommendationservice",
            "redis-cart", "shippingservice"};
        QVERIFY(nodesOf(imported()) == workloads);
        const std::multiset<std::string> edges{"cartservice -> redis-cart",
                                               "checkoutservice -> cartservice",
                                               "checkoutservice -> currencyservice",
                                               "checkoutservice -> emailservice",
                                               "checkoutservice -> paymentservice",
                                               "checkoutservice -> productcatalogservice",
                                               "checkoutservice -> shippingservice",
                                               "frontend -> adservice",
                                               "frontend -> cartservice",
                                               "frontend -> checkoutservice",
                                               "frontend -> currencyservice",
                                               "frontend -> productcatalogservice",
                                               "frontend -> recommendationservice",
                                               "frontend -> shippingservice",
                                               "loadgenerator -> frontend",
                                               "recommendationservice -> productcatalogservice"};
        QVERIFY(edgesOf(imported()) == edges);
    }

    void onlineBoutiqueRunsTenMinutesAtFiveHundredASecond() {
        const Verdict told = import("kubernetes", kBoutique);
        for (const char* assumption :
             {"no manifest says how long work takes", "every request to frontend makes all its 7 calls",
              "loadgenerator sends the load", "500 requests/s for 10 minutes from loadgenerator",
              "redis-cart is a cache: its image is redis:alpine", "stores take"}) {
            QVERIFY2(told.remarks.contains(assumption), assumption);
        }
        runsAtFiveHundred();
    }

    void onlineBoutiqueComesBackFromItsOwnExport() {
        (void)import("kubernetes", kBoutique);
        comesBackFromItsExport(imported());
    }

    void theSocialNetworkIsImportedWithTheStoresItsServicesStartAfter() {
        const Verdict told = import("compose", kSocialNetwork);
        QVERIFY(told.said.contains("27 workloads; 28 nodes, "));
        QCOMPARE(told.remarks.count("warning:"), 0);
        const std::multiset<std::string> edges = edgesOf(imported());
        // What the file states with depends_on: stores, and the watcher.
        for (const char* edge : {"social-graph-service -> social-graph-mongodb", "user-service -> user-mongodb",
                                 "post-storage-service -> post-storage-mongodb", "text-service ~> jaeger-agent"}) {
            QVERIFY2(edges.contains(edge), edge);
        }
        QVERIFY(told.remarks.contains(
            "docker-compose.yml:11:7: note: social-graph-service -> social-graph-mongodb: social-graph-service "
            "uses social-graph-mongodb: it starts after it"));
        // What it does not state is said, not invented: no program calls another one.
        const Topology topology = imported();
        for (const Flow& flow : topology.flows) {
            const bool fromClients = findNode(topology, flow.from)->kind() == NodeKind::clients;
            const bool toProgram =
                findNode(topology, flow.to)->kind() == NodeKind::service && flow.to != "jaeger-agent";
            QVERIFY2(fromClients || !toProgram, flowName(flow).c_str());
        }
        QVERIFY(told.remarks.contains("7 of 27 workloads state no address that they call"));
        QVERIFY(told.remarks.contains("nothing states who uses 7 stores: social-graph-redis, "));
        runsAtFiveHundred();
        comesBackFromItsExport(topology);
    }

    void theSockShopStatesNoCallsAndNoneAreInvented() {
        const Verdict told = import("compose", kSockShop);
        QVERIFY(told.said.contains("15 workloads; 15 nodes, 2 flows; no problems"));
        QVERIFY(told.remarks.contains(
            "8 of 15 workloads state no address that they call, so no flow is drawn from them: front-end"));
        // One database address and the load generator's target are stated; nothing else.
        const std::multiset<std::string> edges{"user -> user-db", "user-sim -> edge-router"};
        QVERIFY(edgesOf(imported()) == edges);
        runsAtFiveHundred();
        comesBackFromItsExport(imported());
    }

    void anExistingDocumentIsNotOverwritten() {
        put(*m_folder, QStringLiteral("shop.spillway"), "mine\n");
        const Verdict told = tell(*m_folder, {QStringLiteral("import"), QStringLiteral("kubernetes"), corpus(kBoutique),
                                              QStringLiteral("-o"), QStringLiteral("shop.spillway")});
        QCOMPARE(told.code, 3);
        QVERIFY(told.remarks.contains("shop.spillway exists: say --force to overwrite it"));
        QCOMPARE(readAll(m_folder->filePath(QStringLiteral("shop.spillway"))), QByteArray{"mine\n"});
    }

private:
    Verdict import(const char* format, const char* path) const {
        const Verdict told = tell(*m_folder, {QStringLiteral("import"), QString::fromUtf8(format), corpus(path),
                                              QStringLiteral("-o"), QStringLiteral("x.spillway")});
        if (told.code != 0) QTest::qFail(told.remarks.constData(), __FILE__, __LINE__);
        return told;
    }

    Topology imported() const { return documentIn(*m_folder, QStringLiteral("x.spillway")); }

    void runsAtFiveHundred() const {
        const Verdict told = tell(*m_folder, {QStringLiteral("run"), QStringLiteral("x.spillway"),
                                              QStringLiteral("--json"), QStringLiteral("--no-store")});
        QCOMPARE(told.code, 0);
        const QJsonObject report = QJsonDocument::fromJson(told.said).object();
        QCOMPARE(report.value(QStringLiteral("end_ns")).toDouble(), 600e9);
        const double sent = report.value(QStringLiteral("sent")).toDouble();
        // Poisson arrivals: 300 000, give or take four standard deviations.
        QVERIFY2(std::abs(sent - 300'000) < 4 * std::sqrt(300'000.0), qPrintable(QString::number(sent)));
        double failed = 0;
        for (const QJsonValue& count : report.value(QStringLiteral("failed")).toObject()) failed += count.toDouble();
        QCOMPARE(report.value(QStringLiteral("succeeded")).toDouble() + failed +
                     report.value(QStringLiteral("in_flight")).toDouble(),
                 sent);
        QVERIFY(report.value(QStringLiteral("succeeded")).toDouble() > 0.99 * sent);
    }

    void comesBackFromItsExport(const Topology& before) const {
        QCOMPARE(export_(*m_folder, m_folder->filePath(QStringLiteral("x.spillway"))).code, 0);
        const QString problem = judged(*m_folder);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        const Topology after = importedAgain(*m_folder);
        QVERIFY(nodesOf(after) == nodesOf(before));
        QVERIFY(edgesOf(after) == edgesOf(before));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(CommandTest)
#include "command_test.moc"
