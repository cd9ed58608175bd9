#include "desktop/icon_provider.h"

#include <QColor>
#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace spillway {
namespace {
constexpr QSize kUsual{32, 32};
}

QImage IconProvider::requestImage(const QString& id, QSize* size, const QSize& requested) {
    const QSize wanted = requested.isValid() && !requested.isEmpty() ? requested : kUsual;
    QImage picture(wanted, QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    QFile file(QStringLiteral(":/icons/") + id.section(QChar(u'/'), 0, 0) + QStringLiteral(".svg"));
    if (file.open(QIODevice::ReadOnly)) {
        const QColor colour(QStringLiteral("#") + id.section(QChar(u'/'), 1));
        QByteArray text = file.readAll();
        text.replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
        QSvgRenderer renderer(text);
        QPainter painter(&picture);
        painter.setOpacity(colour.alphaF());
        renderer.render(&painter);
    }
    if (size != nullptr) *size = wanted;
    return picture;
}

}  // namespace spillway
