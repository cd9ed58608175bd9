#include "desktop/picture.h"

#include "canvas/painter.h"

#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>

namespace spillway {
namespace {

constexpr double kMargin = 24;
constexpr double kScale = 2;
constexpr double kImageMost = 16'000;  // pixels of a side
constexpr int kPdfDotsPerInch = 96;    // a canvas unit is a CSS pixel

QSizeF sizeOf(const CanvasItem& canvas) {
    return canvas.scene().bounds.adjusted(-kMargin, -kMargin, kMargin, kMargin).size();
}

void draw(QPainter& painter, const CanvasItem& canvas) {
    const QRectF view(QPointF(0, 0), sizeOf(canvas));
    const Camera camera{canvas.scene().bounds.topLeft() - QPointF(kMargin, kMargin), 1};
    const ScenePainter scene(canvas.scene(), canvas.palette(), camera);
    Motion motion;
    motion.reset(canvas.scene());
    painter.setRenderHint(QPainter::Antialiasing);
    scene.drawGround(painter, view, false);
    scene.drawDots(painter, view, motion);
    scene.drawNodes(painter, view, motion, {});
    scene.drawOverlay(painter, {});
}

}  // namespace

QImage pictureOf(const CanvasItem& canvas) {
    const QSizeF size = sizeOf(canvas);
    const double scale = std::min({kScale, kImageMost / size.width(), kImageMost / size.height()});
    QImage image((size * scale).toSize(), QImage::Format_RGB32);
    QPainter painter(&image);
    painter.scale(scale, scale);
    draw(painter, canvas);
    return image;
}

Result<void> writePicture(const CanvasItem& canvas, const QString& path) {
    if (canvas.scene().nodes.empty() && canvas.scene().boundaries.empty()) return Error{"nothing is drawn yet"};
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return Error{path.toStdString() + " cannot be written: " + file.errorString().toStdString()};
    const QSizeF size = sizeOf(canvas);
    if (path.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator svg;
        svg.setOutputDevice(&file);
        svg.setSize(size.toSize());
        svg.setViewBox(QRectF(QPointF(0, 0), size));
        QPainter painter(&svg);
        draw(painter, canvas);
    } else if (path.endsWith(QStringLiteral(".pdf"), Qt::CaseInsensitive)) {
        QPdfWriter pdf(&file);
        pdf.setResolution(kPdfDotsPerInch);
        pdf.setPageMargins({});
        pdf.setPageSize(QPageSize(size * 72.0 / kPdfDotsPerInch, QPageSize::Point));
        QPainter painter(&pdf);
        draw(painter, canvas);
    } else if (!pictureOf(canvas).save(&file, "PNG")) {
        return Error{path.toStdString() + " cannot be written as a picture"};
    }
    if (!file.commit()) return Error{path.toStdString() + " cannot be written: " + file.errorString().toStdString()};
    return {};
}

}  // namespace spillway
