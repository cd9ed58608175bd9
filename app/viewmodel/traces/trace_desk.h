#pragma once

#include "viewmodel/row_model.h"

#include <QObject>

namespace spillway {

class RunDeck;
class Selection;
struct RunReport;
struct Trace;

// The sampled requests of the finished run, and the one that is looked at: its visits, where its time went, its way
// over the drawing.
class TraceDesk : public QObject {
    Q_OBJECT
    Q_PROPERTY(bool hasTraces READ hasTraces NOTIFY changed)
    Q_PROPERTY(QString note READ note NOTIFY changed)                      // why there are none
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY changed)  // "all", "slow" or "failed"
    Q_PROPERTY(int chosen READ chosen WRITE choose NOTIFY changed)         // place in the report; -1: none
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(spillway::RowModel* traces READ traces CONSTANT)
    Q_PROPERTY(spillway::RowModel* spans READ spans CONSTANT)
    Q_PROPERTY(spillway::RowModel* parts READ parts CONSTANT)
public:
    // Both outlive this.
    TraceDesk(RunDeck& deck, Selection& selection, QObject* parent = nullptr);

    bool hasTraces() const;
    QString note() const;
    QString filter() const { return m_filter; }
    void setFilter(const QString& filter);
    int chosen() const { return m_chosen; }
    void choose(int trace);
    QString title() const;
    RowModel* traces() { return &m_traces; }
    RowModel* spans() { return &m_spans; }
    RowModel* parts() { return &m_parts; }

Q_SIGNALS:
    void changed();

private:
    void refresh();
    void showTraces();
    void showSpans();
    const Trace* trace() const;

    RunDeck& m_deck;
    Selection& m_selection;
    const RunReport* m_report = nullptr;
    QString m_filter = QStringLiteral("all");
    int m_chosen = -1;
    RowModel m_traces;
    RowModel m_spans;
    RowModel m_parts;
};

}  // namespace spillway
