#include "store/report_tables.h"

#include "store/report_shape.h"
#include "store/schema.h"
#include "store/sql.h"

#include <QByteArray>

#include <bit>
#include <cstring>
#include <stdexcept>

namespace spillway {
namespace {

using json::Json;

static_assert(std::endian::native == std::endian::little, "packed samples are stored as they lie in memory");

// Compressed: a series is mostly flat or empty.
QByteArray packed(const std::vector<float>& values) {
    const auto bytes = static_cast<qsizetype>(values.size() * sizeof(float));
    return qCompress(QByteArray::fromRawData(reinterpret_cast<const char*>(values.data()), bytes), 1);
}

// The blob starts with the length it unpacks to (four bytes, big endian); a damaged one unpacks to nothing.
QByteArray unpacked(const QByteArray& blob) {
    QByteArray bytes = qUncompress(blob);
    const bool saysEmpty = blob.size() >= 4 && blob.startsWith(QByteArray(4, '\0'));
    if (bytes.isEmpty() && !saysEmpty) throw std::out_of_range{"packed values cannot be unpacked"};
    return bytes;
}

void unpack(const QByteArray& blob, std::vector<float>& values) {
    const QByteArray bytes = unpacked(blob);
    if (bytes.size() % static_cast<qsizetype>(sizeof(float)) != 0) throw std::out_of_range{"samples are cut off"};
    values.resize(static_cast<std::size_t>(bytes.size()) / sizeof(float));
    if (!bytes.isEmpty()) std::memcpy(values.data(), bytes.constData(), static_cast<std::size_t>(bytes.size()));
}

template <class Item>
QByteArray packedList(const std::vector<Item>& items) {
    const std::vector<std::uint8_t> bytes = Json::to_cbor(json::write(items));
    return qCompress(bytes.data(), static_cast<qsizetype>(bytes.size()), 1);
}

template <class Item>
std::vector<Item> unpackedList(const QByteArray& blob) {
    const QByteArray bytes = unpacked(blob);
    std::vector<Item> items;
    json::read(Json::from_cbor(bytes.begin(), bytes.end()), items);
    return items;
}

template <class T>
QVariant text(const T& value) {
    return QString::fromStdString(json::write(value).dump());
}

template <class T>
T valueOf(const QVariant& text) {
    T value{};
    json::read(Json::parse(text.toString().toStdString()), value);
    return value;
}

template <class Time>
QVariant time(Time value) {
    return json::write(value).template get<qlonglong>();
}

template <class Item>
QVariant totalsText(const Item& item) {
    Json totals;
    json::Writer writer{totals};
    describeTotals(writer, item);
    return QString::fromStdString(totals.dump());
}

class TableWriter {
public:
    TableWriter(const QSqlDatabase& database, std::int64_t run) : m_database{database}, m_run{qlonglong{run}} {}

    Result<void> nodes(const std::vector<NodeReport>& nodes) {
        Insert insert{m_database, QStringLiteral("nodes"),
                      QStringLiteral("run, position, id, kind, arrived, succeeded, p50_ns, p99_ns, totals")};
        return each(insert, nodes, [](const NodeReport& node) -> QVariantList {
            return {words(node.id),          words(std::string{wordOf(node.kind)}),
                    bits(node.arrived),      bits(node.succeeded),
                    time(node.response.p50), time(node.response.p99),
                    totalsText(node)};
        });
    }

    Result<void> series(const std::vector<NodeReport>& nodes) {
        Insert insert{m_database, QStringLiteral("series"), QStringLiteral("run, node, measure, samples")};
        Result<void> written;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const auto add = [&](const char* measure, const std::vector<float>& values) {
                if (!written) return;
                written = insert.add({m_run, qlonglong(i), QString::fromLatin1(measure), packed(values)});
            };
            describe(add, nodes[i].series);
        }
        return written;
    }

    Result<void> flows(const std::vector<FlowReport>& flows) {
        Insert insert{m_database, QStringLiteral("flows"),
                      QStringLiteral("run, position, source, target, kind, attempts, retries, p99_ns, totals")};
        return each(insert, flows, [](const FlowReport& flow) -> QVariantList {
            return {words(flow.from),    words(flow.to),     words(std::string{wordOf(flow.kind)}),
                    bits(flow.attempts), bits(flow.retries), time(flow.response.p99),
                    text(flow)};
        });
    }

    Result<void> workflows(const std::vector<WorkflowReport>& workflows) {
        Insert insert{m_database, QStringLiteral("workflows"),
                      QStringLiteral("run, position, id, started, succeeded, p99_ns, totals, executions")};
        return each(insert, workflows, [](const WorkflowReport& workflow) -> QVariantList {
            return {words(workflow.id),      bits(workflow.counts.started), bits(workflow.counts.succeeded),
                    time(workflow.took.p99), totalsText(workflow),          packedList(workflow.followed)};
        });
    }

    Result<void> decisions(const std::vector<Decision>& decisions) {
        Insert insert{m_database, QStringLiteral("decisions"),
                      QStringLiteral("run, position, at_ns, node, what, reason")};
        return each(insert, decisions, [](const Decision& decision) -> QVariantList {
            return {time(decision.at), words(decision.node), words(decision.what), words(decision.reason)};
        });
    }

    Result<void> traces(const std::vector<Trace>& traces) {
        Insert insert{m_database, QStringLiteral("traces"), QStringLiteral("run, position, id, spans")};
        return each(insert, traces, [](const Trace& trace) -> QVariantList {
            return {bits(trace.id), packedList(trace.spans)};
        });
    }

    Result<void> attributions(const std::vector<Attribution>& attributions) {
        Insert insert{m_database, QStringLiteral("attributions"), QStringLiteral("run, position, of, totals")};
        return each(insert, attributions, [](const Attribution& attribution) -> QVariantList {
            return {words(attribution.of), text(attribution)};
        });
    }

    Result<void> objectives(const std::vector<ObjectiveResult>& objectives) {
        Insert insert{m_database, QStringLiteral("objectives"), QStringLiteral("run, position, of, met, totals")};
        return each(insert, objectives, [](const ObjectiveResult& result) -> QVariantList {
            return {words(result.objective.of), result.met, text(result)};
        });
    }

    Result<void> injected(const std::vector<Fault>& faults) {
        Insert insert{m_database, QStringLiteral("injected"), QStringLiteral("run, position, fault")};
        return each(insert, faults, [](const Fault& fault) -> QVariantList { return {text(fault)}; });
    }

    Result<void> cleared(const std::vector<Clearing>& cleared) {
        Insert insert{m_database, QStringLiteral("cleared"), QStringLiteral("run, position, target, at_ns")};
        return each(insert, cleared, [](const Clearing& clearing) -> QVariantList {
            return {words(clearing.on), time(clearing.at)};
        });
    }

    Result<void> recovery(const std::optional<Recovery>& recovery) {
        Insert insert{m_database, QStringLiteral("recovery"), QStringLiteral("run, position, verdict, totals")};
        std::vector<Recovery> one;
        if (recovery) one.push_back(*recovery);
        return each(insert, one, [](const Recovery& each) -> QVariantList {
            return {words(std::string{wordOf(each.verdict)}), text(each)};
        });
    }

private:
    template <class Item, class Columns>
    Result<void> each(Insert& insert, const std::vector<Item>& items, const Columns& columns) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (auto added = insert.add(QVariantList{m_run, qlonglong(i)} + columns(items[i])); !added) return added;
        }
        return {};
    }

    QSqlDatabase m_database;
    QVariant m_run;
};

// Calls `row` with each row of the statement, which ends in "run = ?" and an order.
template <class Row>
Result<void> forEachRow(const QSqlDatabase& database, std::int64_t run, const QString& statement, const Row& row) {
    SPILLWAY_TRY(query, runSql(database, statement, {qlonglong{run}}));
    while (query.next()) row(query);
    return endOf(database, query);
}

// A list whose items are whole in one column.
template <class Item>
Result<void> readList(const QSqlDatabase& database, std::int64_t run, const QString& table, const QString& column,
                      std::vector<Item>& items) {
    const QString statement = QStringLiteral("SELECT %2 FROM %1 WHERE run = ? ORDER BY position").arg(table, column);
    return forEachRow(database, run, statement,
                      [&](const QSqlQuery& row) { items.push_back(valueOf<Item>(row.value(0))); });
}

template <class Item>
Item totalsOf(const QVariant& totals) {
    const Json json = Json::parse(totals.toString().toStdString());
    Item item;
    json::Reader reader{json};
    describeTotals(reader, item);
    return item;
}

Result<void> readSeries(const QSqlDatabase& database, std::int64_t run, RunReport& report) {
    const QString statement = QStringLiteral("SELECT node, measure, samples FROM series WHERE run = ?");
    return forEachRow(database, run, statement, [&](const QSqlQuery& row) {
        const std::string measure = fromWords(row.value(1));
        const auto fill = [&](const char* name, std::vector<float>& values) {
            if (measure == name) unpack(row.value(2).toByteArray(), values);
        };
        describe(fill, report.nodes.at(static_cast<std::size_t>(row.value(0).toLongLong())).series);
    });
}

Result<void> readCleared(const QSqlDatabase& database, std::int64_t run, RunReport& report) {
    SPILLWAY_TRY(isThere, hasTable(database, QStringLiteral("cleared")));
    if (!isThere) return {};
    const QString statement = QStringLiteral("SELECT target, at_ns FROM cleared WHERE run = ? ORDER BY position");
    return forEachRow(database, run, statement, [&](const QSqlQuery& row) {
        report.cleared.push_back({fromWords(row.value(0)), SimTime{Duration{row.value(1).toLongLong()}}});
    });
}

Result<void> readWorkflows(const QSqlDatabase& database, std::int64_t run, RunReport& report) {
    SPILLWAY_TRY(isThere, hasTable(database, QStringLiteral("workflows")));
    if (!isThere) return {};
    const QString statement =
        QStringLiteral("SELECT totals, executions FROM workflows WHERE run = ? ORDER BY position");
    return forEachRow(database, run, statement, [&](const QSqlQuery& row) {
        report.workflows.push_back(totalsOf<WorkflowReport>(row.value(0)));
        report.workflows.back().followed = unpackedList<ExecutionSample>(row.value(1).toByteArray());
    });
}

Result<void> readRecovery(const QSqlDatabase& database, std::int64_t run, RunReport& report) {
    SPILLWAY_TRY(isThere, hasTable(database, QStringLiteral("recovery")));
    if (!isThere) return {};
    std::vector<Recovery> found;
    auto done = readList(database, run, QStringLiteral("recovery"), QStringLiteral("totals"), found);
    if (!found.empty()) report.recovery = std::move(found.front());
    return done;
}

Result<void> readAll(const QSqlDatabase& database, std::int64_t run, RunReport& report) {
    const auto ordered = [](const char* columns) {
        return QStringLiteral("SELECT %1 WHERE run = ? ORDER BY position").arg(QString::fromLatin1(columns));
    };
    Result<void> done = forEachRow(database, run, ordered("totals FROM nodes"), [&](const QSqlQuery& row) {
        report.nodes.push_back(totalsOf<NodeReport>(row.value(0)));
    });
    if (done) done = readSeries(database, run, report);
    if (done) done = readList(database, run, QStringLiteral("flows"), QStringLiteral("totals"), report.flows);
    if (done) {
        done =
            forEachRow(database, run, ordered("at_ns, node, what, reason FROM decisions"), [&](const QSqlQuery& row) {
                report.decisions.push_back({SimTime{Duration{row.value(0).toLongLong()}}, fromWords(row.value(1)),
                                            fromWords(row.value(2)), fromWords(row.value(3))});
            });
    }
    if (done) {
        done = forEachRow(database, run, ordered("id, spans FROM traces"), [&](const QSqlQuery& row) {
            report.traces.push_back({fromBits(row.value(0)), unpackedList<Span>(row.value(1).toByteArray())});
        });
    }
    if (done)
        done = readList(database, run, QStringLiteral("attributions"), QStringLiteral("totals"), report.attributions);
    if (done) done = readList(database, run, QStringLiteral("objectives"), QStringLiteral("totals"), report.objectives);
    if (done) done = readList(database, run, QStringLiteral("injected"), QStringLiteral("fault"), report.injected);
    if (done) done = readCleared(database, run, report);
    if (done) done = readWorkflows(database, run, report);
    if (done) done = readRecovery(database, run, report);
    return done;
}

}  // namespace

Result<void> writeTables(const QSqlDatabase& database, std::int64_t run, const RunReport& report) {
    TableWriter writer{database, run};
    Result<void> done = writer.nodes(report.nodes);
    if (done) done = writer.series(report.nodes);
    if (done) done = writer.flows(report.flows);
    if (done) done = writer.workflows(report.workflows);
    if (done) done = writer.decisions(report.decisions);
    if (done) done = writer.traces(report.traces);
    if (done) done = writer.attributions(report.attributions);
    if (done) done = writer.objectives(report.objectives);
    if (done) done = writer.injected(report.injected);
    if (done) done = writer.cleared(report.cleared);
    if (done) done = writer.recovery(report.recovery);
    return done;
}

Result<void> readTables(const QSqlDatabase& database, std::int64_t run, RunReport& report) {
    try {
        return readAll(database, run, report);
    } catch (const std::exception& exception) {
        return sqlError(database,
                        QStringLiteral("run #%1 is damaged: %2").arg(run).arg(QString::fromUtf8(exception.what())));
    }
}

}  // namespace spillway
