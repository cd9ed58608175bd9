#include "viewmodel/palette_model.h"

#include "topology/validate.h"
#include "viewmodel/kind_face.h"

namespace spillway {

PaletteModel::PaletteModel(Offers offers, QObject* parent)
    : RowModel({QStringLiteral("kind"), QStringLiteral("name"), QStringLiteral("group"), QStringLiteral("help"),
                QStringLiteral("glyph"), QStringLiteral("first")},
               parent),
      m_offers(offers) {
    rebuild();
}

void PaletteModel::setFilter(const QString& filter) {
    if (filter == m_filter) return;
    m_filter = filter;
    rebuild();
    Q_EMIT filterChanged();
}

void PaletteModel::setTargetsOnly(bool only) {
    if (only == m_targetsOnly) return;
    m_targetsOnly = only;
    rebuild();
    Q_EMIT targetsOnlyChanged();
}

void PaletteModel::rebuild() {
    Rows rows;
    const QStringList words = m_filter.split(QChar(u' '), Qt::SkipEmptyParts);
    const auto add = [&](const QString& kind, const QString& name, const QString& group, const QString& help,
                         const QString& glyph) {
        const QString all = name + QChar(u' ') + group + QChar(u' ') + help;
        for (const QString& word : words) {
            if (!all.contains(word, Qt::CaseInsensitive)) return;
        }
        rows.append(Row{kind, name, group, help, glyph, rows.isEmpty() || rows.last()[2] != group});
    };
    for (const KindFace& face : kindFaces()) {
        if (m_targetsOnly && isSource(face.kind)) continue;
        const QString kind = wordOf(face.kind);
        add(kind, QString::fromLatin1(face.name), QString::fromLatin1(face.group), QString::fromLatin1(face.help),
            QStringLiteral("ui-kind-") + kind);
    }
    if (m_offers == Offers::everything) {
        add(QStringLiteral("boundary"), tr("Boundary"), tr("Areas"),
            tr("An area that owns what lies in it: drag a rectangle around nodes"), QStringLiteral("ui-boundary"));
    }
    setRows(rows);
}

}  // namespace spillway
