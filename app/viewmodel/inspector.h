#pragma once

#include "platforms/stated_facts.h"
#include "viewmodel/field_row.h"
#include "viewmodel/field_target.h"
#include "viewmodel/row_model.h"

#include <QHash>

namespace spillway {

class Document;
class Editing;
class RunDeck;
class Selection;

// The fields of what is selected, or of the scenario when nothing is. Every change is one undo step of the document.
// A text that does not fit stays in its field with a sentence under it, until it fits or something else is selected.
class Inspector : public spillway::FieldTarget {
    Q_OBJECT
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString subtitle READ subtitle NOTIFY changed)
    Q_PROPERTY(QString kind READ kind NOTIFY changed)
    Q_PROPERTY(QString source READ source NOTIFY changed)
    Q_PROPERTY(QStringList tabs READ tabs NOTIFY changed)
    Q_PROPERTY(bool hasPolicies READ hasPolicies NOTIFY changed)
    Q_PROPERTY(bool isScenario READ isScenario NOTIFY changed)
    Q_PROPERTY(spillway::RowModel* fields READ fields CONSTANT)
    Q_PROPERTY(spillway::RowModel* policies READ policies CONSTANT)
public:
    Inspector(Document& document, Selection& selection, Editing& editing, RunDeck& deck, QObject* parent = nullptr);

    QString title() const;
    QString subtitle() const;
    QString kind() const;    // a node's kind, "boundary", "flow", "several" or "scenario"
    QString source() const;  // its lines in the document
    QStringList tabs() const;
    bool hasPolicies() const { return m_policies.count() > 0; }
    bool isScenario() const;
    RowModel* fields() { return &m_fields; }
    RowModel* policies() { return &m_policies; }

    void setText(const QString& path, const QString& text) override;
    void add(const QString& path) override;
    void remove(const QString& path) override;

Q_SIGNALS:
    void changed();

private:
    void rebuild();
    std::vector<FieldRow> rows();
    std::vector<std::string> items() const;
    bool setSpecial(const QString& path, const QString& text);
    void reject(const QString& path, const QString& text, const std::string& sentence);
    void setScenario(const QString& path, const QString& text);

    struct Rejected {
        QString text;
        QString sentence;
    };
    Document& m_document;
    Selection& m_selection;
    Editing& m_editing;
    RunDeck& m_deck;
    FactsInForce m_facts;
    RowModel m_fields;
    RowModel m_policies;
    QHash<QString, Rejected> m_rejected;
};

}  // namespace spillway
