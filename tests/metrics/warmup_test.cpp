#include "metrics/warmup.h"
#include "base/random.h"

#include <QtTest>

#include <cmath>
#include <vector>

using namespace spillway;

class WarmupTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_settled_sequence_keeps_nearly_everything() {
        RngStream stream{1};
        std::vector<double> sequence(2000);
        for (double& value : sequence) value = 10 + stream.normal();
        const Warmup warmup = mser5(sequence);
        QVERIFY(warmup.settled && warmup.dropped < 200);
    }

    void the_climb_at_the_start_is_dropped() {
        RngStream stream{2};
        std::vector<double> sequence(2000);
        for (std::size_t i = 0; i < sequence.size(); ++i) {
            sequence[i] = 10 * (1 - std::exp(-static_cast<double>(i) / 50)) + 0.3 * stream.normal();
        }
        const Warmup warmup = mser5(sequence);
        QVERIFY(warmup.settled);
        // After 100 values the bias is 1.4, after 300 it is 0.025.
        QVERIFY2(warmup.dropped > 100 && warmup.dropped < 400, qPrintable(QString::number(warmup.dropped)));
    }

    void a_step_is_found_exactly() {
        std::vector<double> sequence(500, 7.0);
        for (std::size_t i = 0; i < 60; ++i) sequence[i] = 0;
        QCOMPARE(mser5(sequence), (Warmup{60, true}));
    }

    void a_sequence_that_still_climbs_has_not_settled() {
        std::vector<double> sequence(1000);
        for (std::size_t i = 0; i < sequence.size(); ++i) sequence[i] = static_cast<double>(i);
        QVERIFY(!mser5(sequence).settled);
    }

    void a_handful_of_values_tells_nothing() {
        QVERIFY(!mser5(std::vector<double>(19, 1.0)).settled);
        QVERIFY(!mser5({}).settled);
    }
};

QTEST_GUILESS_MAIN(WarmupTest)
#include "warmup_test.moc"
