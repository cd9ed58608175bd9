#include "manifests/exporter.h"
#include "sample.h"
#include "support.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using namespace spillway::testing;

namespace {

struct Verdict {
    int code = -1;
    QByteArray said;
};

Verdict run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForStarted() || !process.waitForFinished(120'000)) return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAll()};
}

// Every document must be named valid, and there must be some.
bool allValid(const Verdict& verdict) {
    return verdict.code == 0 && verdict.said.count("valid ") > 0 && !verdict.said.contains("INVALID");
}

}  // namespace

// Strangers judge what we export, and prove on a planted fault that they are awake.
class JudgesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        put(QStringLiteral("checkout"), checkout());
        const QString path =
            sharedFolder() +
            QStringLiteral("/corpora/GoogleCloudPlatform+microservices-demo/release/kubernetes-manifests.yaml");
        if (QFile::exists(path))
            put(QStringLiteral("boutique"), findImporter("kubernetes")
                                                ->read({source(path, QStringLiteral("online-boutique.yaml"))})
                                                .architecture.topology);
        QFile fault{m_folder.filePath(QStringLiteral("fault.yaml"))};
        QVERIFY(fault.open(QIODevice::WriteOnly));
        fault.write("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: two}\n");
        QVERIFY(m_files.size() > 15);
    }
    void theKubernetesSchemaAcceptsThem() {
        const QString judge = sharedFolder() + QStringLiteral("/validators/scripts/schema-validate.py");
        const QStringList arguments{judge, QStringLiteral("--k8s"),
                                    sharedFolder() + QStringLiteral("/validators/schemas/k8s-1.35-strict")};
        if (!QFile::exists(judge)) QSKIP("SKIPPED LOUDLY: the shared validators are not here (SPILLWAY_SHARED)");
        if (run(QStringLiteral("python3"), {QStringLiteral("-c"), QStringLiteral("import yaml, jsonschema")}).code !=
            0) {
            QSKIP("SKIPPED LOUDLY: no python3-yaml or python3-jsonschema");
        }
        const Verdict verdict = run(QStringLiteral("python3"), arguments + m_files);
        QVERIFY2(allValid(verdict), verdict.said.constData());
        QCOMPARE(
            run(QStringLiteral("python3"), arguments + QStringList{m_folder.filePath(QStringLiteral("fault.yaml"))})
                .code,
            1);
    }
    void theKubernetesModelsAcceptThem() {
        const QString folder = sourceFolder() + QStringLiteral("/tests/manifests/judges");
        if (!QFile::exists(folder + QStringLiteral("/node_modules/kubernetes-models"))) {
            QSKIP("SKIPPED LOUDLY: no kubernetes-models; run `npm ci --ignore-scripts` in tests/manifests/judges");
        }
        if (run(QStringLiteral("node"), {QStringLiteral("--version")}).code != 0) QSKIP("SKIPPED LOUDLY: no node");
        const QStringList arguments{folder + QStringLiteral("/judge.mjs")};
        const Verdict verdict = run(QStringLiteral("node"), arguments + m_files);
        QVERIFY2(allValid(verdict), verdict.said.constData());
        QCOMPARE(
            run(QStringLiteral("node"), arguments + QStringList{m_folder.filePath(QStringLiteral("fault.yaml"))}).code,
            1);
    }

private:
    void put(const QString& name, const Topology& topology) {
        for (const ManifestFile& file : findExporter("kubernetes")->render(planDeployment(topology)).files) {
            const QString path = m_folder.filePath(name + QLatin1Char('/') + QString::fromStdString(file.path));
            QVERIFY(QDir{}.mkpath(path.left(path.lastIndexOf(QLatin1Char('/')))));
            QFile target{path};
            QVERIFY(target.open(QIODevice::WriteOnly));
            target.write(file.text.data(), static_cast<qint64>(file.text.size()));
            if (!path.endsWith(QStringLiteral("kustomization.yaml"))) m_files << path;
        }
    }
    QTemporaryDir m_folder;
    QStringList m_files;
};

QTEST_GUILESS_MAIN(JudgesTest)
#include "judges_test.moc"
