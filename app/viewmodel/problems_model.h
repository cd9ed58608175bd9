#pragma once

#include "document/document.h"
#include "viewmodel/row_model.h"

namespace spillway {

// Everything that is wrong or assumed: of the text, of the drawing as it is now, and of the run last compiled.
class ProblemsModel : public spillway::RowModel {
    Q_OBJECT
    Q_PROPERTY(int errors READ errors NOTIFY totalsChanged)
    Q_PROPERTY(int warnings READ warnings NOTIFY totalsChanged)
    Q_PROPERTY(int notes READ notes NOTIFY totalsChanged)
    Q_PROPERTY(QString summary READ summary NOTIFY totalsChanged)
public:
    explicit ProblemsModel(Document& document, QObject* parent = nullptr);
    int errors() const { return m_totals[0]; }
    int warnings() const { return m_totals[1]; }
    int notes() const { return m_totals[2]; }
    QString summary() const;
    // Of the run: what is wrong stays until the drawing has been looked at anew, what was assumed until the next run.
    void setCompiled(const Diagnostics& diagnostics);
    void setChecked(const Diagnostics& diagnostics);
    void setImported(const Diagnostics& diagnostics);

Q_SIGNALS:
    void totalsChanged();

private:
    void rebuild();
    Document& m_document;
    Diagnostics m_compiled;
    Diagnostics m_checked;
    Diagnostics m_imported;
    int m_totals[3] = {0, 0, 0};
};

}  // namespace spillway
