#include "base/text.h"
#include "nodes/model.h"
#include "platforms/key_hash.h"
#include "run/compiler.h"

#include <algorithm>
#include <cmath>

// DynamoDB tables and their indexes.
namespace spillway {
namespace {

// What a part of a table has of its own, as the document states it.
struct StatedPart {
    std::string name;   // of an index
    std::string field;  // where it is stated
    std::optional<Rate> read, write;
    std::optional<TableScaling> scaling;
    std::optional<std::int64_t> partitions;
};

class TableCompiler {
public:
    TableCompiler(Compiler& compiler, const Node& node, const TableSpec& table)
        : m_compiler{compiler}, m_node{node}, m_table{table}, m_limits{compiler.model.facts->data.table} {}

    TableModel compile() {
        m_made.limits = m_limits;
        m_made.reads = m_table.reads.fraction();
        m_made.transactional = m_table.transactional.fraction();
        const StatedPart stated{"", "table", m_table.read, m_table.write, m_table.scaling, m_table.partitions};
        TablePartModel& table = addPart(stated, m_table.keys, m_table.keySkew);
        table.readUnits = m_limits.readUnits(m_table.itemSize, m_table.consistent);
        table.writeUnits = m_limits.writeUnits(m_table.itemSize);
        for (const TableIndex& index : m_table.indexes) table.reads -= index.reads.fraction();
        warnOfNoCapacity(table, stated);
        for (std::size_t i = 0; i < m_table.indexes.size(); ++i) addIndex(m_table.indexes[i], i + 1);
        return std::move(m_made);
    }

private:
    void addIndex(const TableIndex& index, std::size_t number) {
        const std::string name = index.name.empty() ? std::to_string(number) : index.name;
        // On demand is the whole table or nothing of it.
        const bool onDemand = !m_table.read && !m_table.write;
        const auto own = [&](const auto& stated, const auto& tables) {
            return onDemand ? std::decay_t<decltype(stated)>{} : stated ? stated : tables;
        };
        const StatedPart stated{name,
                                "table.indexes[" + std::to_string(number - 1) + "]",
                                own(index.read, m_table.read),
                                own(index.write, m_table.write),
                                own(index.scaling, m_table.scaling),
                                {}};
        TablePartModel& made = addPart(stated, index.keys, index.keySkew);
        const ByteCount size = index.itemSize.value_or(m_table.itemSize);
        made.readUnits = m_limits.readUnits(size, false);  // never strongly consistent
        made.writeUnits = m_limits.writeUnits(size);
        made.items = index.items.fraction();
        made.reads = index.reads.fraction();
        warnOfNoCapacity(made, stated);
    }

    TablePartModel& addPart(const StatedPart& stated, std::int64_t keys, double skew) {
        TablePartModel& made = m_made.parts.emplace_back();
        made.name = stated.name;
        const bool onDemand = !stated.read && !stated.write;
        made.read = stated.read.value_or(Rate{}).perSecond();
        made.write = stated.write.value_or(Rate{}).perSecond();
        if (!onDemand && stated.scaling) scale(made, *stated.scaling);
        made.partitions = partitionsOf(made, stated);
        made.keys = Popularity{static_cast<std::uint32_t>(keys), skew};
        // Its hash, of 2^32: it is not always the same number of partitions that share them.
        for (std::uint32_t key = 0; key < made.keys.keys(); ++key)
            made.partitionOfKey.push_back(kinesisShard("key-" + std::to_string(key), ~std::uint32_t{0}));
        return made;
    }

    // What is stated is where it begins, within the bounds.
    void scale(TablePartModel& made, const TableScaling& scaling) const {
        const double target = scaling.target.value_or(m_limits.autoscalingTarget).fraction();
        const auto bounded = [&](double& capacity, const std::optional<Rate>& least, const std::optional<Rate>& most) {
            if (!most) return std::optional<CapacityScaling>{};
            const double from = least ? least->perSecond() : std::min(capacity, most->perSecond());
            capacity = std::clamp(capacity, from, std::max(from, most->perSecond()));
            return std::optional{CapacityScaling{from, most->perSecond(), target}};
        };
        made.scaling = {bounded(made.read, scaling.readLeast, scaling.readMost),
                        bounded(made.write, scaling.writeLeast, scaling.writeMost)};
    }

    std::uint32_t partitionsOf(const TablePartModel& made, const StatedPart& stated) {
        const bool onDemand = made.read == 0 && made.write == 0;
        const double needed = onDemand ? m_limits.initialWrites / m_limits.partitionWrites
                                       : made.read / m_limits.partitionReads + made.write / m_limits.partitionWrites;
        const std::int64_t fitting = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(needed)));
        const std::int64_t count = stated.partitions.value_or(fitting);
        if (stated.name.empty() && !stated.partitions)
            m_compiler.note(m_node.id, "table.partitions",
                            "assumed: " + std::to_string(count) + (count == 1 ? " partition" : " partitions") +
                                ", as many as the capacity needs");
        else if (stated.partitions && !onDemand &&
                 std::max(made.read / m_limits.partitionReads, made.write / m_limits.partitionWrites) >
                     static_cast<double>(count))
            m_compiler.warn("does-not-fit", m_node.id, "table.partitions",
                            "a partition gives " + toText(Rate::perSecond(m_limits.partitionReads)) + " read and " +
                                toText(Rate::perSecond(m_limits.partitionWrites)) +
                                " write units: they cannot use what is provisioned",
                            "leave them out: then there are as many as the capacity needs");
        return static_cast<std::uint32_t>(count);
    }

    // Provisioned is provisioned for both.
    void warnOfNoCapacity(const TablePartModel& made, const StatedPart& stated) {
        if (made.read == 0 && made.write == 0) return;
        const bool noReads = made.read == 0 && m_made.reads * made.reads > 1e-9;
        const bool noWrites = made.write == 0 && m_made.reads < 1;
        if (!noReads && !noWrites) return;
        const std::string none = noReads ? "read" : "write";
        m_compiler.warn("no-capacity", m_node.id, stated.field + "." + none,
                        (stated.name.empty() ? "it has no " : "the index " + stated.name + " has no ") + none +
                            " capacity: every " + none + " is throttled",
                        "state both, or neither: then the table is on demand");
    }

    Compiler& m_compiler;
    const Node& m_node;
    const TableSpec& m_table;
    const TableLimits& m_limits;
    TableModel m_made;
};

}  // namespace

void Compiler::compileTable(const Node& node, const TableSpec& table, NodeModel& nodeModel) {
    nodeModel.behavior = Behavior::table;
    nodeModel.extra = static_cast<std::uint32_t>(model.tables.size());
    nodeModel.marksWrites = true;
    model.tables.push_back(TableCompiler{*this, node, table}.compile());
}

}  // namespace spillway
