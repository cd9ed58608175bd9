#include "manifest_texts.h"

#include <QTest>

using namespace spillway;
using namespace spillway::testing;

namespace {

Imported import(const std::string& text) { return importKubernetesText(text); }

std::string flowsFrom(const Imported& result, const std::string& from) {
    std::string flows;
    for (const Flow& flow : result.architecture.topology.flows) {
        if (flow.from == from) flows += flow.to + ' ';
    }
    return flows;
}

// One line of a mapping in flow style, as an object of its own.
std::string object(const std::string& apiVersion, const std::string& kind, const std::string& rest) {
    return "apiVersion: " + apiVersion + "\nkind: " + kind + "\n" + rest + "\n---\n";
}

std::string withSpec(const std::string& kind, const std::string& name, const std::string& env) {
    return object("apps/v1", kind,
                  "metadata: {name: " + name + "}\nspec: {selector: {matchLabels: {app: " + name +
                      "}}, template: {metadata: {labels: {app: " + name +
                      "}}, spec: {containers: [{name: c, image: example.com/app:1, env: [" + env + "]}]}}}");
}

}  // namespace

// The forms in which manifests come in the wild, each in the fewest words that show it.
class KubernetesFormsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void dataSourcesOfEveryKindAreFollowed_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("flows");
        const auto row = [](const char* title, const char* value, const char* flows) {
            QTest::newRow(title) << QString::fromUtf8(value) << QString::fromUtf8(flows);
        };
        row("user, password, namespace, port and path", "http://user:pw@db.default.svc.cluster.local:8080/path", "db ");
        row("a comma list of brokers", "db:9092,cart:9092,elsewhere.example.com:9092", "db cart ");
        row("JDBC of SQL Server", "jdbc:sqlserver://db;databaseName=shop;encrypt=true", "db ");
        row("JDBC of Oracle", "jdbc:oracle:thin:@db:1521:xe", "db ");
        row("ADO.NET", "Server=db,1433;Database=shop;User Id=sa;Password=x", "db ");
        row("Npgsql", "Host=db;Port=5432;Database=shop", "db ");
        row("libpq", "host=db port=5432 user=shop", "db ");
        row("Redis without a user", "redis://:secret@cart:6379/0", "cart ");
        row("a virtual host of AMQP", "amqp://guest:guest@cart:5672//shop", "cart ");
        row("a seed list", "mongodb+srv://u:p@db/?retryWrites=true", "db ");
        row("a name of gRPC", "dns:///cart:7070", "cart ");
        row("a complete name with its last dot", "http://cart.default.svc.cluster.local.:80/", "cart ");
        row("JSON", "{\"cart\": \"http://cart:80\", \"timeout\": \"12:30\"}", "cart ");
        row("a shell line", "exec /app --cart cart:7070 2>&1", "cart ");
        row("a socket is no address", "unix:///var/run/db.sock", "");
        row("a version is no address", "v1.2.3", "");
        row("a port to listen on is no address", ":8080", "");
    }
    void dataSourcesOfEveryKindAreFollowed() {
        QFETCH(QString, value);
        QFETCH(QString, flows);
        const std::string env = "        - name: BACKEND_URL\n          value: '" + value.toStdString() + "'\n";
        const Imported result = import(workload("api", env) + workload("db") + workload("cart"));
        std::string found = flowsFrom(result, "api");
        if (const std::size_t outside = found.find("elsewhere-example-com "); outside != std::string::npos)
            found.erase(outside, 22);
        QCOMPARE(QString::fromStdString(found), flows);
    }

    void emptyDocumentsAreNothing() {
        const Imported result = import("---\n---\n# nothing\n---\n" + workload("a") + "---\n...\n---\nnull\n");
        QCOMPARE(result.workloads, std::size_t{1});
        QVERIFY(!hasErrors(result.diagnostics));
    }
    void aListInAListIsRead() {
        const std::string pod =
            "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: x}]}}";
        QCOMPARE(import("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: List, items: [" + pod + "]}\n")
                     .workloads,
                 std::size_t{1});
    }
    void anchorsAliasesAndMergeKeysAreWrittenOut() {
        const Imported result = import(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: &meta {name: a, labels: &app {app: a}}\nspec:\n  "
            "selector: {matchLabels: *app}\n"
            "  template:\n    metadata: {labels: *app}\n    spec:\n      containers:\n      - &base\n        name: "
            "one\n        image: x\n"
            "        env: &env\n        - {name: B_ADDR, value: \"b:80\"}\n      - <<: *base\n        name: two\n      "
            "  env: [{name: C_ADDR, value: \"c:80\"}]\n---\n" +
            workload("b") + workload("c"));
        QCOMPARE(flowsFrom(result, "a"), std::string{"b c "});
        QVERIFY(!hasErrors(result.diagnostics));
    }
    void statefulSetsPodsAreReachedThroughTheirHeadlessService() {
        const Imported result = import(
            workload("api",
                     variable("BROKERS", "log-0.log-headless:9092,log-1.log-headless.default.svc.cluster.local:9092")) +
            withSpec("StatefulSet", "log", "") +
            object("v1", "Service", "metadata: {name: log-headless}\nspec: {clusterIP: None, selector: {app: log}}"));
        QCOMPARE(flowsFrom(result, "api"), std::string{"log "});
    }
    void aDaemonSetIsOneInstanceAndSaidSo() {
        const Imported result = import(withSpec("DaemonSet", "agent", ""));
        QCOMPARE(std::get<Service>(node(result, "agent").spec).replicas, std::int64_t{1});
        QVERIFY(said(result.diagnostics, "assumption").find("agent runs once on every machine") != std::string::npos);
    }
    void aJobIsNamedAndNotDrawn() {
        const Imported result =
            import(workload("a") + object("batch/v1", "Job", "metadata: {name: migrate}\nspec: {}"));
        QVERIFY(said(result.diagnostics, "not-read").find("1 Job is not read (it runs once") != std::string::npos);
        QCOMPARE(result.workloads, std::size_t{1});
    }
    void aRolloutIsADeployment() {
        const Imported result = import(
            object("argoproj.io/v1alpha1", "Rollout",
                   "metadata: {name: a}\nspec: {replicas: 3, template: {spec: {containers: [{name: c, image: x}]}}}"));
        QCOMPARE(std::get<Service>(node(result, "a").spec).replicas, std::int64_t{3});
    }
    void aServiceOfKnativeIsAWorkloadWithANameAndAWayIn() {
        const Imported result =
            import(workload("api", variable("HELLO_URL", "http://hello.default.svc.cluster.local")) +
                   object("serving.knative.dev/v1", "Service",
                          "metadata: {name: hello}\nspec: {template: {spec: {containerConcurrency: 10, containers: "
                          "[{image: x}]}}}"));
        QCOMPARE(flowsFrom(result, "api"), std::string{"hello "});
        QVERIFY(node(result, "hello").platform == Platform::knative);
        QCOMPARE(std::get<Service>(node(result, "hello").spec).concurrency, std::int64_t{10});
        QCOMPARE(flowsFrom(result, "clients"), std::string{"hello "});
    }
    void otherGroupsServicesAreNotOurs() {
        const Imported result =
            import(workload("a") + object("example.com/v1", "Deployment", "metadata: {name: b}\nspec: {}"));
        QCOMPARE(result.workloads, std::size_t{1});
        QVERIFY(said(result.diagnostics, "not-read").find("1 Deployment of example.com/v1 is not read") !=
                std::string::npos);
    }
    void whatCannotBearOnADrawingIsPassedOver() {
        const Imported result =
            import(workload("a") + object("policy/v1", "PodDisruptionBudget", "metadata: {name: a}") +
                   object("networking.k8s.io/v1", "NetworkPolicy", "metadata: {name: a}") +
                   object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "metadata: {name: a}") +
                   object("v1", "PersistentVolumeClaim", "metadata: {name: a}"));
        QCOMPARE(countOf(result.diagnostics, "not-read"), std::size_t{0});
    }
    void oneNameForTwoKindsIsTwoNodes() {
        const Imported result = import(withSpec("Deployment", "db", "") + withSpec("StatefulSet", "db", ""));
        QCOMPARE(result.workloads, std::size_t{2});
        QVERIFY(findNode(result.architecture.topology, "db-2") != nullptr);
    }

    void configMapsAreReadWholeAndWithAPrefix() {
        const std::string env = variable("X", "y") + "        envFrom: [{prefix: APP_, configMapRef: {name: all}}]\n";
        const Imported result = import(workload("api", env) + workload("mail") +
                                       object("v1", "ConfigMap", "metadata: {name: all}\ndata: {MAIL_HOST: mail}"));
        QCOMPARE(flowsFrom(result, "api"), std::string{"mail "});
    }
    void whatComesFromElsewhereIsNamedWithItsPlace() {
        const std::string env =
            variable("X", "y") +
            "        - {name: DB_URL, valueFrom: {secretKeyRef: {name: keys, key: url}}}\n"
            "        - {name: TOKEN, valueFrom: {secretKeyRef: {name: keys, key: token}}}\n"
            "        - {name: MAIL_ADDR, valueFrom: {configMapKeyRef: {name: all, key: mail, optional: true}}}\n"
            "        - {name: ME_ADDR, valueFrom: {fieldRef: {fieldPath: status.podIP}}}\n"
            "        envFrom: [{configMapRef: {name: gone}}, {secretRef: {name: maybe, optional: true}}]\n";
        const Imported result = import(workload("api", env));
        QCOMPARE(said(result.diagnostics, "not-read"),
                 std::string{"shop.yaml:17:19: note: api: its variables come from the ConfigMap gone, which is not "
                             "here (import it too, or draw what it "
                             "leads to)\n"
                             "shop.yaml:13:52: note: api: DB_URL comes from the Secret keys (key url), which is not "
                             "here (import it too, or draw what it "
                             "leads to)\n"});
    }
    void secretsAreFollowedButNeverShown() {
        const std::string env = variable("X", "y") +
                                "        - {name: DB_URL, valueFrom: {secretKeyRef: {name: keys, key: url}}}\n"
                                "        - {name: AUTH_URL, valueFrom: {secretKeyRef: {name: keys, key: auth}}}\n";
        // base64 of "postgres://shop:hush@db/shop"
        const Imported result =
            import(workload("api", env) + workload("db") +
                   object("v1", "Secret",
                          "metadata: {name: keys}\ndata: {url: cG9zdGdyZXM6Ly9zaG9wOmh1c2hAZGIvc2hvcA==}\n"
                          "stringData: {auth: \"http://u:hush@gone:80\"}"));
        QCOMPARE(flowsFrom(result, "api"), std::string{"db "});
        QVERIFY(said(result.diagnostics, "unresolved-address").find("AUTH_URL = \"(secret)\" leads nowhere") !=
                std::string::npos);
        for (const Diagnostic& diagnostic : result.diagnostics)
            QVERIFY(format(diagnostic).find("hush") == std::string::npos);
    }
    void passwordsInPlainVariablesAreNotShownEither() {
        const Imported result = import(workload("api", variable("MQ_URL", "amqp://guest:hush@gone:5672/") +
                                                           variable("DSN", "root:hush@tcp(gone:3306)/shop")));
        QCOMPARE(countOf(result.diagnostics, "unresolved-address"), std::size_t{2});
        QVERIFY(said(result.diagnostics, "unresolved-address").find("amqp://guest:***@gone:5672/") !=
                std::string::npos);
        for (const Diagnostic& diagnostic : result.diagnostics)
            QVERIFY(format(diagnostic).find("hush") == std::string::npos);
    }
    void theKubeletsOwnVariablesAreKnown() {
        const std::string env = variable("CART", "$(CART_SERVICE_HOST):$(CART_SERVICE_PORT)");
        QCOMPARE(flowsFrom(import(workload("api", env) + workload("cart")), "api"), std::string{"cart "});
    }
    void argumentsThatLeadNowhereAreNamed() {
        const std::string env =
            variable("X", "y") +
            "        args: [\"--redis-addr=redis:6379\", \"--mode=fast\", \"--listen-address=:8080\"]\n";
        const Imported result = import(workload("api", env));
        QCOMPARE(said(result.diagnostics, "unresolved-address"),
                 std::string{"shop.yaml:13:16: warning: api: --redis-addr = \"redis:6379\" leads nowhere: nothing here "
                             "has that name (import the file that "
                             "defines redis too)\n"});
    }
    void anIpAddressIsNamed() {
        const Imported result = import(workload("api", variable("DB_HOST", "10.0.0.5:5432")));
        QVERIFY(said(result.diagnostics, "unresolved-address").find("a number tells nothing about what is there") !=
                std::string::npos);
    }
    void portsByAnyNameLeadToTheSameWorkload() {
        const Imported result =
            import(workload("api", variable("GRPC_ADDR", "cart:50051") + variable("HTTP_ADDR", "cart-http:80")) +
                   workload("cart") +
                   object("v1", "Service",
                          "metadata: {name: cart-http}\nspec: {selector: {app: cart}, ports: [{name: web, port: 80, "
                          "targetPort: http}, "
                          "{name: rpc, port: 50051, targetPort: grpc}]}"));
        QCOMPARE(flowsFrom(result, "api"), std::string{"cart "});
    }
    void anExternalNameMayRenameAServiceOfAnotherNamespace() {
        const Imported result = import(
            workload("api", variable("PAY_ADDR", "pay:80")) +
            object("v1", "Service",
                   "metadata: {name: pay}\nspec: {type: ExternalName, externalName: payment.money.svc.cluster.local}") +
            object("apps/v1", "Deployment",
                   "metadata: {name: payment, namespace: money}\nspec: {template: {metadata: {labels: {app: p}}, spec: "
                   "{containers: [{name: c, image: x}]}}}") +
            object("v1", "Service", "metadata: {name: payment, namespace: money}\nspec: {selector: {app: p}}"));
        QCOMPARE(flowsFrom(result, "api"), std::string{"payment "});
        QCOMPARE(result.workloads, std::size_t{2});
        QVERIFY(findNode(result.architecture.topology, "pay") == nullptr);
    }
    void anExternalNameElsewhereIsAnExternalNode() {
        const Imported result = import(
            workload("api", variable("PAY_ADDR", "pay:443")) +
            object("v1", "Service", "metadata: {name: pay}\nspec: {type: ExternalName, externalName: api.stripe.com}"));
        QVERIFY(node(result, "pay").kind() == NodeKind::external);
        QCOMPARE(flowsFrom(result, "api"), std::string{"pay "});
    }

    void requestsComeInThroughEveryKindOfDoor_data() {
        QTest::addColumn<QString>("door");
        const auto row = [](const char* title, const std::string& door) {
            QTest::newRow(title) << QString::fromStdString(door);
        };
        row("Ingress", object("networking.k8s.io/v1", "Ingress",
                              "metadata: {name: d}\nspec: {rules: [{http: {paths: [{backend: {service: {name: web, "
                              "port: {number: 80}}}}]}}]}"));
        row("Ingress of old", object("extensions/v1beta1", "Ingress",
                                     "metadata: {name: d}\nspec: {backend: {serviceName: web, servicePort: 80}}"));
        row("HTTPRoute", object("gateway.networking.k8s.io/v1", "HTTPRoute",
                                "metadata: {name: d}\nspec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{name: "
                                "web, port: 80}]}]}"));
        row("VirtualService", object("networking.istio.io/v1", "VirtualService",
                                     "metadata: {name: d}\nspec: {gateways: [gw], hosts: [\"*\"], http: [{route: "
                                     "[{destination: {host: web.default.svc.cluster.local}}]}]}"));
        row("Route",
            object("route.openshift.io/v1", "Route", "metadata: {name: d}\nspec: {to: {kind: Service, name: web}}"));
        row("LoadBalancer",
            object("v1", "Service", "metadata: {name: d}\nspec: {type: LoadBalancer, selector: {app: web}}"));
        row("NodePort", object("v1", "Service", "metadata: {name: d}\nspec: {type: NodePort, selector: {app: web}}"));
    }
    void requestsComeInThroughEveryKindOfDoor() {
        QFETCH(QString, door);
        // `api` would be the way in if nothing else said so: nobody calls it.
        std::string text =
            workload("api", variable("DB_ADDR", "db:80")) + workload("db") + workload("web") + door.toStdString();
        if (door.contains(QStringLiteral("web.default"))) {
            for (std::size_t at = text.find("metadata: {name:"); at != std::string::npos;
                 at = text.find("metadata: {name:", at + 1))
                text.insert(at + 11, "namespace: default, ");
        }
        QCOMPARE(flowsFrom(import(text), "clients"), std::string{"web "});
    }

    void anAutoscalerOnOtherMetricsSaysWhatIsEmulated() {
        const Imported result =
            import(workload("api") + object("autoscaling/v2", "HorizontalPodAutoscaler",
                                            "metadata: {name: api}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, "
                                            "kind: Deployment, name: api}\n  maxReplicas: 9\n"
                                            "  metrics:\n  - {type: Resource, resource: {name: memory, target: {type: "
                                            "Utilization, averageUtilization: 60}}}\n"
                                            "  - {type: Pods, pods: {metric: {name: requests_per_second}, target: "
                                            "{type: AverageValue, averageValue: 1k}}}"));
        QCOMPARE(std::get<Service>(node(result, "api").spec).scaling.hpa->max, std::int64_t{9});
        QVERIFY(said(result.diagnostics, "assumption")
                    .find("the autoscaler watches memory, requests_per_second, too: only CPU is emulated, at 80%") !=
                std::string::npos);
    }
    void anAutoscalerOfNobodyIsNamed() {
        const Imported result = import(
            workload("api") +
            object("autoscaling/v2", "HorizontalPodAutoscaler",
                   "metadata: {name: x}\nspec: {scaleTargetRef: {kind: StatefulSet, name: api}, maxReplicas: 3}"));
        QVERIFY(said(result.diagnostics, "unresolved-target").find("the autoscaler's target api is not here") !=
                std::string::npos);
    }
    void misspeltKeysAreNamedWithTheNearestWord() {
        const Imported result = import(object(
            "apps/v1", "Deployment",
            "metadata: {name: a}\nspec:\n  replcas: 3\n  template:\n    spec:\n      container: []\n      containers:\n"
            "      - {name: c, image: x, enviroment: [], resorces: {}}"));
        QCOMPARE(
            said(result.diagnostics, "unknown-key"),
            std::string{"shop.yaml:5:3: warning: a Deployment has no \"replcas\" (did you mean \"replicas\"?)\n"
                        "shop.yaml:8:7: warning: a pod has no \"container\" (did you mean \"containers\"?)\n"
                        "shop.yaml:10:29: warning: a container has no \"enviroment\"\n"
                        "shop.yaml:10:45: warning: a container has no \"resorces\" (did you mean \"resources\"?)\n"});
    }
    void aSelectorThatMissesItsOwnPodsIsNamed() {
        const Imported result = import(object("apps/v1", "Deployment",
                                              "metadata: {name: a}\nspec: {selector: {matchLabels: {app: b}}, "
                                              "template: {metadata: {labels: {app: a}}, spec: "
                                              "{containers: [{name: c, image: x}]}}}"));
        QVERIFY(
            said(result.diagnostics, "selector-mismatch").find("its selector wants app: b, but its own pods have a") !=
            std::string::npos);
    }
    void aTemplatesLeftoversInQuotesAreNamed() {
        const Imported result = import(object("apps/v1", "Deployment",
                                              "metadata: {name: \"{{ .Release.Name }}-api\"}\nspec: {template: {spec: "
                                              "{containers: [{name: c, image: x}]}}}") +
                                       object("apps/v1", "Deployment",
                                              "metadata: {name: b}\nspec: {template: {spec: {containers: [{name: c, "
                                              "image: \"{{ .Values.image }}\"}]}}}"));
        QVERIFY(said(result.diagnostics, "template")
                    .find("shop.yaml:3:18: error: the name \"{{ .Release.Name }}-api\" is a template's") !=
                std::string::npos);
        QVERIFY(said(result.diagnostics, "template")
                    .find("the image \"{{ .Values.image }}\" is a template's: it is left out") != std::string::npos);
    }
    void aTemplateMarkInACommentIsNoTemplate() {
        const Imported result = import("# rendered from {{ chart }}\n" + workload("a") + "kind: [open\n");
        QCOMPARE(countOf(result.diagnostics, "template"), std::size_t{0});
        QCOMPARE(countOf(result.diagnostics, "yaml-syntax"), std::size_t{1});
    }
    void namesThatAreNoIdsBecomeSome() {
        const Imported result =
            import(object("v1", "Pod", "metadata: {name: \"${NAME}\"}\nspec: {containers: [{name: c, image: x}]}"));
        QCOMPARE(result.architecture.topology.nodes.at(0).id, std::string{"NAME-"});
        QCOMPARE(result.architecture.topology.nodes.at(0).name, std::string{"${NAME}"});
    }
};

QTEST_GUILESS_MAIN(KubernetesFormsTest)
#include "kubernetes_forms_test.moc"
