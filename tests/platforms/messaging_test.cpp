#include "base/popularity.h"
#include "platforms/consumer_group.h"
#include "platforms/key_hash.h"
#include "platforms/messaging_facts.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace spillway;

class MessagingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // RFC 1321, appendix A.5.
    void md5IsThatOfTheStandard() {
        QCOMPARE(detail::md5High(""), 0xd41d8cd98f00b204U);
        QCOMPARE(detail::md5High("abc"), 0x900150983cd24fb0U);
        QCOMPARE(detail::md5High("message digest"), 0xf96b697d7cb7938dU);
        QCOMPARE(detail::md5High("1234567890123456789012345678901234567890123456789012345678901234567890123456789"
                                 "0"),
                 0x57edf4a22be3c955U);
    }
    // org.apache.kafka.common.utils.UtilsTest, testMurmur2.
    void murmur2IsThatOfKafka() {
        const auto hash = [](const char* text) { return static_cast<std::int32_t>(detail::murmur2(text)); };
        QCOMPARE(hash("21"), -973932308);
        QCOMPARE(hash("foobar"), -790332482);
        QCOMPARE(hash("a-little-bit-long-string"), -985981536);
        QCOMPARE(hash("a-little-bit-longer-string"), -1486304829);
        QCOMPARE(hash("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8"), -58897971);
    }
    void aShardOwnsAnEqualPartOfTheHashes() {
        std::array<int, 4> kinesis{}, kafka{};
        for (int key = 0; key < 40'000; ++key) {
            ++kinesis[kinesisShard("key-" + std::to_string(key), 4)];
            ++kafka[kafkaPartition("key-" + std::to_string(key), 4)];
        }
        for (const int count : kinesis) QVERIFY(std::abs(count - 10'000) < 400);
        for (const int count : kafka) QVERIFY(std::abs(count - 10'000) < 400);
    }
    void zipfsLawIsDrawnAsItIsStated() {
        const Popularity popularity{1000, 1.1};
        RngStream stream{7};
        std::array<int, 1000> drawn{};
        constexpr int kDraws = 1'000'000;
        for (int i = 0; i < kDraws; ++i) ++drawn[popularity(stream)];
        double sum = 0;
        for (std::uint32_t key = 0; key < 1000; ++key) {
            const double expected = popularity.probability(key) * kDraws;
            sum += (drawn[key] - expected) * (drawn[key] - expected) / expected;
        }
        // Chi-squared with 999 degrees of freedom: mean 999, standard deviation 44.7.
        QVERIFY2(sum < 999 + 4 * 44.7, std::to_string(sum).c_str());
        QVERIFY(std::abs(popularity.probability(0) / popularity.probability(9) - std::pow(10, 1.1)) < 1e-9);
    }
    void partitionsAreSharedEvenly() {
        for (const Assignor assignor : {Assignor::eager, Assignor::cooperative}) {
            for (std::uint32_t members = 1; members < 12; ++members) {
                std::vector<std::uint32_t> owners(10, kNobody);
                owners = assignPartitions(assignor, owners, members);
                for (std::uint32_t member = 0; member < members; ++member) {
                    const auto has = std::ranges::count(owners, member);
                    QVERIFY(has == 10 / members || has == (10 + members - 1) / members);
                }
            }
        }
    }
    void cooperativeAssignmentMovesAsFewAsPossible() {
        const std::vector<std::uint32_t> three =
            assignPartitions(Assignor::cooperative, std::vector<std::uint32_t>(12, kNobody), 3);
        const auto moved = [&](std::uint32_t members, Assignor assignor) {
            const auto after = assignPartitions(assignor, three, members);
            int count = 0;
            for (std::size_t i = 0; i < after.size(); ++i) count += after[i] != three[i] ? 1 : 0;
            return count;
        };
        QCOMPARE(moved(4, Assignor::cooperative), 3);
        QCOMPARE(moved(2, Assignor::cooperative), 4);
        QVERIFY(moved(4, Assignor::eager) > 3);
    }
    void factsNameWhereTheyComeFrom() {
        for (const FactNote& note : messagingFacts().notes) QVERIFY2(note.source.size() > 20, note.key.c_str());
        QVERIFY(!parseMessagingFacts("platform: messaging\nsources: {}\nfacts: []\n"));
    }
};

QTEST_APPLESS_MAIN(MessagingTest)
#include "messaging_test.moc"
