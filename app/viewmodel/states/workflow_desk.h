#pragma once

#include "document/document.h"
#include "viewmodel/field_target.h"
#include "viewmodel/row_model.h"
#include "viewmodel/states/definition_text.h"
#include "viewmodel/states/state_edits.h"
#include "viewmodel/states/state_live.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace spillway {

// The workflow that is open on the canvas: its states as a graph, as fields and as text. Every change is one undo step
// of the document. A text that cannot be read stays in its editor, per workflow, until it can be or is discarded; the
// graph shows what was last readable meanwhile, and takes no edits. A state is known by its JSON pointer.
class WorkflowDesk : public spillway::FieldTarget {
    Q_OBJECT
    Q_PROPERTY(bool isOpen READ isOpen NOTIFY opened)
    Q_PROPERTY(QString node READ node NOTIFY opened)
    Q_PROPERTY(QStringList trail READ trail NOTIFY opened)
    Q_PROPERTY(QString text READ text NOTIFY textChanged)
    Q_PROPERTY(QString form READ form WRITE setForm NOTIFY textChanged)
    Q_PROPERTY(bool drafting READ drafting NOTIFY textChanged)
    Q_PROPERTY(QString note READ note NOTIFY textChanged)
    Q_PROPERTY(QString selected READ selected WRITE select NOTIFY selectionChanged)
    Q_PROPERTY(QString title READ title NOTIFY fieldsChanged)
    Q_PROPERTY(QString subtitle READ subtitle NOTIFY fieldsChanged)
    Q_PROPERTY(QString type READ type NOTIFY fieldsChanged)
    Q_PROPERTY(QString source READ source NOTIFY fieldsChanged)
    Q_PROPERTY(spillway::RowModel* fields READ fields CONSTANT)
    Q_PROPERTY(spillway::RowModel* problems READ problems CONSTANT)
    Q_PROPERTY(spillway::RowModel* types READ types CONSTANT)
public:
    // The document outlives this.
    explicit WorkflowDesk(Document& document, QObject* parent = nullptr);

    bool isOpen() const { return !m_trail.isEmpty(); }
    QString node() const { return isOpen() ? m_trail.back() : QString(); }
    // The way here, for breadcrumbs: the document's name, then workflows.
    QStringList trail() const;
    QString text() const { return m_text; }
    QString form() const;
    void setForm(const QString& form);  // "json" or "yaml"
    bool drafting() const { return m_drafting; }
    QString note() const;
    QString selected() const { return m_selected; }
    void select(const QString& pointer);  // of a state or a transition; empty: nothing
    QString title() const;
    QString subtitle() const;
    QString type() const;
    QString source() const;
    RowModel* fields() { return &m_fields; }
    RowModel* problems() { return &m_problems; }
    RowModel* types() { return &m_types; }

    const StateLive& live() const { return m_live; }
    void showLive(const StateLive& live);
    const states::Graph& graph() const { return m_graph; }
    const workflow::Json& definition() const { return m_definition; }
    bool canOpen(const QString& node) const;  // a workflow

    Q_INVOKABLE void open(const QString& node);
    // Back to a place of the trail; 0 is the drawing.
    Q_INVOKABLE void backTo(int place);
    Q_INVOKABLE void back() { backTo(static_cast<int>(m_trail.size()) - 1); }
    // What was typed so far. Steps in a row become one.
    Q_INVOKABLE void write(const QString& text);
    Q_INVOKABLE void discardDraft();
    // After the selected state; with nothing selected, beside all others.
    Q_INVOKABLE QString addState(const QString& type);
    Q_INVOKABLE void connectStates(const QString& from, const QString& to, bool error);
    Q_INVOKABLE void removeSelected(bool reconnects);
    Q_INVOKABLE bool rename(const QString& name);
    Q_INVOKABLE void makeStart();
    // Enter on a state: the workflow it calls, if it calls one. False if it does not.
    Q_INVOKABLE bool openCalled(const QString& pointer);
    // The line of the text that the selected state begins at, from 1; 0 is not known.
    Q_INVOKABLE int lineOfSelected() const;
    bool isState(const QString& pointer) const;

    void setText(const QString& path, const QString& text) override;
    void add(const QString& path) override;
    void remove(const QString& path) override;

Q_SIGNALS:
    void opened();        // another workflow, or none
    void graphChanged();  // states, transitions or names
    void textChanged();
    void selectionChanged();
    void fieldsChanged();
    void liveChanged();
    void said(const QString& sentence);

private:
    const Workflow* workflow() const;
    void reload();
    void show(const states::ReadDefinition& read);
    QString shownText() const;
    // True if it went into the document.
    bool change(const workflow::Json& next, const QString& label, const QString& select = {});
    bool commit(const std::string& text, const QString& label, const QString& mergeKey);
    bool mayEdit();
    void rebuildFields();
    void showProblems(const Diagnostics& problems);
    std::string calledByDefault() const;

    struct Rejected {
        QString text;
        QString sentence;
    };
    Document& m_document;
    QStringList m_trail;  // ids of workflows
    workflow::Json m_definition = workflow::Json::object();
    states::Graph m_graph;
    std::string m_known;  // the document's text that all this shows
    QString m_text;
    states::TextForm m_form = states::TextForm::json;
    bool m_drafting = false;
    QString m_file;
    QHash<QString, QString> m_drafts;  // by workflow
    QString m_selected;
    QHash<QString, Rejected> m_rejected;
    bool m_committing = false;
    StateLive m_live;
    RowModel m_fields;
    RowModel m_problems;
    RowModel m_types;
};

}  // namespace spillway
