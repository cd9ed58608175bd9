#pragma once

#include "viewmodel/row_model.h"

namespace spillway {

// The components one can draw, by group, filtered by words of their name, group or help.
class PaletteModel : public spillway::RowModel {
    Q_OBJECT
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
public:
    explicit PaletteModel(QObject* parent = nullptr);
    QString filter() const { return m_filter; }
    void setFilter(const QString& filter);

Q_SIGNALS:
    void filterChanged();

private:
    void rebuild();
    QString m_filter;
};

}  // namespace spillway
