#include "canvas/states/state_glyph.h"

#include <QHash>
#include <QPolygonF>

namespace spillway {
namespace {

using Draw = void (*)(QPainter&, QPointF);

void task(QPainter& p, QPointF c) {
    p.drawRoundedRect(QRectF(c.x() - 6, c.y() - 6, 12, 12), 2.5, 2.5);
    p.drawPolyline(QPolygonF{c + QPointF(-2, -3), c + QPointF(2.5, 0), c + QPointF(-2, 3)});
}

void choice(QPainter& p, QPointF c) {
    p.drawPolygon(QPolygonF{c + QPointF(-7, 0), c + QPointF(0, -6), c + QPointF(7, 0), c + QPointF(0, 6)});
}

void wait(QPainter& p, QPointF c) {
    p.drawEllipse(c, 6.5, 6.5);
    p.drawPolyline(QPolygonF{c + QPointF(0, -4), c, c + QPointF(3, 1.5)});
}

void pass(QPainter& p, QPointF c) {
    p.drawLine(c + QPointF(-7, 0), c + QPointF(6, 0));
    p.drawPolyline(QPolygonF{c + QPointF(2, -4), c + QPointF(6.5, 0), c + QPointF(2, 4)});
}

void succeed(QPainter& p, QPointF c) {
    p.drawEllipse(c, 6.5, 6.5);
    p.drawPolyline(QPolygonF{c + QPointF(-3, 0), c + QPointF(-0.8, 2.6), c + QPointF(3.2, -2.6)});
}

void fail(QPainter& p, QPointF c) {
    p.drawEllipse(c, 6.5, 6.5);
    p.drawLine(c + QPointF(-2.5, -2.5), c + QPointF(2.5, 2.5));
    p.drawLine(c + QPointF(-2.5, 2.5), c + QPointF(2.5, -2.5));
}

void parallel(QPainter& p, QPointF c) {
    for (const double y : {-5.0, 0.0, 5.0}) p.drawLine(c + QPointF(-3, y), c + QPointF(6.5, y));
    p.drawLine(c + QPointF(-3, -5), c + QPointF(-3, 5));
    p.drawLine(c + QPointF(-7, 0), c + QPointF(-3, 0));
}

void map(QPainter& p, QPointF c) {
    p.drawRoundedRect(QRectF(c.x() - 6.5, c.y() - 2.5, 9, 9), 2, 2);
    p.drawPolyline(QPolygonF{c + QPointF(-3, -5.5), c + QPointF(6, -5.5), c + QPointF(6, 3.5)});
}

}  // namespace

void drawStateGlyph(QPainter& painter, const QString& type, QPointF middle) {
    static const QHash<QString, Draw> kGlyphs{
        {QStringLiteral("Task"), &task},         {QStringLiteral("Choice"), &choice},   {QStringLiteral("Wait"), &wait},
        {QStringLiteral("Pass"), &pass},         {QStringLiteral("Succeed"), &succeed}, {QStringLiteral("Fail"), &fail},
        {QStringLiteral("Parallel"), &parallel}, {QStringLiteral("Map"), &map}};
    if (const auto glyph = kGlyphs.constFind(type); glyph != kGlyphs.constEnd()) (*glyph)(painter, middle);
}

}  // namespace spillway
