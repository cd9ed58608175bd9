#pragma once

#include "document/document.h"
#include "viewmodel/edits/draft.h"
#include "viewmodel/selection.h"

#include <QObject>
#include <QPointF>
#include <QPointer>
#include <QRectF>
#include <QString>
#include <QStringList>

#include <functional>

namespace spillway {

// What menus, keys and the canvas can do to the drawing. Every call is one undo step (or none, if there is nothing to
// do) and leaves the selection where the user expects it. Positions are canvas units. Lives on the interface's thread.
class Editing : public QObject {
    Q_OBJECT
    Q_PROPERTY(bool canPaste READ canPaste NOTIFY clipboardChanged)
public:
    // Both outlive this.
    Editing(Document& document, Selection& selection, QObject* parent = nullptr);

    Document& document() const { return m_document; }
    Selection& selection() const { return m_selection; }

    // Words are the document's: node kinds ("service"), flow kinds ("call", "event"). An unknown word does nothing.
    Q_INVOKABLE QString addNode(const QString& kind, QPointF centre);
    Q_INVOKABLE QString addBoundary(const QRectF& area);
    Q_INVOKABLE void connectNodes(const QString& from, const QString& to, const QString& kind);
    // A new node of `kind` at `centre` and a flow to it, as one step. Returns its id.
    Q_INVOKABLE QString appendNode(const QString& from, const QString& kind, QPointF centre, const QString& flowKind);
    // A new node of `kind` in the middle of `flow`.
    Q_INVOKABLE QString addNodeOnFlow(const QString& kind, const QString& flow, QPointF centre);
    Q_INVOKABLE void insertOnFlow(const QString& node, const QString& flow);
    Q_INVOKABLE void removeSelection();
    Q_INVOKABLE void removeAndReconnect();
    Q_INVOKABLE bool rename(const QString& from, const QString& to);
    Q_INVOKABLE void replaceKind(const QString& node, const QString& kind);
    Q_INVOKABLE void reverseFlow(const QString& flow);
    Q_INVOKABLE void setFlowKind(const QString& flow, const QString& kind);
    Q_INVOKABLE void group();
    Q_INVOKABLE void ungroup();

    Q_INVOKABLE void move(double dx, double dy);
    // As move of one node that is then inserted into `flow`: one step.
    Q_INVOKABLE void moveOntoFlow(const QString& node, double dx, double dy, const QString& flow);
    // As move, but steps in a row become one.
    Q_INVOKABLE void nudge(double dx, double dy);
    Q_INVOKABLE void resize(const QString& item, const QRectF& box);
    // left, right, top, middle, bottom or centre
    Q_INVOKABLE void align(const QString& where);
    Q_INVOKABLE void distribute(bool horizontally);
    // Of these boundaries, or of all if there are none.
    Q_INVOKABLE void setCollapsed(const QStringList& boundaries, bool collapsed);
    bool isCollapsed(const QString& boundary) const;
    Q_INVOKABLE void toGrid();
    Q_INVOKABLE void makeSpace(bool horizontally, double from, double by);
    // The whole drawing laid out afresh, as a document without positions is.
    Q_INVOKABLE void tidy();

    Q_INVOKABLE void copy();
    Q_INVOKABLE void cut();
    Q_INVOKABLE void paste();
    Q_INVOKABLE void pasteAt(QPointF topLeft);
    Q_INVOKABLE void duplicate();
    Q_INVOKABLE void clone(double dx, double dy);
    bool canPaste() const;

    Q_INVOKABLE void selectAll();
    Q_INVOKABLE void selectUpstream();
    Q_INVOKABLE void selectDownstream();
    Q_INVOKABLE void selectConnected();

Q_SIGNALS:
    // What else an operation did, or why it did nothing: a sentence for the status bar.
    void reported(const QString& sentence);
    void clipboardChanged();

private:
    edits::Draft draft() const;
    // Applies what `operation` did to a working copy; true if it did something.
    bool perform(const std::function<void(edits::Draft&)>& operation, const QString& mergeKey = {});
    void select(const std::vector<std::string>& items);

    Document& m_document;
    Selection& m_selection;
};

}  // namespace spillway
