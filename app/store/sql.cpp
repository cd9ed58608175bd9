#include "store/sql.h"

#include <QSqlError>
#include <QStringList>
#include <QUrl>

namespace spillway {

Error sqlError(const QSqlDatabase& database, const QString& reason) {
    const QString name = database.databaseName();  // a file that may only be read is opened by its address
    const QString path = name.startsWith(QStringLiteral("file:")) ? QUrl{name}.toLocalFile() : name;
    return Error{QStringLiteral("the runs in \"%1\": %2").arg(path, reason).toStdString()};
}

Result<QSqlQuery> runSql(const QSqlDatabase& database, const QString& statement, const QVariantList& values) {
    QSqlQuery query{database};
    query.setForwardOnly(true);
    if (!query.prepare(statement)) return sqlError(database, query.lastError().databaseText());
    for (const QVariant& value : values) query.addBindValue(value);
    if (!query.exec()) return sqlError(database, query.lastError().databaseText());
    return query;
}

Result<void> endOf(const QSqlDatabase& database, const QSqlQuery& query) {
    if (!query.lastError().isValid()) return {};
    return sqlError(database, query.lastError().databaseText());
}

Insert::Insert(const QSqlDatabase& database, const QString& table, const QString& columns)
    : m_database{database}, m_query{database} {
    const QStringList marks{columns.count(QLatin1Char{','}) + 1, QStringLiteral("?")};
    m_prepared = m_query.prepare(
        QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)").arg(table, columns, marks.join(QLatin1Char{','})));
}

Result<void> Insert::add(const QVariantList& values) {
    if (!m_prepared) return sqlError(m_database, m_query.lastError().databaseText());
    for (int i = 0; i < values.size(); ++i) m_query.bindValue(i, values[i]);
    if (!m_query.exec()) return sqlError(m_database, m_query.lastError().databaseText());
    return {};
}

}  // namespace spillway
