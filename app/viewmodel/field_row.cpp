#include "viewmodel/field_row.h"

namespace spillway {
namespace {

QString wordOf(FieldRow::Shape shape) {
    switch (shape) {
        case FieldRow::Shape::prose: return QStringLiteral("prose");
        case FieldRow::Shape::choice: return QStringLiteral("choice");
        case FieldRow::Shape::flag: return QStringLiteral("flag");
        case FieldRow::Shape::heading: return QStringLiteral("heading");
        case FieldRow::Shape::group: return QStringLiteral("group");
        case FieldRow::Shape::item: return QStringLiteral("item");
        case FieldRow::Shape::text: break;
    }
    return QStringLiteral("text");
}

}  // namespace

QStringList fieldRoles() {
    return {QStringLiteral("path"),    QStringLiteral("label"), QStringLiteral("value"),  QStringLiteral("shape"),
            QStringLiteral("choices"), QStringLiteral("help"),  QStringLiteral("meant"),  QStringLiteral("mixed"),
            QStringLiteral("present"), QStringLiteral("depth"), QStringLiteral("number"), QStringLiteral("error")};
}

QVariantList fieldValues(const FieldRow& row) {
    return {row.path,  row.label, row.value,   wordOf(row.shape), row.choices, row.help,
            row.meant, row.mixed, row.present, row.depth,         row.number,  row.error};
}

}  // namespace spillway
