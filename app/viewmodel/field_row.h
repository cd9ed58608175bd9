#pragma once

#include <QString>
#include <QStringList>
#include <QVariantList>

#include <vector>

namespace spillway {

// One line of the inspector.
struct FieldRow {
    enum class Shape { text, prose, choice, flag, heading, group, item };  // prose has several lines

    QString path;  // what setText() takes
    QString label;
    QString value;
    Shape shape = Shape::text;
    QStringList choices = {};  // of a choice
    QString help = {};
    QString meant = {};     // what an empty field means: its default
    bool mixed = false;     // the items selected differ
    bool optional = false;  // a group that can be added and removed
    bool present = true;    // of an optional group
    bool policy = false;    // stands in the Policies tab
    int depth = 0;
    bool number = true;  // set in the font of numbers
    QString error = {};  // why `value` does not fit
};

// As a RowModel has them: its roles, and a row's values in their order.
QStringList fieldRoles();
QVariantList fieldValues(const FieldRow& row);

// "visibility_timeout" -> "Visibility timeout".
QString labelOf(const QString& key);

}  // namespace spillway
