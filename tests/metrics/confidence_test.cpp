#include "metrics/confidence.h"
#include "base/random.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <vector>

using namespace spillway;

class ConfidenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Any statistics book's table.
    void student_t_is_that_of_the_tables_data() {
        QTest::addColumn<double>("confidence");
        QTest::addColumn<int>("freedom");
        QTest::addColumn<double>("t");
        QTest::newRow("1") << 0.95 << 1 << 12.7062;
        QTest::newRow("2") << 0.95 << 2 << 4.3027;
        QTest::newRow("3") << 0.95 << 3 << 3.1824;
        QTest::newRow("9") << 0.95 << 9 << 2.2622;
        QTest::newRow("10") << 0.99 << 10 << 3.1693;
        QTest::newRow("29") << 0.90 << 29 << 1.6991;
        QTest::newRow("120") << 0.95 << 120 << 1.9799;
        QTest::newRow("10000") << 0.95 << 10000 << 1.9602;
    }
    void student_t_is_that_of_the_tables() {
        QFETCH(double, confidence);
        QFETCH(int, freedom);
        QFETCH(double, t);
        QVERIFY(std::abs(studentT(confidence, static_cast<std::size_t>(freedom)) - t) < 6e-5);
    }

    void five_replications_by_hand() {
        // mean 10, variance 2.5, standard error sqrt(0.5), t(4) = 2.7764.
        const std::array means{8.0, 9.0, 10.0, 11.0, 12.0};
        const auto interval = replicationInterval(means);
        QCOMPARE(interval.mean, 10.0);
        QVERIFY(std::abs(interval.halfWidth - 2.7764 * std::sqrt(0.5)) < 1e-3);
        QVERIFY(interval.contains(11.9) && !interval.contains(12));
    }

    void one_value_says_nothing_of_its_spread() {
        const std::array one{3.0};
        QVERIFY(std::isinf(replicationInterval(one).halfWidth));
        QVERIFY(std::isinf(replicationInterval({}).halfWidth));
    }

    // 95 % intervals of 4,000 experiments: 3,800 +- 3 standard deviations of 13.8 hold the truth.
    void an_interval_holds_the_truth_as_often_as_it_says() {
        RngStream stream{4};
        int held = 0;
        for (int experiment = 0; experiment < 4000; ++experiment) {
            std::array<double, 8> means{};
            for (double& mean : means) mean = 5 + stream.normal();
            held += replicationInterval(means).contains(5) ? 1 : 0;
        }
        QVERIFY2(std::abs(held - 3800) < 42, qPrintable(QString::number(held)));
    }

    // An autoregressive sequence x' = 0.9 x + noise has mean 0; taking its values as independent would give an interval
    // sqrt(19) times too short.
    void batch_means_see_correlation() {
        int held = 0;
        RngStream stream{5};
        for (int experiment = 0; experiment < 300; ++experiment) {
            std::vector<double> sequence(20'000);
            double x = 0;
            for (double& value : sequence) value = x = 0.9 * x + stream.normal();
            held += batchMeansInterval(sequence).contains(0) ? 1 : 0;
        }
        QVERIFY2(held >= 273 && held <= 297, qPrintable(QString::number(held)));
    }
};

QTEST_GUILESS_MAIN(ConfidenceTest)
#include "confidence_test.moc"
