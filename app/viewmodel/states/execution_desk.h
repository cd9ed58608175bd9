#pragma once

#include "run/snapshot.h"
#include "viewmodel/row_model.h"

#include <QObject>

namespace spillway {

class RunDeck;
class WorkflowDesk;

// The executions of the open workflow in the run that is shown: their totals, the sampled ones to pick from, and the
// one that is followed, step by step. Tells the desk what its states show.
class ExecutionDesk : public QObject {
    Q_OBJECT
    Q_PROPERTY(bool hasRun READ hasRun NOTIFY changed)
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY changed)  // "all", "running", "succeeded" or "failed"
    Q_PROPERTY(double followed READ followedInQml WRITE followInQml NOTIFY changed)  // its number; 0: none
    Q_PROPERTY(int step READ step WRITE setStep NOTIFY changed)
    Q_PROPERTY(QString stepText READ stepText NOTIFY changed)
    // What went into the state or came out of it at this step, or what the service says of the event.
    Q_PROPERTY(QString stepData READ stepData NOTIFY changed)
    Q_PROPERTY(QString input READ input NOTIFY changed)
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)  // the output, or the error and its cause
    Q_PROPERTY(bool failed READ failed NOTIFY changed)
    Q_PROPERTY(spillway::RowModel* executions READ executions CONSTANT)
    Q_PROPERTY(spillway::RowModel* steps READ steps CONSTANT)
public:
    // Both outlive this.
    ExecutionDesk(RunDeck& deck, WorkflowDesk& desk, QObject* parent = nullptr);

    bool hasRun() const { return m_hasRun; }
    QString summary() const;
    QString filter() const { return m_filter; }
    void setFilter(const QString& filter);
    qint64 followed() const { return m_followed; }
    // QML has no 64-bit integers.
    double followedInQml() const { return static_cast<double>(m_followed); }
    void followInQml(double number) { follow(static_cast<qint64>(number)); }
    void follow(qint64 number);
    int step() const { return m_step; }
    void setStep(int step);
    QString stepText() const;
    QString stepData() const;
    QString input() const;
    QString outcome() const;
    bool failed() const;
    RowModel* executions() { return &m_executions; }
    RowModel* steps() { return &m_steps; }

Q_SIGNALS:
    void changed();

private:
    void refresh();
    const WorkflowSnapshot* snapshot() const;
    const ExecutionSample* sample() const;
    void showExecutions();
    void showSteps();
    void tellDesk();
    QString nameOfState(std::int32_t state) const;

    RunDeck& m_deck;
    WorkflowDesk& m_desk;
    bool m_hasRun = false;
    WorkflowSnapshot m_shown;
    std::vector<std::string> m_order;  // pointers of the states that run
    std::string m_orderOf;             // the definition they are of
    QString m_filter = QStringLiteral("all");
    qint64 m_followed = 0;
    int m_step = 0;
    bool m_atEnd = true;  // new steps are gone to as they come
    RowModel m_executions;
    RowModel m_steps;
};

}  // namespace spillway
