#pragma once

#include "platforms/facts.h"
#include "topology/stated_fact.h"
#include "viewmodel/row_model.h"

#include <vector>

namespace spillway {

class Document;

// What is believed of the platforms, row by row, and what the open document states better. Roles: factId, sheet, key,
// value, builtIn, means, source (who says so), stated, assumed, first (of its sheet).
class FactsModel : public spillway::RowModel {
    Q_OBJECT
    // Words that must stand in the name or the meaning.
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    // "all", "assumed" or "stated".
    Q_PROPERTY(QString shown READ shown WRITE setShown NOTIFY shownChanged)
    Q_PROPERTY(int statedCount READ statedCount NOTIFY statedCountChanged)
public:
    explicit FactsModel(Document& document, QObject* parent = nullptr);
    QString query() const { return m_query; }
    void setQuery(const QString& query);
    QString shown() const { return m_shown; }
    void setShown(const QString& shown);
    int statedCount() const;

    // Each is one undo step. What is wrong with the value, in words; empty when it was taken. The built-in value and an
    // empty one take the statement back.
    Q_INVOKABLE QString state(const QString& id, const QString& value);
    Q_INVOKABLE void setSource(const QString& id, const QString& source);
    Q_INVOKABLE void forget(const QString& id);

Q_SIGNALS:
    void queryChanged();
    void shownChanged();
    void statedCountChanged();

private:
    void rebuild();
    bool isShown(const FactNote& fact, bool stated) const;
    void replace(std::vector<StatedFact> facts, const QString& label);

    Document& m_document;
    std::vector<FactNote> m_builtIn;
    std::vector<StatedFact> m_stated;  // that the rows show
    QString m_query;
    QString m_shown = QStringLiteral("all");
};

}  // namespace spillway
