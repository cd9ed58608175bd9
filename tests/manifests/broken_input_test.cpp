#include "support.h"

#include <QTest>

using namespace spillway;
using namespace spillway::testing;

namespace {

const char* const kDeployment =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {template: {spec: {containers: [{name: c, "
    "image: x}]}}}\n";

// Nine anchors, each a list of ten of the one before: a thousand million words once written out.
std::string bomb() {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int level = 1; level < 9; ++level) {
        text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [";
        for (int i = 0; i < 10; ++i) text += (i == 0 ? "*a" : ", *a") + std::to_string(level - 1);
        text += "]\n";
    }
    return text;
}

}  // namespace

// Each broken text gives all its problems, with places; nothing crashes, and what can be read is read.
class BrokenInputTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void kubernetesProblemsAreNamed_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("codes");
        const auto row = [](const char* title, const std::string& text, const char* codes) {
            QTest::newRow(title) << QByteArray::fromStdString(text) << QByteArray{codes};
        };
        const std::string ok = kDeployment;
        const std::string head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b}\nspec:\n";
        const std::string pod = "  template: {spec: {containers: [{name: c, image: x}]}}\n";
        row("empty", "", "f.yaml: nothing-found");
        row("not YAML", "kind: [unclosed\n", "f.yaml:1:1 yaml-syntax");
        row("a tab", "kind:\n\tx: 1\n", "f.yaml:2:3 yaml-syntax");
        row("a broken document beside a good one", ok + "---\nkind: [open\n---\n" + head + "  replicas: two\n" + pod,
            "f.yaml:6:1 yaml-syntax, f.yaml:12:13 wrong-type");
        row("a template", "kind: {{ .Values.kind }}\n", "f.yaml:1:7 template");
        row("binary",
            std::string{"\x7f"
                        "ELF\0\0",
                        6},
            "f.yaml: yaml-syntax");
        row("a text", "hello\n", "f.yaml:1:1 wrong-type");
        row("a list", "- a\n- b\n", "f.yaml:1:1 wrong-type");
        row("no kind", "replicaCount: 1\n", "f.yaml:1:1 no-object");
        row("no name", "kind: Deployment\nspec: {}\n", "f.yaml:1:1 missing-key");
        row("metadata is a text", "kind: Deployment\nmetadata: x\n", "f.yaml:2:11 wrong-type, f.yaml:1:1 missing-key");
        row("no containers", head + "  template: {spec: {}}\n", "f.yaml:5:20 missing-key");
        row("containers is a mapping", head + "  template: {spec: {containers: {name: c}}}\n",
            "f.yaml:5:33 wrong-type");
        row("a container is a text", head + "  template: {spec: {containers: [c]}}\n", "f.yaml:5:34 wrong-type");
        row("replicas below zero", head + "  replicas: -1\n" + pod, "f.yaml:5:13 bad-replicas");
        row("a port above 65535",
            head + "  template: {spec: {containers: [{name: c, image: x, ports: [{containerPort: 70000}]}]}}\n",
            "f.yaml:5:62 bad-port");
        row("bad quantities",
            head +
                "  template: {spec: {containers: [{name: c, image: x, resources: {requests: {cpu: lots, memory: "
                "1Zi}}}]}}\n",
            "f.yaml:5:82 bad-quantity, f.yaml:5:96 bad-quantity");
        row("env is a mapping", head + "  template: {spec: {containers: [{name: c, image: x, env: {A: b}}]}}\n",
            "f.yaml:5:59 wrong-type");
        row("a variable is a text", head + "  template: {spec: {containers: [{name: c, image: x, env: [A]}]}}\n",
            "f.yaml:5:60 wrong-type");
        row("a variable without a name",
            head + "  template: {spec: {containers: [{name: c, image: x, env: [{value: b}]}]}}\n",
            "f.yaml:5:60 missing-key");
        row("min above max",
            ok + "---\nkind: HorizontalPodAutoscaler\nmetadata: {name: api}\nspec: {scaleTargetRef: {name: api}, "
                 "minReplicas: 5, maxReplicas: 3}\n",
            "f.yaml:6:1 min-above-max");
        row("a bad cron",
            "kind: CronJob\nmetadata: {name: n}\nspec:\n  schedule: \"61 * * * *\"\n  jobTemplate: {spec: {template: "
            "{spec: {containers: [{name: c, image: x}]}}}}\n",
            "f.yaml:4:13 bad-cron");
        row("a key twice",
            "kind: Deployment\nkind: Service\nmetadata: {name: api}\nspec: {template: {spec: {containers: [{name: c, "
            "image: x}]}}}\n",
            "f.yaml:2:1 duplicate-key");
        row("an alias without an anchor", "kind: *nobody\n", "f.yaml:1:7 yaml-syntax");
        row("an alias inside itself", "kind: &k [*k]\n", "f.yaml:1:11 yaml-limit");
        row("an alias bomb", bomb(), "f.yaml:6:5 yaml-limit");
        row("too deep", "kind: " + std::string(200, '[') + std::string(200, ']') + "\n", "f.yaml:1:106 yaml-limit");
        row("a document after the end", "kind: Service\nmetadata: {name: a}\n... \nfoo: bar\n",
            "f.yaml:4:1 yaml-syntax");
        row("a merge key that merges nothing",
            "kind: Deployment\n<<: 5\nmetadata: {name: api}\nspec: {template: {spec: {containers: [{name: c, image: "
            "x}]}}}\n",
            "f.yaml:2:5 wrong-type");
    }
    void kubernetesProblemsAreNamed() { compare("kubernetes"); }

    void composeProblemsAreNamed_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("codes");
        const auto row = [](const char* title, const std::string& text, const char* codes) {
            QTest::newRow(title) << QByteArray::fromStdString(text) << QByteArray{codes};
        };
        row("empty", "", "f.yaml: nothing-found");
        row("a list", "- a\n", "f.yaml:1:1 wrong-type");
        row("no services", "volumes: {}\n", "f.yaml:1:1 missing-key");
        row("services is a list", "services: [a]\n", "f.yaml:1:11 wrong-type");
        row("a service is a text", "services:\n  a: x\n  b: {image: x}\n", "f.yaml:2:6 wrong-type");
        row("neither image nor build", "services:\n  a: {ports: [\"80\"]}\n", "f.yaml:2:6 missing-key");
        row("bad ports", "services:\n  a: {image: x, ports: [\"http\", \"80:99999\", {target: no}]}\n",
            "f.yaml:2:25 bad-port, f.yaml:2:33 bad-port, f.yaml:2:45 bad-port");
        row("a variable is a list", "services:\n  a: {image: x, environment: {A: [1]}}\n", "f.yaml:2:34 wrong-type");
        row("the environment is a text", "services:\n  a: {image: x, environment: A}\n", "f.yaml:2:30 wrong-type");
        row("extends nobody", "services:\n  a: {image: x, extends: b}\n", "f.yaml:2:26 bad-extends");
        row("extends a file that is not there", "services:\n  a: {image: x, extends: {service: b, file: other.yaml}}\n",
            "f.yaml:2:26 bad-extends");
        row("extends in a circle", "services:\n  a: {image: x, extends: a}\n", "f.yaml:2:26 bad-extends");
        row("bad amounts",
            "services:\n  a: {image: x, mem_limit: much, deploy: {replicas: some, resources: {limits: {cpus: "
            "half}}}}\n",
            "f.yaml:2:53 bad-replicas, f.yaml:2:86 bad-quantity, f.yaml:2:28 bad-quantity");
        row("a bomb", bomb(), "f.yaml:6:5 yaml-limit");
    }
    void composeProblemsAreNamed() { compare("compose"); }

    void whatCanBeReadIsRead() {
        const Imported result =
            findImporter("kubernetes")->read({{"f.yaml", std::string{"kind: [\n---\n"} + kDeployment}});
        QCOMPARE(result.workloads, std::size_t{1});
        QVERIFY(hasErrors(result.diagnostics));
    }
    void aTemplateSaysHowToRenderIt() {
        const Imported result =
            findImporter("kubernetes")
                ->read({{"f.yaml", "metadata:\n  name: {{ .Release.Name }}-x\n  {{- if .Values.on }}\n"}});
        QVERIFY(said(result.diagnostics, "template").find("f.yaml:2:9: error: this is a template, not a manifest") !=
                std::string::npos);
    }
    void aHugeTextIsRefused() {
        const Imported result =
            findImporter("kubernetes")->read({{"f.yaml", std::string(std::size_t{33} << 20U, '#')}});
        QCOMPARE(said(result.diagnostics, "yaml-limit"), std::string{"f.yaml: error: more than 32 MiB of text\n"});
    }

private:
    void compare(std::string_view format) {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, codes);
        QByteArray found;
        for (const Diagnostic& diagnostic : findImporter(format)->read({{"f.yaml", text.toStdString()}}).diagnostics) {
            if (diagnostic.severity != Severity::error) continue;
            if (!found.isEmpty()) found += ", ";
            found += diagnostic.place.file.c_str();
            found += ":";
            if (diagnostic.place.line > 0)
                found += QByteArray::number(diagnostic.place.line) + ":" + QByteArray::number(diagnostic.place.column);
            found += " ";
            found += diagnostic.code.c_str();
        }
        QCOMPARE(found, codes);
    }
};

QTEST_GUILESS_MAIN(BrokenInputTest)
#include "broken_input_test.moc"
