#include "shop.h"

#include "viewmodel/traces/trace_path.h"

#include <QApplication>

#include <array>
#include <map>

using namespace spillway;
using namespace std::chrono_literals;

// Sampled requests in the window: picked from a list, taken apart, and shown on the drawing.
class TracesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sampled_requests_are_listed_and_taken_apart() {
        Stage stage(QString(), {1500, 1000});
        openShop(stage);
        enter(stage, QStringLiteral("run"));
        stage.key(Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(stage.shows(QStringLiteral("tracesPanel")));
        QVERIFY(stage.says(QStringLiteral("when the run has ended")));
        QVERIFY(runToTheEnd(stage));
        TraceDesk& desk = *stage.workspace().traces();
        const auto& report = *stage.workspace().deck()->report();
        QCOMPARE(desk.traces()->count(), static_cast<int>(report.traces.size()));
        QVERIFY(desk.traces()->count() > 5);
        stage.window().grabWindow();
        const int slowest = desk.traces()->value(0, QStringLiteral("place")).toInt();
        stage.click(QStringLiteral("trace-%1").arg(slowest));
        QCOMPARE(desk.chosen(), slowest);
        QCOMPARE(desk.spans()->count(),
                 static_cast<int>(report.traces[static_cast<std::size_t>(slowest)].spans.size()));
        // Its way lights up on the drawing.
        QVERIFY(stage.selection().contains(QStringLiteral("shoppers -> order-api")));
        QVERIFY(stage.selection().contains(QStringLiteral("stock")));
        stage.click(QStringLiteral("tab-slow"));
        QVERIFY(desk.traces()->count() > 0 && desk.traces()->count() < static_cast<int>(report.traces.size()));
        stage.click(QStringLiteral("tab-failed"));
        for (int row = 0; row < desk.traces()->count(); ++row)
            QVERIFY(desk.traces()->value(row, QStringLiteral("bad")).toBool());
    }

    void the_parts_of_a_request_add_up_to_its_time() {
        Stage stage(QString(), {1280, 800});
        openShop(stage);
        QVERIFY(runToTheEnd(stage));
        const auto& report = *stage.workspace().deck()->report();
        QVERIFY(!report.traces.empty());
        for (const Trace& trace : report.traces) {
            Duration sum{0};
            for (const traces::Stretch& part : traces::criticalPath(trace, report)) sum += part.to - part.from;
            QCOMPARE(sum, traces::tookOf(trace));
        }
    }

    // The caller gave up after a second, while whom it called waited in line elsewhere.
    void what_was_given_up_is_the_time_of_who_had_it() {
        const auto at = [](int milliseconds) { return SimTime{std::chrono::milliseconds{milliseconds}}; };
        const auto span = [&](int parent, std::uint32_t node, std::array<int, 4> times, bool succeeded) {
            Span made;
            made.parent = parent;
            made.node = node;
            made.start = at(times[0]), made.arrived = at(times[1]), made.started = at(times[2]),
            made.end = at(times[3]);
            made.succeeded = succeeded;
            return made;
        };
        RunReport report;
        report.nodes = {{.id = "user"}, {.id = "front"}, {.id = "api"}, {.id = "db"}};
        const Trace trace{.id = 1,
                          .spans = {span(-1, 0, {0, 0, 0, 1000}, false), span(0, 1, {0, 10, 10, 1000}, false),
                                    span(1, 2, {110, 110, 110, 5000}, true), span(2, 3, {210, 210, 700, 5000}, true)}};
        std::map<SpanPart, Duration> parts;
        for (const traces::Stretch& part : traces::criticalPath(trace, report)) parts[part.part] = part.to - part.from;
        QCOMPARE(parts[SpanPart::network], Duration{10ms});
        QCOMPARE(parts[SpanPart::waiting], Duration{490ms});
        QCOMPARE(parts[SpanPart::work], Duration{500ms});  // front 100, api 100, db 300
    }

    void an_outage_that_passed_is_judged_in_a_sentence() {
        Stage stage(QString(), {1280, 800});
        openShop(stage, QByteArray(kShop)
                            .replace("{kind: latency, on: stock, add: 40ms, at: 30s, for: 10s}",
                                     "{kind: outage, on: stock, at: 20s, for: 10s}")
                            .replace("duration: 60s", "duration: 120s"));
        QVERIFY(runToTheEnd(stage));
        QVERIFY(stage.workspace().deck()->report()->recovery.has_value());
        QVERIFY(stage.shows(QStringLiteral("recovery")));
        QVERIFY2(stage.says(QStringLiteral("Recovered")), qPrintable(stage.workspace().deck()->recoveryText()));
    }
};

SPILLWAY_WINDOW_TEST(TracesTest)
#include "traces_test.moc"
