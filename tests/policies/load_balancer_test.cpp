#include "policies/load_balancer.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <vector>

using namespace spillway;

namespace {

const auto kNobodyBusy = [](std::uint32_t) { return 0; };

// Throws `balls` into as many bins as there are balls and tells the fullest bin.
int fullest(Balance rule, std::uint32_t balls) {
    RngStream stream{8};
    InstanceBalancer balancer{rule};
    std::vector<int> bins(balls);
    for (std::uint32_t i = 0; i < balls; ++i)
        ++bins[balancer.pick(
            balls, [&](std::uint32_t b) { return bins[b]; }, stream)];
    return *std::ranges::max_element(bins);
}

}  // namespace

class LoadBalancerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void round_robin_takes_each_in_turn_and_survives_a_shrinking_set() {
        InstanceBalancer balancer{Balance::roundRobin};
        RngStream stream{1};
        for (const std::uint32_t expected : {0U, 1U, 2U, 0U}) QCOMPARE(balancer.pick(3, kNobodyBusy, stream), expected);
        QCOMPARE(balancer.pick(1, kNobodyBusy, stream), 0U);
        QCOMPARE(balancer.pick(3, kNobodyBusy, stream), 1U);
    }

    void least_busy_takes_the_emptiest() {
        InstanceBalancer balancer{Balance::leastBusy};
        RngStream stream{1};
        const std::array busy{4, 2, 3};
        for (int i = 0; i < 5; ++i)
            QCOMPARE(balancer.pick(
                         3, [&](std::uint32_t b) { return busy[b]; }, stream),
                     1U);
    }

    void least_busy_shares_among_equals() {
        InstanceBalancer balancer{Balance::leastBusy};
        RngStream stream{1};
        std::array<int, 3> seen{};
        for (int i = 0; i < 300; ++i) ++seen[balancer.pick(3, kNobodyBusy, stream)];
        QCOMPARE(seen, (std::array{100, 100, 100}));
    }

    void random_reaches_everyone() {
        InstanceBalancer balancer{Balance::random};
        RngStream stream{2};
        std::array<int, 4> seen{};
        for (int i = 0; i < 40'000; ++i) ++seen[balancer.pick(4, kNobodyBusy, stream)];
        for (const int count : seen) QVERIFY(std::abs(count - 10'000) < 4 * 87);  // sqrt(40000 * 1/4 * 3/4)
    }

    // Balls into n bins: random leaves about ln n / ln ln n in the fullest, two choices ln ln n / ln 2 + O(1)
    // (Mitzenmacher 2001).
    void two_choices_are_exponentially_fairer_than_one() {
        QCOMPARE(fullest(Balance::roundRobin, 10'000), 1);
        QCOMPARE(fullest(Balance::leastBusy, 1'000), 1);
        QVERIFY(fullest(Balance::random, 10'000) >= 6);
        QVERIFY(fullest(Balance::powerOfTwo, 10'000) <= 4);
    }

    void one_candidate_needs_no_choice() {
        for (const Balance rule : {Balance::roundRobin, Balance::leastBusy, Balance::random, Balance::powerOfTwo}) {
            InstanceBalancer balancer{rule};
            RngStream stream{3};
            QCOMPARE(balancer.pick(1, kNobodyBusy, stream), 0U);
        }
    }
};

QTEST_GUILESS_MAIN(LoadBalancerTest)
#include "load_balancer_test.moc"
