#pragma once

#include <QObject>
#include <QString>

namespace spillway {

// Who takes what is typed into a list of fields (field_row.h), by the fields' paths.
class FieldTarget : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    Q_INVOKABLE virtual void setText(const QString& path, const QString& text) = 0;
    // An optional group or a new item of a list ("faults").
    Q_INVOKABLE virtual void add(const QString& path) = 0;
    Q_INVOKABLE virtual void remove(const QString& path) = 0;
};

}  // namespace spillway
