#include "analysis/price_sheet.h"

#include <QtTest>

using namespace spillway;

namespace {

std::string sheetWith(const std::string& items) {
    return "prices: test\ncurrency: USD\nasof: 2026-08\nregion: nowhere\nsources: {seen: read}\nitems:\n" + items;
}
bool says(const ReadPriceSheet& read, int line, const char* sentence) {
    return std::ranges::any_of(read.problems, [&](const Diagnostic& problem) {
        return problem.place.line == line && problem.sentence.find(sentence) != std::string::npos;
    });
}

}  // namespace

// What a price is, and what a sheet must say.
class PricesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Lambda's own table: 400 000 GB-s free, then 6 G, 9 G and the rest at falling prices (x86, us-east-1).
    void tiersAreCumulativeAndComeAfterWhatIsFree() {
        const Price* price = listPrices().find("lambda_gb_seconds");
        QVERIFY(price != nullptr);
        QCOMPARE(price->monthly(0), 0.0);
        QCOMPARE(price->monthly(400'000), 0.0);
        QCOMPARE(price->monthly(400'001), 0.0000166667);
        QCOMPARE(price->monthly(6'000'400'000.0), 100'000.2);
        QCOMPARE(price->monthly(16'000'400'000.0), 100'000.2 + 9e9 * 0.000015 + 1e9 * 0.0000133334);
    }
    void aPriceMayBuyMany() {
        const Price* price = listPrices().find("lambda_requests");
        QCOMPARE(price->monthly(3'000'000), 0.40);
        QCOMPARE(price->monthly(1'500'000), 0.10);
    }
    void whatWasNotLookedUpIsMarked() {
        QVERIFY(listPrices().find("lambda_requests")->remembered);
        QVERIFY(!listPrices().find("lambda_gb_seconds")->remembered);
        for (const Price& price : listPrices().items)
            QVERIFY2(!price.source.empty() && !price.means.empty() && !price.unit.empty(), price.key.c_str());
    }
    void everythingThatIsCountedHasAPrice() {
        for (const std::string_view key : usageKeys()) QVERIFY2(listPrices().find(key), std::string{key}.c_str());
        QCOMPARE(listPrices().items.size(), usageKeys().size());
    }
    void termsSayHowWhatWasMeasuredBecomesUnits() {
        const BillingTerms lambda = listPrices().find("lambda_requests")->terms;
        QCOMPARE(lambda.first, std::optional{ByteCount{256 * 1024}});
        QCOMPARE(lambda.size, std::optional{ByteCount{64 * 1024}});
        const BillingTerms azure = listPrices().find("azure_gb_seconds")->terms;
        QCOMPARE(azure.size, std::optional{ByteCount::mebibytes(128)});
        QCOMPARE(listPrices().find("kafka_broker_hours")->terms.each, std::optional{3.0});
        QCOMPARE(listPrices().find("internet_gb")->terms, BillingTerms{});
        const ReadPriceSheet read =
            parsePriceSheet(sheetWith("  - {key: a, unit: x, price: 1, size: 64, source: seen, means: m}\n"
                                      "  - {key: b, unit: x, price: 1, step: 0ms, source: seen, means: m}\n"));
        QVERIFY(says(read, 7, "\"size\": a size needs a unit"));
        QVERIFY(says(read, 8, "\"step\" must be more than 0"));
    }
    void everyProblemOfASheetIsTold() {
        const ReadPriceSheet read = parsePriceSheet(sheetWith(
            "  - {key: a, unit: x, price: -1, source: seen, means: m}\n"
            "  - {key: b, unit: x, price: 1, source: heard, means: m}\n"
            "  - {key: b, unit: x, price: 1, source: seen, means: m}\n"
            "  - {key: c, unit: x, source: seen, means: m}\n"
            "  - {key: d, unit: x, tiers: [{up_to: 5, price: 1}, {up_to: 9, price: 1}], source: seen, means: m}\n"
            "  - {key: e, unit: x, tiers: [{up_to: 5, price: 1}, {up_to: 4, price: 1}, {price: 1}], source: "
            "seen, means: m}\n"
            "  - {key: f, price: 1, per: 0, source: seen, means: m}\n"));
        QVERIFY(says(read, 7, "\"price\" is no number of at least 0"));
        QVERIFY(says(read, 8, "there is no source \"heard\""));
        QVERIFY(says(read, 9, "the price \"b\" stands there twice"));
        QVERIFY(says(read, 10, "either \"price\" or \"tiers\" is expected"));
        QVERIFY(says(read, 11, "the last one has no up_to"));
        QVERIFY(says(read, 12, "tiers rise"));
        QVERIFY(says(read, 13, "\"unit\" is missing"));
        QVERIFY(says(read, 13, "\"per\" must be more than 0"));
        QVERIFY(says(read, 7, "there is no price \"lambda_requests\""));
    }
    void whatIsNoSheetIsRefused() {
        for (const char* text : {"", "[]", "prices: [", "prices: x\nitems: 3", "42"})
            QVERIFY2(!parsePriceSheet(text).problems.empty(), text);
    }
};

QTEST_GUILESS_MAIN(PricesTest)
#include "prices_test.moc"
