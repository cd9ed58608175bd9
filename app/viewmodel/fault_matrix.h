#pragma once

#include "analysis/single_faults.h"
#include "viewmodel/row_model.h"
#include "viewmodel/study.h"

#include <QStringList>

#include <optional>

namespace spillway {

class CompareDesk;
class Document;
class RunDeck;

// What users lose while one component is broken: components by kinds of fault, tried over all cores, on the drawing and
// its scenario as they are when it starts, or on what one of the compared runs was made from.
class FaultMatrix : public spillway::Study {
    Q_OBJECT
    // component, indispensable, cells (words), shares (of lost requests; below 0: cannot be hit), tells (sentences)
    Q_PROPERTY(spillway::RowModel* rows READ rows CONSTANT)
    Q_PROPERTY(QStringList kinds READ kinds CONSTANT)
    Q_PROPERTY(QStringList subjects READ subjects NOTIFY subjectsChanged)  // the drawing, then the chosen runs
    Q_PROPERTY(int subject READ subject WRITE setSubject NOTIFY subjectsChanged)
public:
    FaultMatrix(const Document& document, const RunDeck& deck, CompareDesk& desk, QObject* parent = nullptr);

    RowModel* rows() { return &m_rows; }
    QStringList kinds() const;
    QString note() const override;
    QStringList subjects() const;
    int subject() const;
    void setSubject(int subject);
    const SingleFaults& found() const { return m_found; }

    void start() override;

Q_SIGNALS:
    void subjectsChanged();

private:
    struct Asked {
        Topology topology;
        Scenario scenario;
        QString name;
    };
    std::optional<Asked> whatIsAsked();
    void take(SingleFaults found, bool stopped);
    void show();
    void showRowOf(std::size_t place);

    const Document& m_document;
    const RunDeck& m_deck;
    CompareDesk& m_desk;
    RowModel m_rows;
    SingleFaults m_found;
    Asked m_asked;           // of the newest search
    std::int64_t m_run = 0;  // whose: 0 is the drawing
    std::int64_t m_askedRun = 0;
    bool m_outdated = false;
};

}  // namespace spillway
