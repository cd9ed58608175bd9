#include "policies/second_budget.h"

#include <QtTest>

using namespace spillway;
using namespace std::chrono_literals;

static_assert(std::regular<SecondBudget>);

class SecondBudgetTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsLeftOfASecondIsLost() {
        SecondBudget budget;
        const SimTime start{};
        for (int i = 0; i < 3; ++i) {
            QVERIFY(budget.hasAny(start + 500ms, 3));
            budget.take(start + 500ms, 3, 1);
        }
        QVERIFY(!budget.hasAny(start + 999ms, 3));
        QVERIFY(budget.hasAny(start + 1s, 3));
        // Nothing is taken for nine seconds, and there are three again, not thirty.
        budget.take(start + 10s, 3, 3);
        QVERIFY(!budget.hasAny(start + 10s, 3));
    }
    // Ten at once where three a second are given: 10 - 3 - 3 - 3 = 1 is missing in the third second after.
    void whatIsTakenTooMuchIsMissingLater() {
        SecondBudget budget;
        const SimTime start{};
        budget.take(start, 3, 10);
        QVERIFY(!budget.hasAny(start + 2999ms, 3));
        QVERIFY(budget.hasAny(start + 3s, 3));
        budget.take(start + 3s, 3, 2);
        QVERIFY(!budget.hasAny(start + 3500ms, 3));
    }
};

QTEST_GUILESS_MAIN(SecondBudgetTest)
#include "second_budget_test.moc"
