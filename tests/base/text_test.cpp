#include "base/text.h"

#include <QTest>

#include <cmath>
#include <random>
#include <type_traits>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

template <class T>
T read(const char* text) {
    const auto value = fromText<T>(text);
    if (!value) qFatal("%s: %s", text, value.error().message.c_str());
    return *value;
}

template <class T>
std::string problem(std::string_view text) {
    const auto value = fromText<T>(text);
    return value ? "accepted as " + toText(*value) : value.error().message;
}

// Reads and writes: the text must be its own canonical form.
template <class T>
void isCanonical(const char* text) {
    QCOMPARE(toText(read<T>(text)), std::string{text});
}

template <class T>
void survives(T value) {
    const auto again = fromText<T>(toText(value));
    QVERIFY2(again && *again == value, toText(value).c_str());
}

}  // namespace

class TextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void a_duration_is_read_with_any_unit() {
        QCOMPARE(read<Duration>("12ms"), Duration{12ms});
        QCOMPARE(read<Duration>("1.5s"), Duration{1500ms});
        QCOMPARE(read<Duration>("0.5ms"), Duration{500us});
        QCOMPARE(read<Duration>("500us"), Duration{500us});
        QCOMPARE(read<Duration>("2m"), Duration{120s});
        QCOMPARE(read<Duration>("1m30s"), Duration{90s});
        QCOMPARE(read<Duration>("1h 2m 3s"), Duration{3723s});
        QCOMPARE(read<Duration>("4d"), Duration{96h});
        QCOMPARE(read<Duration>(" 7 ns "), Duration{7ns});
        QCOMPARE(read<Duration>("0.1234567891234s"), Duration{123456789ns});
    }
    void a_duration_is_written_in_its_usual_unit() {
        for (const char* text : {"0s", "1ns", "500us", "12ms", "800ms", "1.5s", "90s", "2m", "2m30s", "90m", "1h",
                                 "1h1m1s", "4d", "3600.5s", "1.234567891s", "1.25ms", "1.001us"})
            isCanonical<Duration>(text);
        QCOMPARE(toText(Duration{-1500ms}), std::string{"-1.5s"});
    }
    void a_duration_without_unit_says_which_units_there_are() {
        QCOMPARE(problem<Duration>("800"),
                 std::string{"a duration needs a unit: 800ms, 800s ... (ns, us, ms, s, m, h, d)"});
        const char* expected =
            "expected a duration such as 12ms, 1.5s or 2m (ns, us, ms, s, m, h, d), not \"12 parsecs\"";
        QCOMPARE(problem<Duration>("12 parsecs"), std::string{expected});
        for (const char* text : {"", "ms", "-1s", "1s-", "1..5s", "1.s", ".5s", "1e3s", "1s 5", "s1", "nan", "1,5s"})
            QVERIFY2(!fromText<Duration>(text), text);
        QVERIFY(!fromText<Duration>("300000d"));
        QVERIFY(!fromText<Duration>("99999999999999999999999999999999999999999999s"));
        QVERIFY(!fromText<Duration>("100000d 100000d"));
    }
    void rates_shares_sizes_and_cores_are_read() {
        QCOMPARE(read<Rate>("1200/s"), Rate::perSecond(1200));
        QCOMPARE(read<Rate>("20/min"), Rate::perSecond(20.0 / 60));
        QCOMPARE(read<Rate>("5/h"), Rate::perSecond(5.0 / 3600));
        QCOMPARE(read<Share>("30%"), Share::percent(30));
        QCOMPARE(read<Share>("99.5%"), Share::percent(99.5));
        QCOMPARE(read<ByteCount>("512MiB"), ByteCount::mebibytes(512));
        QCOMPARE(read<ByteCount>("1.5GiB"), ByteCount::mebibytes(1536));
        QCOMPARE(read<Cpu>("500m"), Cpu{500});
        QCOMPARE(read<Cpu>("2"), Cpu{2000});
        QCOMPARE(read<Cpu>("0.25"), Cpu{250});
    }
    void rates_shares_sizes_and_cores_have_one_canonical_text() {
        for (const char* text : {"0/s", "1200/s", "0.5/s", "20/min", "5/h", "1/d", "1000000/s"})
            isCanonical<Rate>(text);
        for (const char* text : {"0%", "30%", "99.5%", "100%", "0.001%", "5%", "33.333%", "12.34567%"})
            isCanonical<Share>(text);
        for (const char* text : {"0B", "1B", "1023B", "1KiB", "512MiB", "1536MiB", "2GiB", "8TiB"})
            isCanonical<ByteCount>(text);
        for (const char* text : {"0", "500m", "2", "1500m"}) isCanonical<Cpu>(text);
    }
    void wrong_quantities_say_what_was_expected() {
        QCOMPARE(problem<Rate>("200"), std::string{"a rate needs a unit: 200/s, 200/min, 200/h or 200/d"});
        QCOMPARE(problem<Rate>("200rps"),
                 std::string{"expected a rate such as 1200/s, 20/min or 5/h (/s, /min, /h, /d), not \"200rps\""});
        QCOMPARE(problem<Share>("0.3"), std::string{"a share is written as a percentage: 30%, not \"0.3\""});
        QCOMPARE(problem<Share>("30"), std::string{"a share is written as a percentage: 30%, not \"30\""});
        QCOMPARE(problem<Share>("101%"), std::string{"a share lies between 0% and 100%, not \"101%\""});
        QCOMPARE(problem<ByteCount>("512"), std::string{"a size needs a unit: 512MiB (B, KiB, MiB, GiB, TiB)"});
        QCOMPARE(problem<ByteCount>("512MB"),
                 std::string{"expected a size such as 512MiB (B, KiB, MiB, GiB, TiB), not \"512MB\""});
        QCOMPARE(problem<Cpu>("2 cores"),
                 std::string{"expected processor cores such as 500m, 2 or 1.5, not \"2 cores\""});
        QCOMPARE(problem<std::int64_t>("1.5"), std::string{"expected a whole number such as 16, not \"1.5\""});
        QCOMPARE(problem<std::int64_t>("99999999999999999999"), std::string{"\"99999999999999999999\" is too large"});
        QCOMPARE(problem<double>("x2"), std::string{"expected a number such as 2 or 1.5, not \"x2\""});
        QCOMPARE(problem<bool>("yes"), std::string{"expected true or false, not \"yes\""});
    }
    void distributions_are_read_and_written() {
        for (const char* text : {"10ms", "uniform(5ms, 20ms)", "exponential(10ms)", "lognormal(p50 12ms, p99 60ms)",
                                 "erlang(2, 10ms)", "hyperexponential(10ms, scv 4)", "pareto(p50 10ms, p99 400ms)"})
            isCanonical<Distribution>(text);
        QCOMPARE(read<Distribution>("constant( 10ms )"), Distribution::constant(10ms));
        QCOMPARE(read<Distribution>("lognormal(p50 12ms,p99 60ms)"), Distribution::lognormal(12ms, 60ms));
    }
    void wrong_distributions_say_what_was_expected() {
        QCOMPARE(problem<Distribution>("10"),
                 std::string{"a duration needs a unit: 10ms, 10s ... (ns, us, ms, s, m, h, d)"});
        QCOMPARE(problem<Distribution>("lognomal(1ms)"),
                 std::string{"unknown distribution \"lognomal\": did you mean \"lognormal\"?"});
        QCOMPARE(problem<Distribution>("lognormal(12ms, 60ms)"), std::string{"expected lognormal(p50 12ms, p99 60ms)"});
        QCOMPARE(problem<Distribution>("lognormal(p50 60ms, p99 12ms)"),
                 std::string{"the p50 of lognormal is above its p99"});
        QCOMPARE(problem<Distribution>("pareto(p50 0s, p99 12ms)"),
                 std::string{"the p50 of pareto must be above zero"});
        QCOMPARE(problem<Distribution>("uniform(20ms, 5ms)"),
                 std::string{"the low end of uniform is above its high end"});
        QCOMPARE(problem<Distribution>("erlang(1.5, 10ms)"),
                 std::string{"erlang needs 1 to 1000 phases: erlang(2, 10ms)"});
        QCOMPARE(problem<Distribution>("hyperexponential(10ms, scv 1)"),
                 std::string{"the scv of hyperexponential must be above 1: hyperexponential(10ms, scv 4)"});
        for (const char* text :
             {"", "()", "exponential()", "exponential(1ms, 2ms)", "uniform(1ms)", "exponential(1ms", "10ms)"})
            QVERIFY2(!fromText<Distribution>(text), text);
    }
    void the_mean_of_each_shape_is_its_formula() {
        QCOMPARE(meanSeconds(read<Distribution>("uniform(5ms, 20ms)")), 0.0125);
        QCOMPARE(meanSeconds(read<Distribution>("erlang(2, 10ms)")), 0.010);
        // Midpoint sums of the quantile function over a million equal parts of (0, 1), worked out independently.
        const double sigma = std::log(5.0) / 2.3263478740408408;
        QCOMPARE(meanSeconds(read<Distribution>("lognormal(p50 12ms, p99 60ms)")), 0.012 * std::exp(sigma * sigma / 2));
        // Pareto with tail index 2 and least value 1 s: p50 = sqrt 2, p99 = 10, mean 2.
        const double pareto = meanSeconds(Distribution{Shape::pareto, secondsToDuration(std::sqrt(2.0)), 10s, 0});
        QVERIFY(std::abs(pareto - 2) < 1e-8);
        QVERIFY(std::isinf(meanSeconds(Distribution{Shape::pareto, 1ms, 50ms, 0})));
    }
    void every_value_survives_its_text() {
        std::mt19937_64 random{20261121};
        for (int i = 0; i < 20000; ++i) {
            const std::uint64_t bits = random();
            survives(Duration{static_cast<std::int64_t>(bits >> (1 + bits % 60))});
            survives(ByteCount{static_cast<std::int64_t>(bits >> (1 + bits % 60))});
            survives(Cpu{static_cast<std::int64_t>(bits >> (1 + bits % 60))});
            const double fraction = static_cast<double>(random() >> 11) * 0x1p-53;
            survives(*Share::from(fraction));
            survives(*Share::from(fraction * 1e-9));
            survives(Rate::perSecond(fraction * 5000));
            survives(Rate::perSecond(static_cast<double>(bits % 100000) / 60));
            survives(fraction);
        }
    }
    void the_nearest_word_is_what_was_probably_meant() {
        const std::vector<std::string> keys{"timeout", "retry", "visibility_timeout", "share", "to", "kind"};
        QCOMPARE(nearestWord("timout", keys), std::optional<std::string>{"timeout"});
        QCOMPARE(nearestWord("tiemout", keys), std::optional<std::string>{"timeout"});
        QCOMPARE(nearestWord("visibilityTimeout", keys), std::optional<std::string>{"visibility_timeout"});
        QCOMPARE(nearestWord("RETRY", keys), std::optional<std::string>{"retry"});
        QCOMPARE(nearestWord("breaker", keys), std::optional<std::string>{});
        QCOMPARE(nearestWord("x", keys), std::optional<std::string>{});
        QCOMPARE(nearestWord("", keys), std::optional<std::string>{});
        QCOMPARE(didYouMean("knd", keys), std::string{"did you mean \"kind\"?"});
        QCOMPARE(didYouMean("breaker", keys), std::string{});
    }
};

static_assert(std::is_default_constructible_v<Distribution> && std::equality_comparable<Distribution>);

QTEST_GUILESS_MAIN(TextTest)
#include "text_test.moc"
