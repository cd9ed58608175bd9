#pragma once

#include "viewmodel/live_panel.h"

#include <QColor>
#include <QPointer>
#include <QQuickPaintedItem>

namespace spillway {

// The last 60 seconds of response times: a column a second, a row a band of latency (logarithmic), the depth of a cell
// the share of requests in it as the second's percentiles state it (50 % up to p50, 45 % up to p95, 4 % up to p99).
// Cells above the objective's bound are in the colour of trouble.
class HeatStrip : public QQuickPaintedItem {
    Q_OBJECT
    Q_PROPERTY(spillway::LivePanel* live READ live WRITE setLive NOTIFY changed)
    Q_PROPERTY(QColor calm MEMBER m_calm NOTIFY changed)
    Q_PROPERTY(QColor trouble MEMBER m_trouble NOTIFY changed)
    Q_PROPERTY(QColor ground MEMBER m_ground NOTIFY changed)
    Q_PROPERTY(QString topText READ topText NOTIFY drawn)
    Q_PROPERTY(QString bottomText READ bottomText NOTIFY drawn)
public:
    explicit HeatStrip(QQuickItem* parent = nullptr);

    LivePanel* live() const { return m_live; }
    void setLive(LivePanel* live);
    QString topText() const;
    QString bottomText() const;
    void paint(QPainter* painter) override;

Q_SIGNALS:
    void changed();
    void drawn();

private:
    void refresh();
    QPointer<LivePanel> m_live;
    QColor m_calm;
    QColor m_trouble;
    QColor m_ground;
    double m_low = 1;
    double m_high = 10;
};

// The share of a second's requests whose response lies between `from` and `to` milliseconds, by its percentiles.
double shareBetween(double p50, double p95, double p99, double from, double to);

}  // namespace spillway
