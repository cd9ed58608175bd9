#pragma once

#include "viewmodel/compare_desk.h"
#include "viewmodel/live_panel.h"

#include <QObject>
#include <QPointF>
#include <QPointer>
#include <QStringList>
#include <QVariantList>

namespace spillway {

// Fills the series of one chart from the newest seconds of what is selected, at most 300 points each, whenever the live
// panel changes (at most 20 times a second). The QML gives each series its name: "p99", "throughput", "starting" ...
class ChartFeed : public QObject {
    Q_OBJECT
    Q_PROPERTY(spillway::LivePanel* live READ live WRITE setLive NOTIFY liveSet)
    Q_PROPERTY(spillway::CompareDesk* compare READ compare WRITE setCompare NOTIFY compareSet)
    Q_PROPERTY(QString measure READ measure WRITE setMeasure NOTIFY measureChanged)
    Q_PROPERTY(QStringList names READ names WRITE setNames NOTIFY seriesSet)
    Q_PROPERTY(QVariantList series READ series WRITE setSeries NOTIFY seriesSet)
    Q_PROPERTY(QObject* area READ area WRITE setArea NOTIFY seriesSet)
    Q_PROPERTY(double right READ right NOTIFY filled)
    Q_PROPERTY(double top READ top NOTIFY filled)
    Q_PROPERTY(bool empty READ empty NOTIFY filled)
    Q_PROPERTY(QStringList marks READ marks NOTIFY filled)          // labels of the value axis, from the top
    Q_PROPERTY(QStringList timeMarks READ timeMarks NOTIFY filled)  // of the time axis, from the left
public:
    using QObject::QObject;

    LivePanel* live() const { return m_live; }
    void setLive(LivePanel* live);
    CompareDesk* compare() const { return m_compare; }
    void setCompare(CompareDesk* compare);
    // Of the comparison: which series of each run is drawn.
    QString measure() const { return m_measure; }
    void setMeasure(const QString& measure);

    double right() const { return m_right; }
    double top() const { return m_top; }
    bool empty() const { return m_empty; }
    QStringList marks() const;
    QStringList timeMarks() const;

    // A name is a series of a node, or the slot of a run ("0" to "3") when comparing; the series of the same place draws it.
    QStringList names() const { return m_names; }
    void setNames(const QStringList& names);
    QVariantList series() const { return m_series; }
    void setSeries(const QVariantList& series);
    // Draws the first name once more, under its line.
    QObject* area() const { return m_area; }
    void setArea(QObject* area);

Q_SIGNALS:
    void liveSet();
    void compareSet();
    void measureChanged();
    void seriesSet();
    void filled();

private:
    void fill();
    const std::vector<float>* values(const QString& name) const;

    QPointer<LivePanel> m_live;
    QPointer<CompareDesk> m_compare;
    QString m_measure = QStringLiteral("p99");
    QStringList m_names;
    QVariantList m_series;
    QPointer<QObject> m_area;
    double m_right = 60;
    double m_top = 1;
    bool m_empty = true;
};

// The series of a node by its name; null for an unknown name.
const std::vector<float>* seriesNamed(const NodeSeries& series, const QString& name);
// One point per bucket of seconds, its largest value, at most `most` points.
QList<QPointF> decimated(const std::vector<float>& values, int most);
// The least of 1, 2, 2.5, 4, 5, 8 times a power of ten that is not below.
double niceTop(double value);

}  // namespace spillway
