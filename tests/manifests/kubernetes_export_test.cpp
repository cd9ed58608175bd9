#include "manifests/kubernetes/check.h"
#include "manifests/kubernetes/names.h"
#include "sample.h"
#include "support.h"

#include <QSet>
#include <QTest>

using namespace spillway;
using namespace spillway::testing;

namespace {

Export rendered(const Topology& topology) { return findExporter("kubernetes")->render(planDeployment(topology)); }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The codes of what is wrong with one manifest text.
std::string checked(const std::string& text) {
    std::string codes;
    for (const Diagnostic& diagnostic : checkKubernetes({{"a.yaml", text, {}}})) codes += diagnostic.code + ' ';
    return codes;
}

std::string deployment(const std::string& spec) {
    return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: " + spec + "\n";
}

Imported importedAgain(const Export& result) {
    std::vector<SourceText> texts;
    for (const ManifestFile& file : result.files) {
        if (!file.path.ends_with("kustomization.yaml")) texts.push_back({file.path, file.text});
    }
    return findImporter("kubernetes")->read(texts);
}

std::vector<std::string> sortedLines(const std::string& text) {
    std::vector<std::string> lines;
    for (const QByteArray& line : QByteArray::fromStdString(text).split('\n')) lines.push_back(line.toStdString());
    std::ranges::sort(lines);
    return lines;
}

}  // namespace

class KubernetesExportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFileIsAsBlessed() {
        const Export result = rendered(checkout());
        const QString golden = sourceFolder() + QStringLiteral("/tests/manifests/golden/checkout");
        if (isBlessing()) QDir{golden}.removeRecursively();
        QStringList problems;
        QSet<QString> expected{QStringLiteral("diagnostics.txt")};
        std::string diagnostics;
        for (const Diagnostic& diagnostic : result.diagnostics) diagnostics += format(diagnostic) + '\n';
        problems << compareWithGolden(QStringLiteral("checkout/diagnostics.txt"),
                                      QByteArray::fromStdString(diagnostics));
        for (const ManifestFile& file : result.files) {
            const QString path = QString::fromStdString(file.path);
            expected.insert(path);
            problems << compareWithGolden(QStringLiteral("checkout/") + path, QByteArray::fromStdString(file.text));
        }
        problems.removeAll(QString{});
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(QLatin1Char('\n'))));
        QCOMPARE(countFiles(golden), static_cast<int>(expected.size()));
    }
    void theSamePlanGivesTheSameBytes() {
        const Export first = rendered(checkout());
        QCOMPARE(first.files, rendered(checkout()).files);
        QVERIFY(std::ranges::is_sorted(first.files, {}, &ManifestFile::path));
    }
    void theOrderOfFlowsAndNodesChangesNoName() {
        Topology turned = checkout();
        std::ranges::reverse(turned.nodes);
        std::vector<std::string> before;
        std::vector<std::string> after;
        for (const ManifestFile& file : rendered(checkout()).files) before.push_back(file.path);
        for (const ManifestFile& file : rendered(turned).files) after.push_back(file.path);
        QCOMPARE(after, before);
    }
    void importedAgainItIsTheSameDrawing() {
        const Topology original = checkout();
        const Imported again = importedAgain(rendered(original));
        QVERIFY(!hasErrors(again.diagnostics));
        QCOMPARE(countOf(again.diagnostics, "unresolved-address"), std::size_t{0});
        QCOMPARE(again.architecture.topology.name, std::string{"Checkout"});
        QCOMPARE(sortedLines(drawn(again.architecture.topology)), sortedLines(drawn(original)));
        const auto& api = std::get<Service>(findNode(again.architecture.topology, "order-api")->spec);
        const auto& drawnApi = std::get<Service>(findNode(original, "order-api")->spec);
        QCOMPARE(*api.scaling.hpa, *drawnApi.scaling.hpa);
        QCOMPARE(api.resources, drawnApi.resources);
        QCOMPARE(api.image, drawnApi.image);
        const auto& database = std::get<Database>(findNode(again.architecture.topology, "orders-db")->spec);
        QCOMPARE(database.resources, std::get<Database>(findNode(original, "orders-db")->spec).resources);
        QCOMPARE(database.engine, std::string{"postgres"});
        QCOMPARE(std::get<Service>(findNode(again.architecture.topology, "picker")->spec).replicas, std::int64_t{3});
        QCOMPARE(*std::get<Service>(findNode(again.architecture.topology, "picker")->spec).port, std::int64_t{9000});
        QCOMPARE(std::get<Schedule>(findNode(again.architecture.topology, "reminders")->spec).every,
                 Duration{std::chrono::minutes{15}});
        const auto call = std::ranges::find_if(again.architecture.topology.flows,
                                               [](const Flow& flow) { return flow.to == "charge-card"; });
        QCOMPARE(*call->timeout, Duration{std::chrono::milliseconds{800}});
        QCOMPARE(findBoundary(again.architecture.topology, "orders")->owner, std::string{"team-orders"});
        QVERIFY(findBoundary(again.architecture.topology, "storefront")->kind == BoundaryKind::context);
    }
    void onlineBoutiqueSurvivesTheRoundTrip() {
        const QString path =
            sharedFolder() +
            QStringLiteral("/corpora/GoogleCloudPlatform+microservices-demo/release/kubernetes-manifests.yaml");
        if (!QFile::exists(path)) QSKIP("SKIPPED LOUDLY: the shared corpora are not here (SPILLWAY_SHARED)");
        const Imported first = findImporter("kubernetes")->read({source(path, QStringLiteral("online-boutique.yaml"))});
        const Imported again = importedAgain(rendered(first.architecture.topology));
        QCOMPARE(sortedLines(drawn(again.architecture.topology)), sortedLines(drawn(first.architecture.topology)));
    }
    void everythingThatIsLostIsNamed() {
        const Export result = rendered(checkout());
        const std::string lost = said(result.diagnostics, "lossy");
        for (const char* item : {"shoppers:", "api-gateway:", "charge-card:", "pick-queue:", "bank:",
                                 "order-api -> charge-card:", "order-api:"})
            QVERIFY2(has(lost, std::string{"note: "} + item), item);
        QVERIFY(!hasErrors(result.diagnostics));
    }
    void linesKnowWhereTheyComeFrom() {
        const Export result = rendered(checkout());
        const auto file =
            std::ranges::find(result.files, std::string{"kubernetes/orders/order-api.yaml"}, &ManifestFile::path);
        const QList<QByteArray> lines = QByteArray::fromStdString(file->text).split('\n');
        std::map<std::string, std::string> seen;
        for (const LineOrigin& origin : file->origins)
            seen[lines.at(origin.line - 1).trimmed().toStdString()] = origin.item + " " + origin.field;
        QCOMPARE(seen["maxReplicas: 20"], std::string{"order-api scaling.hpa.max"});
        QCOMPARE(seen["requests: {cpu: 500m, memory: 256Mi}"], std::string{"order-api resources"});
        QCOMPARE(seen["- {name: CHARGE_CARD_TIMEOUT, value: 800ms}"], std::string{"order-api -> charge-card timeout"});
        QCOMPARE(seen["kind: Deployment"], std::string{"order-api "});
    }
    void namesChangeOnlyWithTheirIds() {
        QCOMPARE(kubernetes::nameOf("order-api"), std::string{"order-api"});
        QVERIFY(kubernetes::nameOf("Order API") != kubernetes::nameOf("order_api"));
        for (const char* id : {"Order API", "1st", "-", "ünï", "a.b", "x_",
                               "a-very-long-name-that-goes-on-and-on-far-beyond-what-a-cron-job-allows"}) {
            const std::string name = kubernetes::nameOf(id);
            QVERIFY2(kubernetes::isDnsLabel(name) && name.size() <= 52 && name.front() >= 'a', name.c_str());
        }
    }
    void brokenNumbersStopTheExport() {
        Topology topology = checkout();
        auto& api = std::get<Service>(topology.nodes[2].spec);
        api.scaling.hpa = Hpa{.min = 9, .max = 3};
        api.port = 70000;
        const Export result = rendered(topology);
        QVERIFY(hasErrors(result.diagnostics));
        QVERIFY(has(said(result.diagnostics, "min-above-max"), "order-api"));
        const auto wrong = std::ranges::find(result.diagnostics, std::string{"min-above-max"}, &Diagnostic::code);
        QCOMPARE(wrong->place.field, std::string{"scaling.hpa.max"});
        QCOMPARE(wrong->place.item, std::string{"order-api"});
        QVERIFY(countOf(result.diagnostics, "bad-port") > 0);
    }
    void whatNoSchemaSaysIsChecked() {
        const std::string pod = "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}";
        QCOMPARE(checked(deployment("{selector: {matchLabels: {a: b}}, " + pod + "}")), std::string{});
        QCOMPARE(checked(deployment("{selector: {matchLabels: {a: c}}, " + pod + "}")),
                 std::string{"selector-mismatch "});
        QCOMPARE(checked(deployment("{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: "
                                    "{containers: [{image: \"x y\"}]}}}")),
                 std::string{"bad-name bad-image "});
        QCOMPARE(checked("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 70000}]}\n"),
                 std::string{"bad-port "});
        QCOMPARE(checked("apiVersion: v1\nkind: Service\nmetadata: {name: Bad_Name}\nspec: {}\n"),
                 std::string{"bad-name "});
        QCOMPARE(checked("apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: "
                         "{maxReplicas: 3}\n"),
                 std::string{"unknown-api "});
        QCOMPARE(checked("apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: "
                         "{minReplicas: 5, maxReplicas: 3}\n"),
                 std::string{"min-above-max "});
        QCOMPARE(checked("apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {minAvailable: "
                         "1, maxUnavailable: 1}\n"),
                 std::string{"bad-budget "});
        QCOMPARE(checked("apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: \"every day\"}\n"),
                 std::string{"bad-cron "});
        QCOMPARE(checked("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: "
                         "Namespace\nmetadata: {name: a}\n"),
                 std::string{"duplicate-object "});
    }
    void cronExpressionsAreJudged() {
        for (const char* good : {"* * * * *", "*/5 0-6 1,15 jan-mar MON", "0 0 * * 7", "@daily"})
            QVERIFY2(kubernetes::isCron(good), good);
        for (const char* bad : {"", "* * * *", "60 * * * *", "* 24 * * *", "*/0 * * * *", "5-1 * * * *", "a b c d e",
                                "* * * * * *", "@sometimes"})
            QVERIFY2(!kubernetes::isCron(bad), bad);
    }
    void strangeTextsStayTexts() {
        Topology topology;
        topology.name = "yes: \"no\"\n- injected";
        topology.nodes = {node("true", service("example.com/a:1")), node("1e3", service("example.com/b:0x1"))};
        const Imported again = importedAgain(rendered(topology));
        QVERIFY(!hasErrors(again.diagnostics));
        QCOMPARE(again.architecture.topology.name, topology.name);
        QCOMPARE(again.architecture.topology.nodes[0].id, std::string{"1e3"});
        QCOMPARE(again.architecture.topology.nodes[1].id, std::string{"true"});
    }
    // Half a second more than asked for rather than less: endpoints are removed meanwhile.
    void preStopSleepsInWholeSeconds() {
        Topology one;
        one.nodes.push_back({.id = "api", .spec = Service{.preStop = std::chrono::milliseconds{4500}}});
        one.nodes.push_back({.id = "web", .spec = Service{}});
        std::string all;
        for (const ManifestFile& file : rendered(one).files) {
            all += file.text;
            if (file.path.find("kustomization") != std::string::npos) continue;  // no object of the cluster
            QVERIFY2(checked(file.text).empty(), (file.path + ": " + checked(file.text)).c_str());
        }
        QVERIFY2(has(all, "lifecycle:\n            preStop:\n              sleep: {seconds: 5}\n"), all.c_str());
        QCOMPARE(all.find("lifecycle"), all.rfind("lifecycle"));
    }
    void anEmptyDrawingExportsNothing() { QVERIFY(rendered({}).files.empty()); }

private:
    static int countFiles(const QString& folder) {
        int count = static_cast<int>(QDir{folder}.entryList(QDir::Files).size());
        for (const QString& child : QDir{folder}.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            count += countFiles(folder + QLatin1Char('/') + child);
        return count;
    }
};

QTEST_GUILESS_MAIN(KubernetesExportTest)
#include "kubernetes_export_test.moc"
