#pragma once

#include <QQuickImageProvider>

namespace spillway {

// `image://icon/NAME/RRGGBB` (or AARRGGBB): an icon of the resources with its `currentColor` replaced.
class IconProvider : public QQuickImageProvider {
public:
    IconProvider() : QQuickImageProvider(QQuickImageProvider::Image) {}
    QImage requestImage(const QString& id, QSize* size, const QSize& requested) override;
};

}  // namespace spillway
