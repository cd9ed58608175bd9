#include "support.h"

#include <QTest>

#include <map>

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

const Service& service(const Imported& result, const char* id) {
    return std::get<Service>(findNode(result.architecture.topology, id)->spec);
}

}  // namespace

// The forms in which Compose files come in the wild, each in the fewest words that show it.
class ComposeFormsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filesOfOneNameInDifferentFoldersAreTwo() {
        const Imported result =
            import({{"shop/compose.yaml", "services:\n  a: {image: x, environment: {B_ADDR: \"b:80\"}}\n"},
                    {"shop/extra/compose.yaml", "services:\n  b: {image: x}\n"}});
        QCOMPARE(flowsOf(result), std::string{"a -> b\n"});
        QVERIFY(!hasErrors(result.diagnostics));
    }
    void whatAFileRefersToIsAskedFor() {
        const std::vector<SourceText> texts{
            {"shop/compose.yaml",
             "include:\n- ../db/compose.yaml\n- {path: [mq.yaml]}\nservices:\n  a: {image: x, env_file: [a.env, {path: "
             "\"b.env\", required: false}], extends: {file: base.yaml, service: s}}\n"}};
        QCOMPARE(findImporter("compose")->references(texts),
                 (std::vector<std::string>{"db/compose.yaml", "shop/.env", "shop/a.env", "shop/b.env", "shop/base.yaml",
                                           "shop/mq.yaml"}));
    }
    void nothingIsAskedOfOtherMachines() {
        const std::vector<SourceText> texts{{"compose.yaml",
                                             "include: [\"https://example.com/compose.yaml\", "
                                             "\"git@example.com:a.git\"]\nservices:\n  a: {image: x}\n"}};
        QCOMPARE(findImporter("compose")->references(texts), std::vector<std::string>{".env"});
    }
    void environmentFilesAreReadAndTheServicesOwnWordsWin() {
        const Imported result = import(
            {{"shop/compose.yaml",
              "services:\n  a: {image: x, env_file: a.env, environment: {C_ADDR: \"c:80\"}}\n  b: {image: x}\n  c: "
              "{image: x}\n  d: {image: x}\n"},
             {"shop/a.env", "# where things are\nexport B_ADDR=\"b:80\"\nC_ADDR=d:80 # not this\nEMPTY\n", true}});
        QCOMPARE(flowsOf(result), std::string{"a -> b\na -> c\n"});
        QCOMPARE(countOf(result.diagnostics, "not-read"), std::size_t{0});
    }
    void anEnvironmentFileThatIsNotThereIsNamed() {
        const Imported result =
            import("services:\n  a: {image: x, env_file: [a.env, {path: b.env, required: false}]}\n");
        QCOMPARE(said(result.diagnostics, "not-read"),
                 std::string{"shop/compose.yaml:2:28: note: the environment file a.env of a is not here (put it there, "
                             "or copy its addresses into `environment`)\n"});
    }
    void variablesComeFromTheFileBeside() {
        const Imported result = import({{"shop/compose.yaml",
                                         "services:\n  a: {image: \"x:${TAG}\", environment: {B_ADDR: "
                                         "\"${B_HOST:?where}:80\"}}\n  b: {image: x}\n"},
                                        {"shop/.env", "B_HOST=b\nTAG=7\n", true}});
        QCOMPARE(flowsOf(result), std::string{"a -> b\n"});
        QCOMPARE(service(result, "a").image, std::string{"x:7"});
    }
    void variablesAreWrittenOutInEveryForm_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("image");
        const auto row = [](const char* value, const char* image) {
            QTest::newRow(value) << QString::fromUtf8(value) << QString::fromUtf8(image);
        };
        row("$SET", "set");
        row("${SET}-x", "set-x");
        row("${GONE:-d}", "d");
        row("${GONE-d}", "d");
        row("${EMPTY:-d}", "d");
        row("x${EMPTY-d}", "x");
        row("${SET:+other}", "other");
        row("x${GONE:+other}", "x");
        row("${GONE:-${ALSO_GONE:-${SET}}}", "set");
        row("a$$b", "a$b");
        row("x${unclosed", "x${unclosed");
    }
    void variablesAreWrittenOutInEveryForm() {
        QFETCH(QString, value);
        QFETCH(QString, image);
        const Imported result =
            import({{"shop/compose.yaml", "services:\n  a: {image: '" + value.toStdString() + "'}\n"},
                    {"shop/.env", "SET=set\nEMPTY=\n", true}});
        QCOMPARE(QString::fromStdString(service(result, "a").image), image);
    }
    void whatIsNotSetIsSaidOnce() {
        const Imported result = import(
            "services:\n  a: {image: \"x:${TAG}\", ports: [\"${PORT}:80\"]}\n  b: {image: \"y:${TAG}\", volumes: "
            "[\"${HOME}:/h\"]}\n");
        QCOMPARE(countOf(result.diagnostics, "unset-variable"), std::size_t{2});
        QVERIFY(
            said(result.diagnostics, "unset-variable").find("compose.yaml:2:14: note: the variable TAG is not set") !=
            std::string::npos);
        QVERIFY(!hasErrors(result.diagnostics));
    }
    void includedFilesArePartOfIt() {
        const Imported result =
            import({{"shop/compose.yaml",
                     "include: [../db/compose.yaml]\nservices:\n  a: {image: x, environment: {DB_HOST: db}}\n"},
                    {"db/compose.yaml", "services:\n  db: {image: mysql}\n", true}});
        QCOMPARE(flowsOf(result), std::string{"a -> db\n"});
    }
    void anIncludedFileThatIsNotThereIsNamed() {
        const Imported result = import("include:\n- db.yaml\nservices:\n  a: {image: x}\n");
        QCOMPARE(said(result.diagnostics, "missing-file"),
                 std::string{"shop/compose.yaml:2:3: warning: the included file db.yaml is not here (give it, too)\n"});
    }
    void filesThatIncludeEachOtherEnd() {
        const Imported result = import({{"a.yaml", "include: [b.yaml]\nservices:\n  a: {image: x}\n"},
                                        {"b.yaml", "include: [a.yaml]\nservices:\n  b: {image: x}\n", true}});
        QCOMPARE(result.workloads, std::size_t{2});
    }
    void extendsFollowsFilesThatOnlyItNeeds() {
        const Imported result = import(
            {{"shop/compose.yaml",
              "services:\n  a: {extends: {service: base, file: ../common/base.yaml}}\n  db: {image: mysql}\n"},
             {"common/base.yaml",
              "services:\n  base: {extends: {service: root, file: deep/root.yaml}}\n  unused: {image: y}\n", true},
             {"common/deep/root.yaml", "services:\n  root: {image: x, environment: {DB_HOST: db}, env_file: r.env}\n",
              true}});
        QCOMPARE(flowsOf(result), std::string{"a -> db\n"});
        QCOMPARE(result.workloads, std::size_t{2});
        // A file beside the one that states it, not beside the one that extends.
        QVERIFY(said(result.diagnostics, "not-read")
                    .find("root.yaml:2:58: note: the environment file r.env of a is not here") != std::string::npos);
    }
    void laterFilesMayResetAndReplace() {
        const Imported result = import(
            {{"shop/compose.yaml",
              "services:\n  a: {image: x, ports: [\"80:80\"], environment: {B_ADDR: \"b:1\"}, links: [b]}\n  b: "
              "{image: x}\n  c: {image: x}\n"},
             {"shop/prod.yaml",
              "services:\n  a: {ports: !reset [], links: !reset null, environment: !override {C_ADDR: \"c:1\"}}\n"}});
        QCOMPARE(flowsOf(result), std::string{"a -> c\n"});
        QVERIFY(said(result.diagnostics, "assumption").find("its port 80 is published") == std::string::npos);
    }
    void dependenciesOfBothFormsMerge() {
        const Imported result =
            import({{"shop/compose.yaml",
                     "services:\n  a: {image: x, depends_on: [db]}\n  db: {image: mysql}\n  cache: {image: redis}\n"},
                    {"shop/prod.yaml",
                     "services:\n  a: {depends_on: {cache: {condition: service_healthy, restart: true}}}\n"}});
        QCOMPARE(flowsOf(result), std::string{"a -> db\na -> cache\n"});
    }
    void aDependencyOnNobodyIsNamedWithTheNearestWord() {
        const Imported result =
            import("services:\n  a: {image: x, depends_on: [databse]}\n  database: {image: mysql}\n");
        QCOMPARE(said(result.diagnostics, "unknown-service"),
                 std::string{"shop/compose.yaml:2:30: warning: a: it depends on databse, but no service has that name "
                             "(did you mean \"database\"?)\n"});
    }
    void misspeltKeysAreNamedWithTheNearestWord() {
        const Imported result = import("services:\n  a: {image: x, enviroment: {}, x-own: 1}\nvolume: {}\nx-all: {}\n");
        QCOMPARE(said(result.diagnostics, "unknown-key"),
                 std::string{"shop/compose.yaml:3:1: warning: unknown key \"volume\" (did you mean \"volumes\"?)\n"
                             "shop/compose.yaml:2:17: warning: a: a service has no \"enviroment\" (did you mean "
                             "\"environment\"?)\n"});
    }
    void profilesAreDrawnAndSaid() {
        const Imported result = import("services:\n  a: {image: x}\n  debug: {image: y, profiles: [dev, test]}\n");
        QVERIFY(said(result.diagnostics, "assumption").find("debug starts only with the profile dev, test") !=
                std::string::npos);
        QCOMPARE(result.workloads, std::size_t{2});
    }
    void portsInTheLongFormArePublished() {
        const Imported result = import(
            "services:\n  a: {image: x, ports: [{target: 9000, published: \"8080\", protocol: tcp, mode: host}]}\n");
        QCOMPARE(*service(result, "a").port, std::int64_t{9000});
        QVERIFY(said(result.diagnostics, "assumption").find("its port 9000 is published") != std::string::npos);
    }
    void portsOfEveryShortFormAreRead_data() {
        QTest::addColumn<QString>("port");
        QTest::addColumn<int>("number");
        for (const auto& [port, number] : std::map<const char*, int>{{"3000", 3000},
                                                                     {"3000-3005", 3000},
                                                                     {"8000:8001", 8001},
                                                                     {"9090-9091:8080-8081", 8080},
                                                                     {"127.0.0.1:5000:5001", 5001},
                                                                     {"127.0.0.1::5002", 5002},
                                                                     {"6060:6061/udp", 6061},
                                                                     {"[::1]:6000:6001", 6001}})
            QTest::newRow(port) << QString::fromUtf8(port) << number;
    }
    void portsOfEveryShortFormAreRead() {
        QFETCH(QString, port);
        QFETCH(int, number);
        const Imported result = import("services:\n  a: {image: x, ports: [\"" + port.toStdString() + "\"]}\n");
        QVERIFY(!hasErrors(result.diagnostics));
        QCOMPARE(service(result, "a").port.value_or(8080), std::int64_t{number});
    }
    void replicasAndGlobalModeAreKept() {
        const Imported result = import(
            "services:\n  a: {image: x, deploy: {replicas: 4}}\n  b: {image: x, scale: 3}\n  c: {image: x, deploy: "
            "{mode: global}}\n");
        QCOMPARE(service(result, "a").replicas, std::int64_t{4});
        QCOMPARE(service(result, "b").replicas, std::int64_t{3});
        QVERIFY(said(result.diagnostics, "assumption").find("c runs once on every machine") != std::string::npos);
    }
    void aHealthCheckIsNoCall() {
        QCOMPARE(flowsOf(import("services:\n  a: {image: x, healthcheck: {test: [\"CMD\", \"curl\", "
                                "\"http://b:80/\"]}}\n  b: {image: x}\n")),
                 std::string{});
    }
    void aliasesOfNetworksAreNames() {
        QCOMPARE(flowsOf(import("services:\n  a: {image: x, environment: {U: \"http://the-db:80\"}}\n  b: {image: x, "
                                "networks: {back: {aliases: [the-db]}}}\nnetworks: {back: {}}\n")),
                 std::string{"a -> b\n"});
    }
    void aServiceThatOnlyAProviderRunsIsDrawn() {
        QVERIFY(!hasErrors(import("services:\n  a: {provider: {type: cloud}}\n").diagnostics));
    }
};

QTEST_GUILESS_MAIN(ComposeFormsTest)
#include "compose_forms_test.moc"
