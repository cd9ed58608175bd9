#include "policies/active_retries.h"
#include "policies/codel.h"
#include "policies/retry.h"
#include "policies/token_bucket.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

SimTime at(Duration time) { return SimTime{time}; }

}  // namespace

// Budgets, buckets and queues against their sources, by hand.
class BudgetTablesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // finagle RetryBudget.scala: a call puts down 1000, a retry takes 1000 / percentCanRetry; deposits and withdrawals
    // live for ttl, in ten slices; the reserve is minRetriesPerSec x ttl retries.
    void finagles_budget_counts_deposits_and_withdrawals_that_live_for_its_ttl() {
        struct Row {
            Duration when;
            char event;  // c: so many first calls, r: so many retries, of which `granted` are
            int count;
            int granted;
            std::int64_t balance;  // after it
        };
        const auto follow = [](RetryBudget budget, const std::vector<Row>& rows) {
            for (const Row& row : rows) {
                int granted = 0;
                for (int i = 0; i < row.count; ++i) {
                    if (row.event == 'c') budget.onFirstCall(at(row.when));
                    if (row.event == 'r') granted += budget.tryRetry(at(row.when)) ? 1 : 0;
                }
                QCOMPARE(granted, row.granted);
                QCOMPARE(budget.balance(at(row.when)), row.balance);
            }
        };
        // A fifth, 10 s, no reserve: five calls pay for one.
        follow(RetryBudget{{Share::percent(20), 10s, 0}}, {{0s, 'r', 1, 0, 0},
                                                           {0s, 'c', 4, 0, 0},
                                                           {1s, 'r', 1, 0, 0},
                                                           {1s, 'c', 1, 0, 1},  // 5 of them
                                                           {2s, 'r', 2, 1, 0},
                                                           {2s, 'c', 10, 0, 2},
                                                           // At 10 s the four of second 0 are gone, and the one of
                                                           // second 1 is still there: 1 + 10 - 5 taken at 2 s.
                                                           {10s, 'r', 2, 1, 0},
                                                           // At 12 s all of seconds 0 to 2 is gone, taken or put; the
                                                           // retry of 10 s is not: 5 short.
                                                           {12s, 'c', 9, 0, 0},
                                                           {12s, 'c', 1, 0, 1},
                                                           {20s, 'c', 0, 0, 2},
                                                           {22s, 'c', 0, 0, 0}});
        // Its own default: with a reserve of 10 a second for 10 s.
        follow(RetryBudget{}, {{0s, 'r', 150, 100, 0},
                               {5s, 'c', 50, 0, 10},
                               {5s, 'r', 11, 10, 0},
                               {10s, 'r', 101, 100, 0},  // what was taken at 0 s is forgotten
                               {15s, 'c', 0, 0, 0},
                               {20s, 'c', 0, 0, 100}});
        // Half, 2 s: slices of 200 ms.
        follow(RetryBudget{{Share::percent(50), 2s, 0}},
               {{100ms, 'c', 4, 0, 2}, {1999ms, 'c', 0, 0, 2}, {2000ms, 'c', 0, 0, 0}});
        // Only a reserve: all that may be retried comes by time.
        follow(RetryBudget{{Share::percent(0), 1s, 2}},
               {{0s, 'c', 1000, 0, 2}, {0s, 'r', 3, 2, 0}, {999ms, 'r', 1, 0, 0}, {1s, 'r', 3, 2, 0}});
        follow(RetryBudget{{Share::percent(0), 1s, 0}}, {{0s, 'c', 1000, 0, 0}, {0s, 'r', 1, 0, 0}});
    }
    // envoy ResourceManagerImpl: max = max(budget_percent x active, min_retry_concurrency), rounded down.
    void envoys_budget_is_a_share_of_what_is_out_and_never_below_its_least() {
        struct Row {
            std::uint64_t open;
            std::int64_t most;
        };
        const auto most = [](ActiveRetries budget, std::uint64_t open) {
            while (budget.tryBegin(open)) {
            }
            return budget.active();
        };
        for (const Row& row : std::vector<Row>{{0, 3}, {15, 3}, {19, 3}, {20, 4}, {24, 4}, {25, 5}, {1000, 200}})
            QCOMPARE(most(ActiveRetries{Share::percent(20), 3}, row.open), row.most);
        QCOMPARE(most(ActiveRetries{Share::percent(0), 0}, 1000), 0);
        QCOMPARE(most(ActiveRetries{Share::percent(100), 0}, 7), 7);
        // One that has ended makes room for one; when less is out, none is taken back.
        ActiveRetries budget{Share::percent(20), 3};
        for (int i = 0; i < 10; ++i) QVERIFY(budget.tryBegin(50));
        QVERIFY(!budget.tryBegin(50));
        budget.finish();
        QVERIFY(budget.tryBegin(50));
        QVERIFY(!budget.tryBegin(10));
        for (int i = 0; i < 7; ++i) budget.finish();
        QVERIFY(!budget.tryBegin(10));  // three are still active
        budget.finish();
        QVERIFY(budget.tryBegin(10));
    }
    void a_token_bucket_fills_by_its_rate_and_holds_its_burst() {
        struct Row {
            Duration when;
            int asked;
            int taken;
        };
        TokenBucket bucket{Rate::perSecond(10), 2};
        for (const Row& row : std::vector<Row>{{0s, 3, 2},     // full at the start
                                               {50ms, 1, 0},   // 0.5
                                               {100ms, 2, 1},  // 1
                                               {199ms, 1, 0},  // 0.99
                                               {200ms, 1, 1},
                                               {350ms, 2, 1},   // 1.5
                                               {400ms, 1, 1},   // 0.5 + 0.5
                                               {10s, 5, 2}}) {  // no more than its burst
            int taken = 0;
            for (int i = 0; i < row.asked; ++i) taken += bucket.tryTake(at(row.when)) ? 1 : 0;
            QCOMPARE(taken, row.taken);
        }
    }
    // RFC 8289, 5.5: what comes out of a line that a request leaves every millisecond.
    void codel_follows_its_control_law() {
        struct Row {
            Duration until;      // requests leave every millisecond from where the row before ended
            Duration sojourn;    // of each
            std::size_t behind;  // in the line
            std::vector<Duration> dropped;
        };
        const auto follow = [](const CodelSettings& settings, const std::vector<Row>& rows) {
            Codel codel{settings};
            Duration now = 1ms;
            for (const Row& row : rows) {
                std::vector<Duration> dropped;
                for (; now < row.until; now += 1ms) {
                    // Whoever is dropped is followed by the next at once.
                    while (codel.drops(row.sojourn, row.behind, at(now))) dropped.push_back(now);
                }
                QCOMPARE(dropped, row.dropped);
            }
        };
        const CodelSettings usual;  // 5 ms, 100 ms
        // The first 100 ms after the wait was first above; then 100 / sqrt n apart.
        follow(usual,
               {{1ms + 100ms, 6ms, 9, {}}, {400ms, 6ms, 9, {101ms, 201ms, 272ms, 330ms, 380ms}}, {500ms, 4ms, 9, {}}});
        follow(usual, {{1s, 4999us, 9, {}}, {1100ms, 5ms, 9, {}}, {1101ms, 5ms, 9, {1100ms}}});  // at the target: above
        follow(usual, {{10s, 50ms, 0, {}}});  // the last is not judged
        // One short wait, and the interval begins anew.
        follow(usual, {{90ms, 6ms, 9, {}}, {91ms, 4ms, 9, {}}, {191ms, 6ms, 9, {}}, {192ms, 6ms, 9, {191ms}}});
        // Above again within 16 intervals it goes on at the rate that helped: 3 - 1 = 2 drops count; 100 / sqrt 2.
        follow(usual, {{280ms, 6ms, 9, {101ms, 201ms, 272ms}}, {300ms, 4ms, 9, {}}, {480ms, 6ms, 9, {400ms, 471ms}}});
        // Later than that it begins as the first time.
        follow(usual, {{280ms, 6ms, 9, {101ms, 201ms, 272ms}}, {3s, 4ms, 9, {}}, {3250ms, 6ms, 9, {3100ms, 3200ms}}});
        follow({.target = 20ms, .interval = 400ms}, {{1s, 20ms, 3, {401ms, 801ms}}});
    }
};

QTEST_GUILESS_MAIN(BudgetTablesTest)
#include "budget_tables_test.moc"
