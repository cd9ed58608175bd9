#include "viewmodel/palette_model.h"

#include "viewmodel/kind_face.h"

namespace spillway {

PaletteModel::PaletteModel(QObject* parent)
    : RowModel({QStringLiteral("kind"), QStringLiteral("name"), QStringLiteral("group"), QStringLiteral("help")}, parent) {
    rebuild();
}

void PaletteModel::setFilter(const QString& filter) {
    if (filter == m_filter) return;
    m_filter = filter;
    rebuild();
    Q_EMIT filterChanged();
}

void PaletteModel::rebuild() {
    Rows rows;
    const QStringList words = m_filter.split(QChar(u' '), Qt::SkipEmptyParts);
    const auto add = [&](const QString& kind, const QString& name, const QString& group, const QString& help) {
        const QString all = name + QChar(u' ') + group + QChar(u' ') + help;
        for (const QString& word : words) {
            if (!all.contains(word, Qt::CaseInsensitive)) return;
        }
        rows.append(Row{kind, name, group, help});
    };
    for (const KindFace& face : kindFaces()) {
        add(wordOf(face.kind), QString::fromLatin1(face.name), QString::fromLatin1(face.group), QString::fromLatin1(face.help));
    }
    setRows(rows);
}

}  // namespace spillway
