#pragma once

#include "viewmodel/row_model.h"

namespace spillway {

class ActionTable;
class Document;

// What the command box offers: actions, and the things drawn, that fit the words typed. Best first.
class CommandModel : public spillway::RowModel {
    Q_OBJECT
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    // Nothing but what is drawn, all of it while nothing is typed.
    Q_PROPERTY(bool itemsOnly READ itemsOnly WRITE setItemsOnly NOTIFY itemsOnlyChanged)
public:
    CommandModel(ActionTable& actions, Document& document, QObject* parent = nullptr);
    QString query() const { return m_query; }
    void setQuery(const QString& query);
    bool itemsOnly() const { return m_itemsOnly; }
    void setItemsOnly(bool only);
    // Asks the actions again which of them are enabled.
    Q_INVOKABLE void refresh();
    // Runs the row's action, or emits chosen() with the item drawn.
    Q_INVOKABLE void run(int row);

    // How well `text` fits: 0 not at all; letters in order, more for a run of letters and for the start of a word.
    static int score(const QString& query, const QString& text);

Q_SIGNALS:
    void queryChanged();
    void itemsOnlyChanged();
    void chosen(const QString& item);

private:
    ActionTable& m_actions;
    Document& m_document;
    QString m_query;
    bool m_itemsOnly = false;
};

}  // namespace spillway
