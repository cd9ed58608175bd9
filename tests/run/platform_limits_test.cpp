#include "run/build.h"

#include <QtTest>

#include <algorithm>

using namespace spillway;
using namespace spillway::build;

// What could not be deployed as it is stated is told.
class PlatformLimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // What stays unreserved is for all the others; each region has its own.
    void whatAnAccountCannotReserveIsTold() {
        const auto function = [](const std::string& id, std::int64_t reserved, const std::string& in = {}) {
            Node made = node(id, Function{.reservedConcurrency = reserved});
            made.in = in;
            return made;
        };
        const auto sentence = [](std::vector<Node> nodes, std::vector<StatedFact> facts = {}) {
            Setting made = setting(std::move(nodes), {}, {}, 1s);
            made.topology.boundaries = {{.id = "eu", .kind = BoundaryKind::region},
                                        {.id = "us", .kind = BoundaryKind::region}};
            made.topology.facts = std::move(facts);
            std::string all;
            for (const Diagnostic& each : compile(made.topology, made.scenario).diagnostics)
                if (each.code == "beyond-limit") all += each.place.item + '.' + each.place.field + ": " + each.sentence;
            return all;
        };
        QCOMPARE(sentence({function("a", 500), function("b", 400), node("c", Function{})}), std::string{});
        QCOMPARE(
            sentence({function("a", 500), function("b", 401), node("c", Function{})}),
            std::string{"b.reserved_concurrency: of the 1000 concurrent requests of an account 100 stay unreserved, "
                        "so 900 can be reserved: 901 are (a 500, b 401), which cannot be deployed"});
        QVERIFY(sentence({function("a", 500), node("b", Function{.provisionedConcurrency = 500})})
                    .starts_with("b.provisioned_concurrency: "));
        QCOMPARE(sentence({function("a", 900, "eu"), function("b", 900, "us")}), std::string{});
        QVERIFY(sentence({function("a", 900, "eu"), function("b", 1, "eu")}).find("in eu: 901 are") !=
                std::string::npos);
        QCOMPARE(sentence({function("a", 2900)}, {{"lambda.account_concurrency", "3000", ""}}), std::string{});
    }
};

QTEST_GUILESS_MAIN(PlatformLimitsTest)
#include "platform_limits_test.moc"
