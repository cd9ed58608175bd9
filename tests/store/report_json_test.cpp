#include "store/report_json.h"
#include "sample_report.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <set>

using namespace spillway;
using namespace spillway::testing;

class ReportJsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_report_reads_back_bit_for_bit();
    void equal_reports_give_equal_bytes_whatever_the_clock_said();
    void every_key_that_was_ever_written_is_still_written();
    void what_is_left_out_reads_back_empty();
    void a_report_from_before_a_member_came_still_reads();
    void numbers_carry_their_unit_and_no_noise();
    void what_is_no_report_is_refused_data();
    void what_is_no_report_is_refused();
};

void ReportJsonTest::a_report_reads_back_bit_for_bit() {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const RunReport report = sampleReport(seed);
        const auto read = parseReport(reportJson(report));
        QVERIFY2(read, qPrintable(QStringLiteral("SEED=%1").arg(seed)));
        QVERIFY2(sameReport(*read, report), qPrintable(QStringLiteral("SEED=%1").arg(seed)));
        QCOMPARE(reportJson(*read), reportJson(report));
    }
    QVERIFY(sameReport(*parseReport(reportJson({})), {}));
}

void ReportJsonTest::equal_reports_give_equal_bytes_whatever_the_clock_said() {
    RunReport one = sampleReport(3);
    RunReport other = one;
    one.wallSeconds = 1;
    other.wallSeconds = 2;
    QCOMPARE(reportJson(one), reportJson(other));
    other.nodes[2].response.p99 += Duration{1};
    QVERIFY(reportJson(one) != reportJson(other));
}

void collectKeys(const nlohmann::json& value, std::set<std::string>& keys) {
    for (const auto& item : value.items()) {
        if (value.is_object()) keys.insert(item.key());
        if (item.value().is_structured()) collectKeys(item.value(), keys);
    }
}

// Renaming one of these makes stored runs and other people's scripts unreadable: add a version and read both.
void ReportJsonTest::every_key_that_was_ever_written_is_still_written() {
    // Kept as a block: one word a line would be two pages.
    // clang-format off
    const std::set<std::string> promised{
        "add_ns", "faults_end_ns", "good_before", "good_last", "good_worst", "figures", "name", "value", "unit", "bad", "keeps_down", "recovery", "took_ns", "verdict", "architecture", "arrived", "arrived_ns", "at_ns", "attempt", "attempts", "attributions", "backlog", "breaker_open", "cleared",
        "breaker_opened", "budget_left", "cause", "cold", "cold_starts", "count", "dead_lettered", "decisions", "dependency", "end_ns",
        "errors_per_s", "events", "expired", "factor", "failed", "fault", "fingerprint", "flows", "for_ns", "from", "good_share",
        "half_width_ns", "id", "in_flight", "injected", "instances", "kind", "max_ns", "mean_instances", "mean_busy", "mean_ns", "mean_waiting", "met", "node", "nodes",
        "objective", "objectives", "of", "on", "p50_ms", "p50_ns", "p90_ns", "p95_ms", "p95_ns", "p99_ms", "p99_ns", "p999_ns", "parent",
        "part", "parts", "peak_instances", "platform_timeout", "rate", "reason", "redelivered", "refused", "requests", "response",
        "retries", "scenario", "seed", "sent", "series", "share", "spans", "spillway_report", "start_ns", "started_ns", "starting", "steady",
        "succeeded", "threshold_ns", "throttled", "throughput_per_s", "timeout", "to", "traces", "unavailable", "utilization", "waiting",
        "warmup_ns", "what", "by_ns", "code", "direction", "entries", "errors", "fill_ns", "limit_bytes",
        "rate_per_s", "rejected", "size_bytes", "tolerates_ns", "writes", "add", "pool", "active_s", "starting_s", "cpu_s",
        "activations", "workflows", "express", "counts", "started", "timed_out", "aborted", "running", "transitions", "held_back", "took", "billed_s",
        "states", "executions", "entered", "inside", "caught", "retried", "type", "number", "end", "ended_ns", "input", "output", "error", "steps",
        "state", "previous", "data", "held_ns", "committing_ns", "always_ready_s", "always_ready_requests", "breakers", "closed", "open", "half_open"};
    // clang-format on
    std::set<std::string> keys;
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        collectKeys(nlohmann::json::parse(reportJson(sampleReport(seed))), keys);
    for (const std::string& key : promised) QVERIFY2(keys.contains(key), key.c_str());
    for (const std::string& key : keys)
        QVERIFY2(promised.contains(key), ("a new key: add it to the promises: " + key).c_str());
}

void ReportJsonTest::what_is_left_out_reads_back_empty() {
    const RunReport report = sampleReport(5);
    const std::string text = reportJson(report, {.series = false, .traces = false});
    QVERIFY(text.find("\"series\"") == std::string::npos && text.find("\"traces\"") == std::string::npos);
    const auto read = parseReport(text);
    QVERIFY(read);
    QVERIFY(read->traces.empty());
    QCOMPARE(read->workflows.size(), report.workflows.size());
    QVERIFY(read->workflows[0].followed.empty() && read->workflows[0].states == report.workflows[0].states);
    QVERIFY(read->nodes[0].series == NodeSeries{});
    QVERIFY(read->nodes[0].response == report.nodes[0].response);
}

void ReportJsonTest::a_report_from_before_a_member_came_still_reads() {
    const RunReport report = sampleReport(3);
    auto older = nlohmann::ordered_json::parse(reportJson(report));
    for (auto& node : older["nodes"]) node.erase("mean_busy");
    const auto read = parseReport(older.dump());
    QVERIFY(read);
    QCOMPARE(read->nodes.size(), report.nodes.size());
    QCOMPARE(read->nodes[0].meanBusy, 0.0);
    QCOMPARE(read->nodes[0].meanWaiting, report.nodes[0].meanWaiting);
}

void ReportJsonTest::numbers_carry_their_unit_and_no_noise() {
    RunReport report;
    report.end = SimTime{std::chrono::seconds{2}};
    report.nodes.push_back({.id = "api", .series = {.p99Ms = {0.1F, 12.3F, 0.F}}});
    const std::string text = reportJson(report);
    QVERIFY2(text.find("\"end_ns\": 2000000000") != std::string::npos, text.c_str());
    QVERIFY2(text.find("\"p99_ms\": [0.1,12.3,0.0]") != std::string::npos, text.c_str());
    QVERIFY(text.find("wall") == std::string::npos);
}

void ReportJsonTest::what_is_no_report_is_refused_data() {
    QTest::addColumn<QByteArray>("text");
    const QByteArray whole = QByteArray::fromStdString(reportJson(sampleReport(1)));
    QTest::newRow("empty") << QByteArray{};
    QTest::newRow("no JSON") << QByteArray{"spillway: 1"};
    QTest::newRow("a list") << QByteArray{"[1, 2]"};
    QTest::newRow("another object") << QByteArray{"{}"};
    QTest::newRow("newer") << QByteArray{whole}.replace("\"spillway_report\": 1", "\"spillway_report\": 2");
    QTest::newRow("cut short") << whole.left(whole.size() / 2);
    QTest::newRow("a key is missing") << QByteArray{whole}.replace("\"sent\"", "\"gone\"");
    QTest::newRow("an unknown word") << QByteArray{whole}.replace("\"throttled\",", "\"lost\",");
    QTest::newRow("a text for a number") << QByteArray{whole}.replace("\"end_ns\": 600000000000",
                                                                      "\"end_ns\": \"10m\"");
}

void ReportJsonTest::what_is_no_report_is_refused() {
    QFETCH(QByteArray, text);
    const auto read = parseReport(text.toStdString());
    QVERIFY(!read);
    QVERIFY(read.error().message.find("no report") != std::string::npos);
}

QTEST_GUILESS_MAIN(ReportJsonTest)
#include "report_json_test.moc"
