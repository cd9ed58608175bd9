#include "program.h"

#include <QTest>

#include <memory>

using namespace spillway;
using namespace spillway::testing;

namespace {

QString example(const QString& name) {
    return sourceFolder() + QStringLiteral("/examples/") + name + QStringLiteral(".spillway");
}

QMap<QString, QByteArray> filesBelow(const QString& folder) {
    QMap<QString, QByteArray> files;
    QDirIterator found{folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories};
    while (found.hasNext()) {
        const QString path = found.next();
        files[QDir{folder}.relativeFilePath(path)] = readAll(path);
    }
    return files;
}

}  // namespace

// `spillway export kubernetes`, as a user types it, on every example.
class ExportCommandTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void everyExampleIsAcceptedByTheJudgesAndComesBack_data() {
        QTest::addColumn<QString>("name");
        for (const QString& file :
             QDir{sourceFolder() + QStringLiteral("/examples")}.entryList({QStringLiteral("*.spillway")}, QDir::Files))
            QTest::newRow(qPrintable(file)) << file.chopped(9);
    }
    void everyExampleIsAcceptedByTheJudgesAndComesBack() {
        QFETCH(QString, name);
        const Verdict told = export_(*m_folder, example(name));
        QCOMPARE(told.code, 0);
        const QString problem = judged(*m_folder);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        const Topology before =
            ArchitectureText::parse(readAll(example(name)).toStdString(), "x").architecture().topology;
        const Topology after = importedAgain(*m_folder);
        QVERIFY(nodesOf(after) == nodesOf(before));
        QVERIFY(edgesOf(after) == edgesOf(before));
        for (const Node& node : before.nodes) {
            const Node* again = findNode(after, node.id);
            QVERIFY2(again->kind() == node.kind() && again->in == node.in, node.id.c_str());
        }
    }
    void everyLossIsToldAndNoneTwice_data() { everyExampleIsAcceptedByTheJudgesAndComesBack_data(); }
    void everyLossIsToldAndNoneTwice() {
        QFETCH(QString, name);
        const QByteArray remarks = export_(*m_folder, example(name)).remarks;
        QStringList lines = QString::fromUtf8(remarks).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.removeDuplicates(), 0);
        const Topology topology =
            ArchitectureText::parse(readAll(example(name)).toStdString(), "x").architecture().topology;
        for (const Node& node : topology.nodes) {
            const NodeKind kind = node.kind();
            const bool native = kind == NodeKind::service || kind == NodeKind::database || kind == NodeKind::cache ||
                                kind == NodeKind::schedule;
            QVERIFY2(native || remarks.contains((": note: " + node.id + ": ").c_str()), node.id.c_str());
        }
        for (const Flow& flow : topology.flows)
            QVERIFY2(
                !flow.breaker || remarks.contains((flowName(flow) + ": the circuit breaker is not written").c_str()),
                flowName(flow).c_str());
    }
    void lambdaAndItsQueueAreToldByName() {
        const QByteArray remarks = export_(*m_folder, example(QStringLiteral("checkout-serverless"))).remarks;
        QVERIFY(remarks.contains("charge-card: Kubernetes has no functions: it is written as a Deployment, always on"));
        QVERIFY(remarks.contains("pick-queue: core Kubernetes cannot run it; only its address is written"));
    }

    void theSameAgainChangesNothing() {
        QCOMPARE(export_(*m_folder, example(QStringLiteral("checkout"))).code, 0);
        const QMap<QString, QByteArray> first = below();
        const Verdict told = export_(*m_folder, example(QStringLiteral("checkout")));
        QVERIFY(told.said.contains("unchanged"));
        QVERIFY(!told.said.contains("modified") && !told.said.contains("added"));
        QCOMPARE(below(), first);
    }
    void anEditByHandIsKeptAndShown() {
        QCOMPARE(export_(*m_folder, example(QStringLiteral("checkout"))).code, 0);
        const QString file = QStringLiteral("out/kubernetes/orders/order-api.yaml");
        QByteArray text = readAll(m_folder->filePath(file));
        text.replace("registry.example.com/orders/order-api:latest", "registry.example.com/orders/order-api:mine");
        put(*m_folder, file, text);
        const Verdict kept = export_(*m_folder, example(QStringLiteral("checkout")));
        QCOMPARE(kept.code, 3);
        QVERIFY(kept.said.contains("kept") && kept.said.contains("kubernetes/orders/order-api.yaml"));
        QCOMPARE(readAll(m_folder->filePath(file)), text);
        const Verdict shown = export_(*m_folder, example(QStringLiteral("checkout")), {QStringLiteral("--diff")});
        QVERIFY(
            shown.said.contains("-          image: registry.example.com/orders/order-api:mine\n+          image: "
                                "registry.example.com/orders/order-api:latest"));
        QCOMPARE(readAll(m_folder->filePath(file)), text);
        QCOMPARE(export_(*m_folder, example(QStringLiteral("checkout")), {QStringLiteral("--force")}).code, 0);
        QVERIFY(readAll(m_folder->filePath(file)).contains("order-api:latest"));
    }
    void aStrangersFilesAreNotTouched() {
        put(*m_folder, QStringLiteral("out/kubernetes/orders/order-api.yaml"), "theirs\n");
        put(*m_folder, QStringLiteral("out/kubernetes/orders/notes.txt"), "theirs\n");
        put(*m_folder, QStringLiteral("out/README.md"), "theirs\n");
        QCOMPARE(export_(*m_folder, example(QStringLiteral("checkout"))).code, 3);
        for (const char* name :
             {"out/kubernetes/orders/order-api.yaml", "out/kubernetes/orders/notes.txt", "out/README.md"})
            QCOMPARE(readAll(m_folder->filePath(QString::fromUtf8(name))), QByteArray{"theirs\n"});
    }
    void whatIsNoLongerDrawnIsRemovedUnlessEdited() {
        QCOMPARE(export_(*m_folder, example(QStringLiteral("checkout"))).code, 0);
        put(*m_folder, QStringLiteral("out/kubernetes/checkout/notify.yaml"), "mine now\n");
        put(*m_folder, QStringLiteral("out/kubernetes/fulfilment/theirs.yaml"), "theirs\n");
        (void)export_(*m_folder, example(QStringLiteral("online-boutique")));
        const QMap<QString, QByteArray> files = below();
        QVERIFY(!files.contains(QStringLiteral("kubernetes/payments/charge-card.yaml")));
        QCOMPARE(files.value(QStringLiteral("kubernetes/checkout/notify.yaml")), QByteArray{"mine now\n"});
        QCOMPARE(files.value(QStringLiteral("kubernetes/fulfilment/theirs.yaml")), QByteArray{"theirs\n"});
        QVERIFY(files.contains(QStringLiteral("kubernetes/carts/redis-cart.yaml")));
    }
    void lookingWritesNothing() {
        for (const char* look : {"--dry-run", "--diff"}) {
            const Verdict told = export_(*m_folder, example(QStringLiteral("checkout")), {QString::fromUtf8(look)});
            QCOMPARE(told.code, 0);
            QVERIFY(told.said.contains("nothing written"));
            QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("out"))));
        }
    }
    void aBrokenDocumentWritesNothing() {
        put(*m_folder, QStringLiteral("x.spillway"), "spillway: 1\nname: x\nnodes:\n  - id: a\n    kind: sevice\n");
        const Verdict told = export_(*m_folder, m_folder->filePath(QStringLiteral("x.spillway")));
        QCOMPARE(told.code, 1);
        QVERIFY(told.remarks.contains("x.spillway:5:11: error:"));
        QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("out"))));
    }
    void aFolderThatCannotBeWrittenIsASentence() {
        put(*m_folder, QStringLiteral("out"), "a file\n");
        const Verdict told = export_(*m_folder, example(QStringLiteral("checkout")));
        QCOMPARE(told.code, 3);
        QVERIFY(told.remarks.startsWith("spillway: ") || told.remarks.contains("\nspillway: "));
        QCOMPARE(readAll(m_folder->filePath(QStringLiteral("out"))), QByteArray{"a file\n"});
    }

private:
    QMap<QString, QByteArray> below() const { return filesBelow(m_folder->filePath(QStringLiteral("out"))); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(ExportCommandTest)
#include "export_command_test.moc"
