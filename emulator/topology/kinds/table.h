#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

// DynamoDB (platform-facts 9).
namespace spillway {

// Application Auto Scaling, target tracking: what is provisioned follows what is taken. It begins with what is stated.
struct TableScaling {
    std::optional<Rate> readMost;
    std::optional<Rate> readLeast;
    std::optional<Rate> writeMost;
    std::optional<Rate> writeLeast;
    std::optional<Share> target;

    static constexpr auto fields() {
        return std::tuple{
            field("read_max", &TableScaling::readMost,
                  "Read units a second it may provision. No default: reads are not scaled."),
            field("read_min", &TableScaling::readLeast, "And at least so many. Default: the stated capacity."),
            field("write_max", &TableScaling::writeMost,
                  "Write units a second it may provision. No default: writes are not scaled."),
            field("write_min", &TableScaling::writeLeast, "And at least so many. Default: the stated capacity."),
            field("target", &TableScaling::target,
                  "Share of the capacity that is to be taken. Default: resources/platforms/data.yaml."),
        };
    }
    friend bool operator==(const TableScaling&, const TableScaling&) = default;
};

// A global secondary index: partitions and capacity of its own, which every write to the table needs as well.
struct TableIndex {
    std::string name;
    std::optional<Rate> read;
    std::optional<Rate> write;
    std::optional<TableScaling> scaling;
    std::int64_t keys = 1000;
    double keySkew = 0;
    std::optional<ByteCount> itemSize;
    Share items = Share::percent(100);
    Share reads;

    static constexpr auto fields() {
        return std::tuple{
            field("name", &TableIndex::name, "What it is called where it is told of. Default: its number."),
            field("read", &TableIndex::read, "Read capacity units a second. Default: the table's."),
            field("write", &TableIndex::write, "Write capacity units a second. Default: the table's."),
            field("autoscaling", &TableIndex::scaling, "Its capacity follows what is taken. Default: as the table's."),
            field("keys", &TableIndex::keys, "Distinct keys of the index. Default 1000 (assumed)."),
            field("key_skew", &TableIndex::keySkew, "Exponent of Zipf's law between the keys. Default 0: all alike."),
            field("item_size", &TableIndex::itemSize, "Size of what is projected. Default: the table's item."),
            field("items", &TableIndex::items,
                  "Share of the items that have its key: others are not in it. Default 100%."),
            field("reads", &TableIndex::reads, "Share of the table's reads that ask it. Default 0%."),
        };
    }
    friend bool operator==(const TableIndex&, const TableIndex&) = default;
};

// Capacity instead of a pool.
struct TableSpec {
    std::optional<Rate> read;
    std::optional<Rate> write;
    std::optional<TableScaling> scaling;
    std::optional<std::int64_t> partitions;
    std::int64_t keys = 1000;
    double keySkew = 0;
    ByteCount itemSize{1024};
    Share reads = Share::percent(80);
    bool consistent = false;
    Share transactional;
    std::vector<TableIndex> indexes;

    static constexpr auto fields() {
        return std::tuple{
            field("read", &TableSpec::read, "Read capacity units a second. No default: on demand."),
            field("write", &TableSpec::write, "Write capacity units a second. No default: on demand."),
            field("autoscaling", &TableSpec::scaling,
                  "Provisioned capacity follows what is taken (Application Auto Scaling). No default: it stays."),
            field("partitions", &TableSpec::partitions, "Partitions. Default: as many as the capacity needs."),
            field("keys", &TableSpec::keys, "Distinct partition keys. Default 1000 (assumed)."),
            field("key_skew", &TableSpec::keySkew, "Exponent of Zipf's law between the keys. Default 0: all alike."),
            field("item_size", &TableSpec::itemSize,
                  "Size of an item: a read unit is 4KiB, a write unit 1KiB. Default 1KiB."),
            field("reads", &TableSpec::reads, "Share of requests that read. Default 80% (assumed)."),
            field("consistent", &TableSpec::consistent, "Strongly consistent reads cost twice. Default false."),
            field("transactional", &TableSpec::transactional,
                  "Share of requests that are transactions: they take twice the units. Default 0%."),
            field("indexes", &TableSpec::indexes,
                  "Global secondary indexes: a write that one of them has no capacity for is throttled. No default."),
        };
    }
    friend bool operator==(const TableSpec&, const TableSpec&) = default;
};

}  // namespace spillway
