#include "shop.h"

#include <QApplication>
#include <QDir>

using namespace spillway;

namespace {

const QString kFile = QStringLiteral("kubernetes/sales/stock.yaml");

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString markOf(Stage& stage, const QString& path) {
    RowModel& files = *stage.workspace().ship()->files();
    for (int row = 0; row < files.count(); ++row) {
        if (files.value(row, QStringLiteral("path")).toString() == path)
            return files.value(row, QStringLiteral("mark")).toString();
    }
    return QStringLiteral("absent");
}

void ship(Stage& stage) {
    openShop(stage);
    enter(stage, QStringLiteral("ship"));
    stage.settle();
}

}  // namespace

// Manifests from the drawing to the disk, on the real window.
class ShipTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void every_column_has_its_place_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("large") << QSize(1680, 1050);
        QTest::newRow("small") << QSize(1280, 800);
    }
    void every_column_has_its_place() {
        QFETCH(QSize, size);
        Stage stage(QString(), size);
        ship(stage);
        double end = 0;
        QQuickItem* page = stage.item(QStringLiteral("shipPage"));
        for (QQuickItem* column : page->childItems()) {
            const QRectF place = column->mapRectToScene(column->boundingRect());
            QVERIFY(place.width() >= 180);
            QVERIFY2(place.left() >= end, qPrintable(QString::number(place.left())));
            end = place.right();
        }
        QVERIFY(end <= size.width());
        QVERIFY(stage.item(QStringLiteral("previewLines"))->width() >= size.width() * 0.35);
    }

    void a_file_is_shown_as_it_will_be_written() {
        Stage stage(QString(), {1680, 1050});
        ship(stage);
        stage.click(QStringLiteral("file-") + kFile);
        QCOMPARE(stage.workspace().ship()->current(), kFile);
        RowModel& lines = *stage.workspace().ship()->lines();
        QVERIFY(lines.count() > 20);
        bool keyed = false;
        for (int row = 0; row < lines.count(); ++row)
            keyed =
                keyed || lines.value(row, QStringLiteral("html")).toString().contains(QStringLiteral("@key@\">kind"));
        QVERIFY(keyed);
    }

    void writing_writes_and_a_change_is_a_difference() {
        Stage stage(QString(), {1680, 1050});
        ship(stage);
        ShipDesk& desk = *stage.workspace().ship();
        QVERIFY(desk.toWrite() > 3);
        QCOMPARE(markOf(stage, kFile), QStringLiteral("A"));
        stage.click(QStringLiteral("writeButton"));
        QCOMPARE(desk.toWrite(), 0);
        QVERIFY(!stage.item(QStringLiteral("writeButton"))->isEnabled());
        const QString path = stage.path(QStringLiteral("deploy/")) + kFile;
        QVERIFY(read(path).contains("replicas: 2"));
        Node changed = stage.topology().nodes[2];
        std::get<Service>(changed.spec).replicas = 5;
        stage.document().edit(ReplaceNode{2, changed}, QStringLiteral("More stock"));
        stage.settle();
        QCOMPARE(markOf(stage, kFile), QStringLiteral("M"));
        stage.click(QStringLiteral("file-") + kFile);
        QVERIFY(desk.added() >= 1 && desk.added() == desk.removed());
        stage.click(QStringLiteral("writeButton"));
        QVERIFY(read(path).contains("replicas: 5"));
    }

    void a_strangers_file_is_never_overwritten() {
        Stage stage(QString(), {1680, 1050});
        const QString path = stage.path(QStringLiteral("deploy/")) + kFile;
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine: true\n");
        file.close();
        ship(stage);
        QCOMPARE(markOf(stage, kFile), QStringLiteral("C"));
        QTRY_VERIFY(stage.says(QStringLiteral("1 to review")));
        stage.click(QStringLiteral("writeButton"));
        QCOMPARE(read(path), QByteArray("mine: true\n"));
        QVERIFY(read(stage.path(QStringLiteral("deploy/kubernetes/sales/order-api.yaml"))).size() > 100);
        QCOMPARE(markOf(stage, kFile), QStringLiteral("C"));
    }

    void a_target_that_is_not_ticked_writes_nothing() {
        Stage stage(QString(), {1680, 1050});
        ship(stage);
        stage.click(QStringLiteral("target-kubernetes"));
        QCOMPARE(stage.workspace().ship()->toWrite(), 0);
        QTRY_VERIFY(stage.says(QStringLiteral("No files")));
        stage.click(QStringLiteral("target-kubernetes"));
        QVERIFY(stage.workspace().ship()->toWrite() > 3);
    }

    void what_cannot_be_expressed_is_said_once() {
        Stage stage(QStringLiteral("checkout.spillway"), {1680, 1050});
        enter(stage, QStringLiteral("ship"));
        RowModel& losses = *stage.workspace().ship()->losses();
        QVERIFY(losses.count() > 0);
        QStringList seen;
        for (int row = 0; row < losses.count(); ++row) {
            const QString loss = losses.value(row, QStringLiteral("item")).toString() +
                                 losses.value(row, QStringLiteral("sentence")).toString();
            QVERIFY2(!seen.contains(loss), qPrintable(loss));
            seen.append(loss);
        }
    }
};

SPILLWAY_WINDOW_TEST(ShipTest)
#include "ship_test.moc"
