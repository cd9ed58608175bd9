#include "viewmodel/problems_model.h"

#include "viewmodel/text_format.h"

#include <QFileInfo>

#include <algorithm>
#include <set>
#include <utility>

namespace spillway {
namespace {

QString placeText(const Place& place) {
    QString text = text::fromStd(place.item);
    if (!place.field.empty()) text += (text.isEmpty() ? QString() : QStringLiteral(" · ")) + text::fromStd(place.field);
    if (place.line == 0) return text;
    const QString at = QStringLiteral("%1:%2:%3")
                           .arg(QFileInfo(text::fromStd(place.file)).fileName())
                           .arg(place.line)
                           .arg(place.column);
    return text.isEmpty() ? at : text + QStringLiteral("  ") + at;
}

}  // namespace

ProblemsModel::ProblemsModel(Document& document, QObject* parent)
    : RowModel({QStringLiteral("severity"), QStringLiteral("sentence"), QStringLiteral("hint"), QStringLiteral("place"),
                QStringLiteral("item")},
               parent),
      m_document(document) {
    connect(&m_document, &Document::changed, this, &ProblemsModel::rebuild);
    rebuild();
}

QString ProblemsModel::summary() const {
    const int serious = errors() + warnings();
    if (serious > 0) return serious == 1 ? tr("1 problem") : tr("%1 problems").arg(serious);
    if (notes() > 0) return notes() == 1 ? tr("1 note") : tr("%1 notes").arg(notes());
    return tr("no problems");
}

void ProblemsModel::setCompiled(const Diagnostics& diagnostics) {
    m_compiled = diagnostics;
    rebuild();
}

void ProblemsModel::setChecked(const Diagnostics& diagnostics) {
    const auto removed = std::erase_if(m_compiled, [](const Diagnostic& each) { return each.code != "assumption"; });
    if (removed == 0 && diagnostics == m_checked) return;
    m_checked = diagnostics;
    rebuild();
}

void ProblemsModel::setImported(const Diagnostics& diagnostics) {
    m_imported = diagnostics;
    rebuild();
}

void ProblemsModel::rebuild() {
    Diagnostics all = m_document.diagnostics();
    // The document tells the place as well.
    std::set<std::pair<std::string, std::string>> told;
    for (const Diagnostic& d : all) told.emplace(d.place.item, d.sentence);
    for (const Diagnostics* more : {&m_checked, &m_compiled, &m_imported}) {
        for (const Diagnostic& d : *more) {
            if (told.emplace(d.place.item, d.sentence).second) all.push_back(d);
        }
    }
    std::ranges::stable_sort(all, {}, [](const Diagnostic& d) { return static_cast<int>(d.severity); });
    std::ranges::fill(m_totals, 0);
    Rows rows;
    for (const Diagnostic& d : all) {
        ++m_totals[static_cast<std::size_t>(d.severity)];
        const char* severity = d.severity == Severity::error     ? "error"
                               : d.severity == Severity::warning ? "warning"
                                                                 : "note";
        rows.append(Row{QString::fromLatin1(severity), text::fromStd(d.sentence), text::fromStd(d.hint),
                        placeText(d.place), text::fromStd(d.place.item)});
    }
    setRows(rows);
    Q_EMIT totalsChanged();
}

}  // namespace spillway
