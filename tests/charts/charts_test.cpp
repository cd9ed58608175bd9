#include "charts/chart_feed.h"
#include "charts/heat_strip.h"
#include "charts/line_plot.h"

#include <QtTest>

#include <cmath>
#include <numeric>

using namespace spillway;

class ChartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_second_without_a_sample_is_a_gap_and_not_a_zero() {
        const std::vector<float> p99{10, 20, 0, 0, 30, 0};
        const std::vector<float> done{5, 5, 0, 0, 5, 0};
        const auto points = decimated(p99, &done, 100);
        QCOMPARE(points.size(), 5);
        QCOMPARE(points[1], QPointF(2, 20));
        QVERIFY(std::isnan(points[2].y()));
        QCOMPARE(points[3], QPointF(5, 30));
        QVERIFY(std::isnan(points[4].y()));
        // A rate of zero is a rate.
        QCOMPARE(decimated(done, nullptr, 100).size(), 6);
        QCOMPARE(decimated(done, nullptr, 100)[2], QPointF(3, 0));
    }

    void a_response_that_took_no_time_is_a_sample() {
        const std::vector<float> p99{0, 0};
        const std::vector<float> done{7, 0};
        const auto points = decimated(p99, &done, 100);
        QCOMPARE(points[0], QPointF(1, 0));
        QVERIFY(std::isnan(points[1].y()));
    }

    void no_peak_and_no_dip_is_lost_among_many_seconds() {
        std::vector<float> values(10'000, 50.F);
        values[4321] = 900;
        values[7777] = 1;
        const auto points = decimated(values, nullptr, 600);
        QVERIFY(points.size() <= 602);
        QVERIFY(points.contains(QPointF(4322, 900)));
        QVERIFY(points.contains(QPointF(7778, 1)));
        QVERIFY(std::ranges::is_sorted(points, {}, [](QPointF p) { return p.x(); }));
    }

    void the_value_axis_ends_on_a_round_step_above_the_value() {
        for (double value = 0.013; value < 1e7; value *= 1.37) {
            const Scale scale = niceScale(value, false);
            const double parts = scale.top / scale.step;
            QVERIFY2(scale.top >= value && scale.top <= 2.5 * value, qPrintable(QString::number(value)));
            QVERIFY(std::fabs(parts - std::round(parts)) < 1e-6 && parts >= 1.999 && parts < 4.001);
        }
        QCOMPARE(niceScale(3, true).step, 1.0);
        QCOMPARE(niceScale(1, true).top, 1.0);
        QCOMPARE(niceScale(0, true).top, 1.0);
    }

    void counts_are_never_divided() {
        for (int value = 1; value < 3000; ++value) {
            const Scale scale = niceScale(value, true);
            QCOMPARE(scale.step, std::round(scale.step));
            QVERIFY(scale.top >= value);
        }
    }

    void labels_of_an_axis_are_short() {
        QCOMPARE(axisTime(150'000), QStringLiteral("150 s"));
        QCOMPARE(axisTime(250), QStringLiteral("250 ms"));
        QCOMPARE(axisTime(0), QStringLiteral("0"));
        QCOMPARE(axisTime(3'600'000), QStringLiteral("60 m"));
        QCOMPARE(axisNumber(40'000), QStringLiteral("40 k"));
        QCOMPARE(axisNumber(1500), QStringLiteral("1500"));
        QCOMPARE(axisNumber(2'500'000), QStringLiteral("2.5 M"));
    }

    void the_time_axis_steps_in_round_spans() {
        QCOMPARE(niceSpan(30, 6), 5.0);
        QCOMPARE(niceSpan(252, 6), 60.0);
        QCOMPARE(niceSpan(600, 6), 120.0);
        QCOMPARE(niceSpan(3 * 86400, 6), 43200.0);
        QCOMPARE(niceSpan(30 * 86400, 6), 5.0 * 86400);
    }

    void a_line_is_drawn_in_pieces_between_its_gaps() {
        const double nothing = std::nan("");
        const auto runs = strokes({{1, 10}, {2, 20}, {3, nothing}, {5, 10}, {6, nothing}}, 10, 20, {100, 50});
        QCOMPARE(runs.size(), 2);
        QCOMPARE(runs[0], (QPolygonF{{10, 25}, {20, 0}}));
        // One point alone would be invisible.
        QCOMPARE(runs[1].size(), 2);
        QCOMPARE(runs[1].last(), QPointF(50, 25));
        QVERIFY(runs[1].first().x() < 50);
    }

    void every_request_of_a_second_is_in_one_cell_of_the_heat() {
        double sum = 0;
        for (double from = 0.001; from < 1e6; from *= 1.3) sum += shareBetween(40, 90, 200, from, from * 1.3);
        QVERIFY2(std::fabs(sum - 1) < 1e-9, qPrintable(QString::number(sum)));
        QCOMPARE(shareBetween(40, 90, 200, 90, 200), 0.04);
        QCOMPARE(shareBetween(40, 40, 40, 39, 41) > 0.45, true);
    }
};

QTEST_GUILESS_MAIN(ChartsTest)
#include "charts_test.moc"
