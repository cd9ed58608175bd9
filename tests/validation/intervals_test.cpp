#include "validation/truth.h"

using namespace spillway;
using namespace spillway::truth;

namespace {

// How many of `tries` a chance of `share` holds: within this of the mean with 99.9 % (normal approximation of the
// binomial, which is good to a part in a thousand at 950 of 1,000).
double binomialReach(double tries, double share) { return 3.29 * std::sqrt(tries * share * (1 - share)) + 0.5; }

bool covers(const char* name, int held, int tries, double share) {
    const double wanted = share * tries;
    const double reach = binomialReach(tries, share);
    const bool inside = std::abs(held - wanted) <= reach;
    std::printf("| %s | %g of %d | %d | %.2g | %s |\n", name, wanted, tries, held, reach, inside ? "yes" : "**no**");
    return inside;
}

}  // namespace

// A 95 % interval that holds the truth less often is a lie, one that holds it more often says too little.
class IntervalsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // M/M/1 at .8, mean time 5: a thousand runs of forty thousand requests. Each run tells an interval of its own, from
    // batch means after its warm-up; ten runs together tell one as replications do.
    void of_a_thousand_runs_as_many_hold_the_truth_as_they_say() {
        Service desk = station(Distribution::exponential(kUnit), 1);
        const Study study = Study::of({node("station", desk)}, {call("users", "station")}, perUnit(0.8), 50'000);
        constexpr int kRuns = 1000;
        std::vector<double> means;
        int told = 0, held = 0;
        for (int i = 0; i < kRuns; ++i) {
            const NodeReport users = nodeOf(study.run(5000 + static_cast<std::uint64_t>(i)), "users");
            means.push_back(inUnits(users.response.mean));
            if (!users.steady) continue;
            ++told;
            held += std::abs(inUnits(users.steady->mean) - 5) <= inUnits(users.steady->halfWidth) ? 1 : 0;
        }
        QVERIFY2(told > kRuns * 98 / 100, qPrintable(QString::number(told)));
        int replications = 0;
        for (std::size_t first = 0; first < means.size(); first += 10)
            replications += replicationInterval(std::span{means}.subspan(first, 10)).contains(5) ? 1 : 0;
        const bool one = covers("95 % intervals of one run each, M/M/1 at .8: hold", held, told, 0.95);
        const bool ten = covers("95 % intervals of ten replications each, M/M/1 at .8: hold", replications, 100, 0.95);
        QVERIFY(one && ten);
    }
};

QTEST_GUILESS_MAIN(IntervalsTest)
#include "intervals_test.moc"
