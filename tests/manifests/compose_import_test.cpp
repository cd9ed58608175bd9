#include "support.h"

#include <QTest>

using namespace spillway;
using namespace spillway::testing;

namespace {

Imported import(const std::vector<SourceText>& texts) { return findImporter("compose")->read(texts); }
Imported import(const std::string& text) { return import({{"shop/compose.yaml", text}}); }

std::string flowsOf(const Imported& result) {
    std::string text;
    for (const Flow& flow : result.architecture.topology.flows) {
        if (findNode(result.architecture.topology, flow.from)->kind() != NodeKind::clients)
            text += flowName(flow) + '\n';
    }
    return text;
}

QString corpus(const char* path) { return sharedFolder() + QStringLiteral("/corpora/") + QString::fromUtf8(path); }

}  // namespace

class ComposeImportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSocialNetworkStatesItsStoresAndNoCallsBetweenPrograms() {
        const QString path = corpus("delimitrou+DeathStarBench/socialNetwork/docker-compose.yml");
        if (!QFile::exists(path)) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
        const Imported result = import({source(path, QStringLiteral("socialNetwork/docker-compose.yml"))});
        QCOMPARE(result.workloads, std::size_t{27});
        const std::string flows = flowsOf(result);
        QCOMPARE(std::ranges::count(flows, '\n'),
                 19);  // what its `depends_on` name: 6 stores, and 13 times the watcher
        QVERIFY(flows.find("post-storage-service -> post-storage-mongodb\n") != std::string::npos);
        QVERIFY(said(result.diagnostics, "no-calls-stated").find("7 of 27 workloads") != std::string::npos);
        QVERIFY(!hasErrors(result.diagnostics));
    }
    void theSockShopStatesOneAddressAndOneTargetOfItsLoad() {
        const QString path = corpus("microservices-demo+microservices-demo/deploy/docker-compose/docker-compose.yml");
        if (!QFile::exists(path)) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
        const Imported result = import({source(path, QStringLiteral("sock-shop/docker-compose.yml"))});
        QCOMPARE(result.workloads, std::size_t{15});
        QCOMPARE(flowsOf(result), std::string{"user -> user-db\n"});
        QVERIFY(findNode(result.architecture.topology, "user-sim")->kind() == NodeKind::clients);
        QVERIFY(said(result.diagnostics, "no-calls-stated").find("8 of 15 workloads state no address") !=
                std::string::npos);
    }
    void theEnvironmentIsReadAsListAndAsMapping() {
        QCOMPARE(flowsOf(import("services:\n  a: {image: x, environment: [\"B_ADDR=b:80\"]}\n  b: {image: x, "
                                "environment: {A: 1, C_URL: \"http://c\"}}\n  c: {image: x}\n")),
                 std::string{"a -> b\nb -> c\n"});
    }
    void linksAreCallsAndTheirAliasesAreNames() {
        QCOMPARE(flowsOf(import("services:\n  a: {image: x, links: [\"b:backend\"]}\n  b: {image: x}\n  c: {image: x, "
                                "environment: {U: \"http://backend\"}}\n")),
                 std::string{"a -> b\nc -> b\n"});
    }
    void dependsOnAnotherProgramIsNoCall() {
        const Imported result = import("services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x}\n");
        QCOMPARE(flowsOf(result), std::string{});
        QCOMPARE(said(result.diagnostics, "start-order"),
                 std::string{"shop/compose.yaml:2:30: note: `depends_on` between programs is an order of starting, not "
                             "a call; not drawn: a "
                             "after b (draw those that are calls)\n"});
    }
    void dependsOnAStoreOrABrokerIsDrawnAndSaid() {
        const Imported result = import(
            "services:\n  a:\n    image: x\n    depends_on:\n      db: {condition: service_healthy}\n      mq: "
            "{condition: service_started}\n"
            "  db: {image: \"postgres:16\"}\n  mq: {image: rabbitmq}\n");
        QCOMPARE(flowsOf(result), std::string{"a -> db\na -> mq\n"});
        QVERIFY(said(result.diagnostics, "assumption")
                    .find("shop/compose.yaml:5:7: note: a -> db: a uses db: it starts after it") != std::string::npos);
    }
    void whatAnAddressStatesIsNotDrawnAgain() {
        const Imported result =
            import("services:\n  a: {image: x, depends_on: [db], environment: {DB_HOST: db}}\n  db: {image: mysql}\n");
        QCOMPARE(flowsOf(result), std::string{"a -> db\n"});
        QVERIFY(said(result.diagnostics, "assumption").find("it starts after it") == std::string::npos);
    }
    void anchorsAndMergeKeysAreApplied() {
        const Imported result = import(
            "x-all: &all\n  image: example.com/app:1\n  environment: &env {DB_HOST: db}\nservices:\n  a: {<<: *all}\n  "
            "b:\n    <<: *all\n    environment: {<<: *env, A_ADDR: \"a:1\"}\n  db: {image: \"postgres:16\"}\n");
        QCOMPARE(flowsOf(result), std::string{"a -> db\nb -> a\nb -> db\n"});
        QCOMPARE(std::get<Service>(findNode(result.architecture.topology, "b")->spec).image,
                 std::string{"example.com/app:1"});
    }
    void laterFilesOverrideEarlierOnes() {
        const Imported result = import({{"shop/compose.yaml",
                                         "services:\n  a: {image: \"x:1\", command: [\"--b\", \"b:80\"], environment: "
                                         "[\"C_ADDR=c:80\"]}\n  b: {image: x}\n  c: {image: x}\n"},
                                        {"shop/prod.yaml",
                                         "services:\n  a: {image: \"x:2\", command: [run], environment: {B_ADDR: "
                                         "\"b:80\"}, deploy: {replicas: 3}}\n"}});
        QCOMPARE(flowsOf(result), std::string{"a -> c\na -> b\n"});
        const auto& spec = std::get<Service>(findNode(result.architecture.topology, "a")->spec);
        QCOMPARE(spec.image, std::string{"x:2"});
        QCOMPARE(spec.replicas, std::int64_t{3});
        QCOMPARE(result.architecture.topology.name, std::string{"shop"});
    }
    void extendsIsResolvedWithinAndAcrossFiles() {
        const Imported result = import({{"base.yaml", "services:\n  root: {image: x, environment: {DB_HOST: db}}\n"},
                                        {"compose.yaml",
                                         "services:\n  a: {extends: {service: root, file: ./base.yaml}}\n  b: "
                                         "{extends: a}\n  db: {image: mysql}\n"}});
        QCOMPARE(flowsOf(result), std::string{"root -> db\na -> db\nb -> db\n"});
    }
    void variablesTakeTheirDefaults() {
        QCOMPARE(flowsOf(import("services:\n  a: {image: \"x:${TAG:-1}\", environment: {B_ADDR: \"${B:-b}:80\", "
                                "C_ADDR: \"${C}\"}}\n  b: {image: x}\n")),
                 std::string{"a -> b\n"});
    }
    void resourcesAndPortsAreKept() {
        const Imported result = import(
            "services:\n  a:\n    image: x\n    ports: [\"127.0.0.1:9000:7000/tcp\"]\n    deploy: {replicas: 2, "
            "resources: {limits: {cpus: \"0.5\", memory: 256M}, reservations: {memory: 128m}}}\n");
        const auto& spec = std::get<Service>(findNode(result.architecture.topology, "a")->spec);
        QCOMPARE(*spec.port, std::int64_t{7000});
        QCOMPARE(spec.resources.cpuLimit->millicores, std::int64_t{500});
        QCOMPARE(spec.resources.memoryLimit->bytes, std::int64_t{256} << 20);
        QCOMPARE(spec.resources.memory->bytes, std::int64_t{128} << 20);
        QVERIFY(said(result.diagnostics, "assumption").find("its port 7000 is published") != std::string::npos);
    }
    void oldFilesWithoutServicesAreRead() {
        QCOMPARE(flowsOf(import("web:\n  image: x\n  links: [redis]\nredis:\n  image: redis\n")),
                 std::string{"web -> redis\n"});
    }
};

QTEST_GUILESS_MAIN(ComposeImportTest)
#include "compose_import_test.moc"
