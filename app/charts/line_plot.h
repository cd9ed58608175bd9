#pragma once

#include "charts/chart_feed.h"

#include <QColor>
#include <QPointer>
#include <QQuickPaintedItem>
#include <QVariantList>

namespace spillway {

// Draws the lines of a feed over the whole item: gaps stay gaps, the first line perhaps over a filled area, faults as
// bands behind, intervals around their means, pale what tells of failures. Repainted when the feed has something new,
// so at most once per simulated second and 20 times a second.
class LinePlot : public QQuickPaintedItem {
    Q_OBJECT
    Q_PROPERTY(spillway::ChartFeed* feed READ feed WRITE setFeed NOTIFY changed)
    Q_PROPERTY(QVariantList inks MEMBER m_inks NOTIFY changed)  // a colour per line
    Q_PROPERTY(bool filled MEMBER m_filled NOTIFY changed)
    Q_PROPERTY(QColor bandInk MEMBER m_bandInk NOTIFY changed)
public:
    explicit LinePlot(QQuickItem* parent = nullptr);

    ChartFeed* feed() const { return m_feed; }
    void setFeed(ChartFeed* feed);
    void paint(QPainter* painter) override;

Q_SIGNALS:
    void changed();

private:
    QPointer<ChartFeed> m_feed;
    QVariantList m_inks;
    bool m_filled = false;
    QColor m_bandInk = Qt::transparent;
};

// The runs of a line between its gaps, in the pixels of an area of `size`; `top` and `right` are the area's ends. A run
// of one point becomes a short dash, so that it can be seen.
QList<QPolygonF> strokes(const QList<QPointF>& line, double right, double top, QSizeF size);

}  // namespace spillway
