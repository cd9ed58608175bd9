#pragma once

#include "document/document.h"
#include "viewmodel/row_model.h"

namespace spillway {

// The drawing as a list: boundaries, what is in them, and the flows out of each node, indented. The twin of the
// palette.
class OutlineModel : public spillway::RowModel {
    Q_OBJECT
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
public:
    explicit OutlineModel(Document& document, QObject* parent = nullptr);
    QString filter() const { return m_filter; }
    void setFilter(const QString& filter);

Q_SIGNALS:
    void filterChanged();

private:
    void rebuild();
    Document& m_document;
    QString m_filter;
};

}  // namespace spillway
