#include "canvas/painter.h"
#include "canvas/node_face.h"
#include "checkout_drawing.h"

#include <QImage>
#include <QTest>

using namespace spillway;

namespace {

struct Picture {
    QImage image;
    Scene scene;
    Camera camera;
    CanvasPalette palette;
    QColor at(QPointF world) const { return image.pixelColor(camera.toScreen(world).toPoint()); }
};

Picture picture(bool dark, bool live, double zoom = 1) {
    const Topology topology = drawing::checkout();
    Picture made{QImage(1180, 700, QImage::Format_RGB32),
                 sceneOf(topology, drawing::checkoutLayout()),
                 {{0, 0}, zoom},
                 CanvasPalette::of(dark)};
    if (live) showLive(made.scene, bindLive(made.scene, topology), drawing::checkoutMoment(topology));
    Motion motion;
    motion.reset(made.scene);
    motion.advance(made.scene, 1.3, live);
    const ScenePainter painter(made.scene, made.palette, made.camera);
    QPainter onto(&made.image);
    const QRectF view(0, 0, 1180, 700);
    painter.drawGround(onto, view);
    painter.drawDots(onto, view, motion);
    painter.drawNodes(onto, view, motion, {});
    painter.drawOverlay(onto, {});
    painter.drawMinimap(onto, {1040, 590, 126, 96}, view);
    return made;
}

bool isReddish(const QColor& colour) { return colour.red() > colour.blue() + 10 && colour.red() > colour.green() + 10; }

}  // namespace

class PainterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDrawingIsPainted_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("live");
        QTest::newRow("dark running") << true << true;
        QTest::newRow("light running") << false << true;
        QTest::newRow("dark at rest") << true << false;
        QTest::newRow("light at rest") << false << false;
    }
    void theDrawingIsPainted() {
        QFETCH(bool, dark);
        QFETCH(bool, live);
        const Picture made = picture(dark, live);
        if (qEnvironmentVariableIsSet("SPILLWAY_PICTURES")) {
            made.image.save(qEnvironmentVariable("SPILLWAY_PICTURES") + QLatin1Char('/') +
                            QString::fromLatin1(QTest::currentDataTag()).replace(QLatin1Char(' '), QLatin1Char('-')) +
                            QStringLiteral(".png"));
        }
        QCOMPARE(made.at({4, 680}), made.palette.ground);
        QCOMPARE(made.at({209, 125}), made.palette.node);
    }
    void aStrainedVesselIsFullAndARestingOneEmpty() {
        const QPointF low(935, 148);
        QVERIFY(isReddish(picture(true, true).at(low)));
        QCOMPARE(picture(true, false).at(low), CanvasPalette::of(true).node);
    }
    void farAwayThereAreOnlyBoxes() {
        const Picture made = picture(true, false, 0.25);
        const QColor box = made.at(made.scene.nodes[4].box.center());
        QCOMPARE(made.at(made.scene.nodes[4].box.topLeft() + QPointF(14, 18)), box);
    }
};

QTEST_MAIN(PainterTest)
#include "painter_test.moc"
