#include "manifest_texts.h"

#include <QTest>

using namespace spillway;
using namespace spillway::testing;

namespace {

Imported import(const std::string& text) { return importKubernetesText(text); }

// The flows that one variable of `api` draws, with `db` and `cart` beside it.
std::string flowsFor(const std::string& name, const std::string& value) {
    const Imported result = import(workload("api", variable(name, value)) + workload("db") + workload("cart"));
    std::string flows;
    for (const Flow& flow : result.architecture.topology.flows) {
        if (flow.from == "api") flows += flow.to + ' ';
    }
    return flows;
}

}  // namespace

class KubernetesImportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlineBoutiqueIsDrawnAsItsAddressesSay() {
        const QString path =
            sharedFolder() +
            QStringLiteral("/corpora/GoogleCloudPlatform+microservices-demo/release/kubernetes-manifests.yaml");
        if (!QFile::exists(path)) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
        const Imported result =
            findImporter("kubernetes")->read({source(path, QStringLiteral("kubernetes-manifests.yaml"))});
        QCOMPARE(result.workloads, std::size_t{12});
        QCOMPARE(result.architecture.topology.nodes.size(), std::size_t{12});
        QCOMPARE(result.architecture.topology.flows.size(), std::size_t{16});
        QCOMPARE(countOf(result.diagnostics, "unresolved-address"), std::size_t{1});
        QVERIFY(said(result.diagnostics, "unresolved-address")
                    .find("kubernetes-manifests.yaml:90:20: warning: frontend: SHOPPING_ASSISTANT_SERVICE_ADDR") == 0);
        QVERIFY(!hasErrors(result.diagnostics));
        QVERIFY(node(result, "redis-cart").kind() == NodeKind::cache);
        QVERIFY(node(result, "loadgenerator").kind() == NodeKind::clients);
        QCOMPARE(std::get<Service>(node(result, "frontend").spec).resources.cpu->millicores, std::int64_t{100});
        const Scenario& scenario = result.architecture.scenarios.at(0);
        QCOMPARE(scenario.duration, Duration{std::chrono::minutes{10}});
        QCOMPARE(scenario.load.at(0).rate.points.at(0).rate.perSecond(), 500.0);
    }

    void addressesAreFollowedInEveryForm_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("flows");
        const auto row = [](const char* title, const char* name, const char* value, const char* flows) {
            QTest::newRow(title) << QString::fromUtf8(name) << QString::fromUtf8(value) << QString::fromUtf8(flows);
        };
        row("host and port", "CART_ADDR", "cart:80", "cart ");
        row("bare host in a variable named like one", "CART_HOST", "cart", "cart ");
        row("bare word in another variable", "MODE", "cart", "");
        row("URL", "CART_URL", "http://cart:80/v1/items?x=db", "cart ");
        row("URL in a variable of any name", "UPSTREAM_OF_MINE", "grpc://cart", "cart ");
        row("full name", "CART_ADDR", "cart.default.svc.cluster.local:80", "cart ");
        row("user and password", "DATABASE_URL", "postgres://user:p%40ss@db:5432/shop", "db ");
        row("JDBC", "SPRING_DATASOURCE_URL", "jdbc:mysql://db:3306/shop?useSSL=false", "db ");
        row("Go's data source name", "DSN", "user:secret@tcp(db:3306)/shop", "db ");
        row("several", "SERVERS", "cart:80,db:81", "cart db ");
        row("several in one URL", "MONGO_URI", "mongodb://db:27017,cart:27017/?replicaSet=a", "db cart ");
        row("upper case", "CART_ADDR", "CART:80", "cart ");
        row("itself", "SELF_ADDR", "api:80", "");
        row("its own machine", "LISTEN_ADDR", "0.0.0.0:80", "");
        row("a time is no address", "STARTS_AT", "12:30", "");
        row("an image is no address", "IMAGE", "cart:latest", "");
        row("a port that does not exist", "CART", "cart:70000", "");
    }
    void addressesAreFollowedInEveryForm() {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(QString, flows);
        QCOMPARE(QString::fromStdString(flowsFor(name.toStdString(), value.toStdString())), flows);
    }

    void anAddressThatLeadsNowhereIsNamedWithItsLine() {
        const Imported result = import(workload("api", variable("PAY_ADDR", "payment:80")));
        QCOMPARE(said(result.diagnostics, "unresolved-address"),
                 std::string{"shop.yaml:12:35: warning: api: PAY_ADDR = \"payment:80\" leads nowhere: nothing here has "
                             "that name (import the file that defines payment too)\n"});
    }
    void anAddressOutsideIsAnExternalNode() {
        const Imported result = import(workload("api", variable("STRIPE_URL", "https://api.stripe.com/v1")));
        QVERIFY(node(result, "api-stripe-com").kind() == NodeKind::external);
        QVERIFY(drawn(result.architecture.topology).find("api -> api-stripe-com\n") != std::string::npos);
    }
    void aServiceWithoutPodsLeadsNowhere() {
        const Imported result = import(workload("api", variable("PAY_ADDR", "payment:80")) +
                                       "apiVersion: v1\nkind: Service\nmetadata: {name: payment}\nspec: {selector: "
                                       "{app: gone}, ports: [{port: 80}]}\n");
        QVERIFY(said(result.diagnostics, "unresolved-address").find("a name that stands for no workload") !=
                std::string::npos);
    }
    void variablesAreExpandedAndConfigMapsRead() {
        const std::string env = variable("DB_HOST", "db") + variable("DSN", "$(DB_HOST):5432") +
                                "        - {name: CART_ADDR, valueFrom: {configMapKeyRef: {name: shop, key: cart}}}\n  "
                                "      envFrom: [{configMapRef: {name: all}}]\n";
        const Imported result =
            import(workload("api", env) + workload("db") + workload("cart") + workload("mail") +
                   "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {cart: \"cart:80\"}\n---\n"
                   "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: all}\ndata: {MAIL_URL: \"http://mail\"}\n");
        QVERIFY(drawn(result.architecture.topology).find("api -> mail\napi -> db\napi -> cart\n") != std::string::npos);
    }
    void argumentsStateAddressesToo() {
        const std::string env = variable("X", "y") + "        args: [\"--cart-addr=cart:80\", \"--db-host\", db, -v]\n";
        QVERIFY(drawn(import(workload("api", env) + workload("db") + workload("cart")).architecture.topology)
                    .find("api -> cart\napi -> db\n") != std::string::npos);
    }
    void initContainersMakeNoCalls() {
        const std::string env =
            variable("X", "y") +
            "      initContainers: [{name: wait, image: busybox, env: [{name: DB_ADDR, value: \"db:5432\"}]}]\n";
        QVERIFY(drawn(import(workload("api", env) + workload("db")).architecture.topology).find("api -> db") ==
                std::string::npos);
    }
    void namespacesAreBoundariesAndNamesResolveInTheirOwn() {
        std::string text = workload("api", variable("CART_ADDR", "cart:80") + variable("OTHER_ADDR", "cart.b.svc:80")) +
                           workload("cart");
        for (std::size_t at = text.find("metadata: {name:"); at != std::string::npos;
             at = text.find("metadata: {name:", at + 1))
            text.insert(at + 11, "namespace: a, ");
        std::string other = workload("cart");
        for (std::size_t at = other.find("metadata: {name:"); at != std::string::npos;
             at = other.find("metadata: {name:", at + 1))
            other.insert(at + 11, "namespace: b, ");
        const Imported result = import(text + other);
        QCOMPARE(drawn(result.architecture.topology).substr(0, 99),
                 std::string{"service api in a\nservice cart in a\nservice cart-b in b\nclients clients\napi -> "
                             "cart\napi -> cart-b\nclien"}
                     .substr(0, 99));
    }
    void kindsAreGuessedFromImagesAndSaidSo() {
        const Imported result =
            import(workload("pg", {}, "docker.io/bitnami/postgresql:16") + workload("mq", {}, "rabbitmq:3-management") +
                   workload("log", {}, "confluentinc/cp-kafka:7") + workload("ui", {}, "mongo-express:1") +
                   workload("kept", {}, "minio/minio") + workload("mc", {}, "memcached@sha256:0123"));
        QVERIFY(node(result, "pg").kind() == NodeKind::database);
        QCOMPARE(std::get<Database>(node(result, "pg").spec).engine, std::string{"postgres"});
        QVERIFY(node(result, "mq").kind() == NodeKind::queue);
        QVERIFY(node(result, "log").kind() == NodeKind::stream);
        QVERIFY(node(result, "ui").kind() == NodeKind::service);
        QVERIFY(node(result, "kept").kind() == NodeKind::object_store);
        QVERIFY(node(result, "mc").kind() == NodeKind::cache);
        QVERIFY(said(result.diagnostics, "assumption")
                    .find("pg is a database: its image is docker.io/bitnami/postgresql:16") != std::string::npos);
    }
    void messagesAreEventsAndConsumersTakeThem() {
        const Imported result =
            import(workload("shop", variable("MQ_ADDR", "mq:5672")) +
                   workload("mailer", variable("MQ_SOURCE_ADDR", "mq:5672")) + workload("mq", {}, "rabbitmq:4"));
        QVERIFY(drawn(result.architecture.topology).find("shop -> mq (event)\nmq -> mailer (event)\n") !=
                std::string::npos);
    }
    void aServiceOverSeveralWorkloadsSharesItsRequests() {
        std::string one = workload("v1");
        std::string two = workload("v2");
        for (std::string* text : {&one, &two}) {
            for (std::size_t at = text->find("{app: v"); at != std::string::npos; at = text->find("{app: v", at + 1))
                text->insert(at + 1, "all: reviews, ");
        }
        const Imported result =
            import(workload("api", variable("REVIEWS_ADDR", "reviews:80")) + one + two +
                   "apiVersion: v1\nkind: Service\nmetadata: {name: reviews}\nspec: {selector: {all: reviews}}\n");
        const auto& flows = result.architecture.topology.flows;
        QCOMPARE(flows.at(0).share.fraction(), 0.5);
        QCOMPARE(flows.at(1).to, std::string{"v2"});
    }
    void autoscalersReplicasAndResourcesAreKept() {
        const Imported result = import(
            workload("api") +
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: api}\nspec:\n  "
            "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}\n  minReplicas: 4\n  maxReplicas: 20\n"
            "  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: "
            "70}}}]\n  behavior: {scaleDown: {stabilizationWindowSeconds: 60}}\n");
        const Hpa& hpa = *std::get<Service>(node(result, "api").spec).scaling.hpa;
        QCOMPARE(hpa.min, std::int64_t{4});
        QCOMPARE(hpa.max, std::int64_t{20});
        QCOMPARE(hpa.cpu.fraction(), 0.7);
        QCOMPARE(hpa.scaleDownStabilization, Duration{std::chrono::seconds{60}});
    }
    void aCronJobIsASchedule() {
        const Imported result = import(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: nightly}\nspec:\n  schedule: \"*/5 * * * *\"\n  "
            "jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: x, env: [{name: API_URL, value: "
            "\"http://api\"}]}]}}}}\n---\n" +
            workload("api"));
        QCOMPARE(std::get<Schedule>(node(result, "nightly").spec).every, Duration{std::chrono::minutes{5}});
        QVERIFY(drawn(result.architecture.topology).find("nightly -> api") != std::string::npos);
    }
    void aListIsReadItemByItem() {
        QCOMPARE(import("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: apps/v1, kind: Deployment, metadata: "
                        "{name: a}, spec: {template: {spec: {containers: [{name: c, image: x}]}}}}\n"
                        "- {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: b}, spec: {template: {spec: "
                        "{containers: [{name: c, image: x}]}}}}\n")
                     .workloads,
                 std::size_t{2});
    }
    void aLoopOfCallsIsCutAndSaid() {
        const Imported result =
            import(workload("a", variable("B_ADDR", "b:80")) + workload("b", variable("A_ADDR", "a:80")));
        QCOMPARE(result.architecture.topology.flows.at(0).share.fraction(), 1.0);
        QCOMPARE(result.architecture.topology.flows.at(1).share.fraction(), 0.0);
        QVERIFY(said(result.diagnostics, "assumption").find("b -> a: it closes a loop") != std::string::npos);
    }
    void otherKindsAreNamedNotRead() {
        const Imported result =
            import(workload("a") +
                   "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {}\n");
        QCOMPARE(
            said(result.diagnostics, "not-read"),
            std::string{
                "shop.yaml:17:1: note: 1 DestinationRule is not read (state its limits as `breaker` on the flows)\n"});
    }
    void aDirectiveBeforeTheDocumentIsNoDocument() {
        QCOMPARE(import("%YAML 1.2\n" + std::string{"---\n"} + workload("a")).workloads, std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(KubernetesImportTest)
#include "kubernetes_import_test.moc"
