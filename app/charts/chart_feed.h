#pragma once

#include "viewmodel/compare_desk.h"
#include "viewmodel/live_panel.h"

#include <QObject>
#include <QPointF>
#include <QPointer>
#include <QStringList>
#include <QVariantList>

#include <vector>

namespace spillway {

// The lines of one chart: of the newest seconds of what is selected, or of the runs that are compared. Names are series
// of a node ("p99", "throughput", "starting" ...), or slots of runs ("0" to "3"); the line of the same place shows it.
// A run that was studied on several seeds is drawn as their mean in the band of its 95 % interval. The measure "load"
// of a comparison is no series: p99 against the load that was offered.
// Lines are computed when a second finished, not per frame.
class ChartFeed : public QObject {
    Q_OBJECT
    Q_PROPERTY(spillway::LivePanel* live READ live WRITE setLive NOTIFY sourceSet)
    Q_PROPERTY(spillway::CompareDesk* compare READ compare WRITE setCompare NOTIFY sourceSet)
    Q_PROPERTY(QString measure READ measure WRITE setMeasure NOTIFY measureChanged)
    Q_PROPERTY(QStringList names READ names WRITE setNames NOTIFY namesSet)
    Q_PROPERTY(double right READ right NOTIFY filled)
    Q_PROPERTY(double top READ top NOTIFY filled)
    Q_PROPERTY(bool empty READ empty NOTIFY filled)
    Q_PROPERTY(QVariantList marks READ marks NOTIFY filled)  // of the value axis: text, at (0 is the bottom, 1 the top)
    Q_PROPERTY(
        QVariantList timeMarks READ timeMarks NOTIFY filled)  // of the time axis: text, at (0 is the left, 1 the right)
public:
    using QObject::QObject;

    LivePanel* live() const { return m_live; }
    void setLive(LivePanel* live);
    CompareDesk* compare() const { return m_compare; }
    void setCompare(CompareDesk* compare);
    // Of the comparison: which series of each run is drawn.
    QString measure() const { return m_measure; }
    void setMeasure(const QString& measure);
    QStringList names() const { return m_names; }
    void setNames(const QStringList& names);

    double right() const { return m_right; }  // seconds, or requests per second
    double top() const { return m_top; }
    bool empty() const { return m_empty; }
    QVariantList marks() const;
    QVariantList timeMarks() const;
    // The ends of the interval around a line, if it is a mean over seeds.
    struct Edges {
        QList<QPointF> low;
        QList<QPointF> high;
    };
    // All three in the order of the names: x in seconds or requests per second, y NaN where the line breaks.
    const std::vector<QList<QPointF>>& lines() const { return m_lines; }
    const std::vector<Edges>& edges() const { return m_edges; }
    // The first point from which on a percentile tells of failures; past the end if there is none.
    const std::vector<qsizetype>& failing() const { return m_failing; }
    // Spans of the faults, in seconds. Of a live chart.
    std::vector<LivePanel::Band> bands() const;

    // What the lines say at a place of the lower axis (0 to 1): `time` (or the load), and a text per name, empty where
    // there is no sample.
    Q_INVOKABLE QVariantMap reading(double at) const;

Q_SIGNALS:
    void sourceSet();
    void measureChanged();
    void namesSet();
    void filled();

private:
    struct Source {
        const std::vector<float>* values = nullptr;
        const std::vector<float>* samples = nullptr;  // zero: the second has no sample. Null: zero is a value
        const SeriesBand* band = nullptr;
    };
    void fill();
    QList<QPointF> lineOf(const QString& name) const;
    Edges edgesOf(const QString& name) const;
    QVariantMap loadReading(double load) const;
    const LoadCurve* curve(const QString& name) const;
    Source source(const QString& name) const;
    qsizetype failingFrom(const QString& name, qsizetype whole) const;
    const CompareDesk::Chosen* chosen(const QString& name) const;
    bool isTime() const;
    bool isLoad() const { return m_compare && m_measure == QStringLiteral("load"); }
    QString valueText(double value) const;

    QPointer<LivePanel> m_live;
    QPointer<CompareDesk> m_compare;
    QString m_measure = QStringLiteral("p99");
    QStringList m_names;
    std::vector<QList<QPointF>> m_lines;
    std::vector<Edges> m_edges;
    std::vector<qsizetype> m_failing;
    double m_right = 60;
    double m_top = 1;
    double m_step = 1;
    bool m_empty = true;
};

// The series of a node by its name; null for an unknown name.
const std::vector<float>* seriesNamed(const NodeSeries& series, const QString& name);
// At most about `most` points: the least and the largest value of each bucket of seconds, in their order. A value of a
// second i stands at i + 1, its end. Seconds whose `samples` are zero are left out, one NaN marks the gap.
QList<QPointF> decimated(const std::vector<float>& values, const std::vector<float>* samples, int most);

struct Scale {
    double top = 1;
    double step = 1;
};
// From 0 to a round number not below `value`, in three to five round steps; whole steps only if `whole`.
Scale niceScale(double value, bool whole);
// Labels of a value axis: short, and exact for round steps. "50 s", "250 ms"; "40 k", "1.5 M".
QString axisTime(double milliseconds);
QString axisNumber(double value);
// The least round span of time that divides `seconds` into at most `most` parts.
double niceSpan(double seconds, int most);

}  // namespace spillway
