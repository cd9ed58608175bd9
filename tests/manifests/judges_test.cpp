#include "judging.h"
#include "manifests/exporter.h"
#include "sample.h"

#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using namespace spillway::testing;

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
    void theKubernetesSchemaAcceptsThem() { accept(schemaJudge()); }
    void theKubernetesModelsAcceptThem() { accept(modelsJudge()); }

private:
    void accept(const Judge& judge) {
        if (!judge.absent.isEmpty()) QSKIP(qPrintable(QStringLiteral("SKIPPED LOUDLY: ") + judge.absent));
        const Verdict verdict = judge.judge(m_files);
        QVERIFY2(allValid(verdict), (verdict.said + verdict.remarks).constData());
        QCOMPARE(judge.judge({m_folder.filePath(QStringLiteral("fault.yaml"))}).code, 1);
    }
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
