#pragma once

#include "analysis/single_faults.h"
#include "viewmodel/row_model.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <thread>

namespace spillway {

class Document;
class RunDeck;

// What users lose while one component is broken: components by kinds of fault, tried in the background over all cores,
// on the document and the scenario as they are when it starts. Lives on the interface's thread; no call waits for
// more than a simulated second of the trials.
class FaultMatrix : public QObject {
    Q_OBJECT
    // component, indispensable, cells (words), shares (of lost requests; below 0: cannot be hit), tells (sentences)
    Q_PROPERTY(spillway::RowModel* rows READ rows CONSTANT)
    Q_PROPERTY(QStringList kinds READ kinds CONSTANT)
    Q_PROPERTY(QString note READ note NOTIFY changed)
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY progressChanged)
public:
    FaultMatrix(const Document& document, const RunDeck& deck, QObject* parent = nullptr);
    ~FaultMatrix() override;

    RowModel* rows() { return &m_rows; }
    QStringList kinds() const;
    QString note() const;
    bool running() const { return m_running; }
    double progress() const { return m_progress; }
    const SingleFaults& found() const { return m_found; }

    Q_INVOKABLE void start();
    // What was tried until then is shown.
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void changed();
    void progressChanged();

private:
    void take(SingleFaults found);
    void show();
    void say(const QString& note);

    const Document& m_document;
    const RunDeck& m_deck;
    RowModel m_rows;
    SingleFaults m_found;
    QString m_note;
    double m_progress = 0;
    bool m_running = false;
    Topology m_asked;  // of the search
    bool m_outdated = false;
    int m_number = 0;  // of the search whose news counts
    std::jthread m_thread;
};

}  // namespace spillway
