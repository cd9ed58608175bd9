#include "base/draw_ahead.h"

#include <QtTest>

using namespace spillway;

static_assert(std::copyable<DrawAhead<double>>);

class DrawAheadTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Of a hundred draws one or two take more than one number: these are not worked out ahead, and must not be lost.
    void draws_are_those_of_the_stream() {
        auto plain = RngStream::derive(5, "orders", Purpose::work);
        DrawAhead<double> ahead{plain};
        const auto doubled = [](double drawn) { return 2 * drawn; };
        int longer = 0;
        for (int i = 0; i < 100'000; ++i) {
            longer += plain.nextExponential() < 0;
            QCOMPARE(ahead.exponential(doubled), 2 * plain.exponential());
            QCOMPARE(ahead.state(), plain.state());
            ahead.workOutNext(doubled);
            QCOMPARE(ahead.state(), plain.state());
        }
        QVERIFY(longer > 100);
    }

    void another_draw_comes_after_what_was_asked_for_not_after_what_was_worked_out() {
        RngStream plain{7};
        DrawAhead<std::int64_t> ahead{plain};
        const auto inThousands = [](double drawn) { return static_cast<std::int64_t>(1000 * drawn); };
        ahead.exponential(inThousands);
        plain.exponential();
        ahead.workOutNext(inThousands);
        QCOMPARE(ahead.stream().uniform(), plain.uniform());
        QCOMPARE(ahead.exponential(inThousands), inThousands(plain.exponential()));
    }

    void forgotten_draws_are_scaled_anew() {
        RngStream plain{9};
        DrawAhead<double> ahead{plain};
        const auto tenfold = [](double drawn) { return 10 * drawn; };
        ahead.workOutNext([](double drawn) { return drawn; });
        ahead.forget();
        QCOMPARE(ahead.exponential(tenfold), 10 * plain.exponential());
    }
};

QTEST_APPLESS_MAIN(DrawAheadTest)
#include "draw_ahead_test.moc"
