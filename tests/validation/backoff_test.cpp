#include "validation/truth.h"

#include "policies/retry.h"

#include <queue>

using namespace spillway;
using namespace spillway::truth;

namespace {

// The experiment of the AWS Architecture Blog, "Exponential Backoff and Jitter": clients that read the version of one
// row and write it back, all at once; who writes an old version waits and begins again. Network |N(10, 2)| ms each way.
struct Contest {
    struct Client {
        std::int64_t attempt = 0;
        Duration wait{0};
        std::int64_t read = 0;  // the version it has seen
    };
    enum class Step { reads, hasRead, writes, hasWritten };
    struct Message {
        SimTime at{};
        std::uint64_t sequence = 0;
        std::size_t client = 0;
        Step step = Step::reads;
        bool won = false;
        friend bool operator>(const Message& a, const Message& b) {
            return std::tie(a.at, a.sequence) > std::tie(b.at, b.sequence);
        }
    };

    Retry policy;
    RngStream stream;
    std::vector<Client> clients;
    std::priority_queue<Message, std::vector<Message>, std::greater<>> messages;
    std::int64_t version = 0;
    std::uint64_t sequence = 0;
    std::uint64_t calls = 0;
    SimTime now{};

    Contest(std::size_t count, Retry retry, std::uint64_t seed)
        : policy{retry}, stream{RngStream::derive(seed, "contest", Purpose::backoff)}, clients(count) {
        for (std::size_t i = 0; i < count; ++i) send(i, Step::reads, false, 0ms);
    }
    void send(std::size_t client, Step step, bool won, Duration after) {
        const Duration network = secondsToDuration(std::abs(10 + 2 * stream.normal()) * 1e-3);
        messages.push({now + after + network, ++sequence, client, step, won});
    }
    void take(const Message& message) {
        Client& client = clients[message.client];
        switch (message.step) {
            case Step::reads: client.read = version; return send(message.client, Step::hasRead, false, 0ms);
            case Step::hasRead: return send(message.client, Step::writes, false, 0ms);
            case Step::writes: {
                ++calls;
                const bool won = client.read == version;
                if (won) ++version;
                return send(message.client, Step::hasWritten, won, 0ms);
            }
            case Step::hasWritten:
                if (message.won) return;
                // The published program counts from 1: its first wait is twice the base already.
                client.wait = retryWait(policy, ++client.attempt, client.wait, stream);
                return send(message.client, Step::reads, false, client.wait);
        }
    }
    void play() {
        while (!messages.empty()) {
            const Message next = messages.top();
            messages.pop();
            now = next.at;
            take(next);
        }
    }
};

}  // namespace

class BackoffTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void waits_spread_a_contest_as_aws_published_data() {
        QTest::addColumn<int>("clients");
        QTest::addColumn<int>("jitter");  // -1: no wait at all
        QTest::addColumn<double>("time");
        QTest::addColumn<double>("timeError");
        QTest::addColumn<double>("calls");
        const auto row = [](const char* name, int clients, int jitter, double time, double error, double calls) {
            QTest::newRow(name) << clients << jitter << time << error << calls;
        };
        const int none = int(Jitter::none), full = int(Jitter::full), equal = int(Jitter::equal),
                  decorrelated = int(Jitter::decorrelated);
        row("100, none", 100, -1, 2031, 4, 2426);
        row("100, exponential", 100, none, 63309, 366, 1846);
        row("100, equal jitter", 100, equal, 6540, 78, 813);
        row("100, full jitter", 100, full, 4909, 55, 796);
        row("100, decorrelated", 100, decorrelated, 4780, 83, 999);
        row("50, none", 50, -1, 1138, 0, 690);
        row("50, exponential", 50, none, 36033, 0, 623);
        row("50, equal jitter", 50, equal, 4278, 0, 347);
        row("50, full jitter", 50, full, 2914, 0, 332);
        row("50, decorrelated", 50, decorrelated, 2195, 0, 373);
    }
    void waits_spread_a_contest_as_aws_published() {
        QFETCH(int, clients);
        QFETCH(int, jitter);
        QFETCH(double, time);
        QFETCH(double, timeError);
        QFETCH(double, calls);
        Retry policy;
        policy.backoff = {jitter < 0 ? 0ms : 5ms, 2, 2000ms};
        policy.jitter = jitter < 0 ? Jitter::none : static_cast<Jitter>(jitter);
        std::vector<RunReport> contests;  // a report is what rows are read from: `sent` is the calls, `end` the time
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            Contest contest{static_cast<std::size_t>(clients), policy, seed};
            contest.play();
            contests.emplace_back();
            contests.back().end = contest.now;
            contests.back().sent = contest.calls;
        }
        // Published as means of 100 repetitions, as ours are: where the error is not published, ours stands for it.
        const auto error = [&](const Measure& measure) {
            std::vector<double> values;
            for (const RunReport& each : contests) values.push_back(measure(each));
            return replicationInterval(values, 0.999).halfWidth / studentT(0.999, values.size() - 1);
        };
        const Measure took = [](const RunReport& r) { return toMilliseconds(r.end.time_since_epoch()); };
        const Measure called = [](const RunReport& r) { return static_cast<double>(r.sent); };
        const std::string name = std::string{"backoff, "} + QTest::currentDataTag();
        QVERIFY(hold({{name + ": time ms", time, took, 0.10, 0, timeError > 0 ? timeError : error(took)},
                      {name + ": calls", calls, called, 0.10, 0.5 / calls, error(called)}},
                     contests));
    }
};

QTEST_GUILESS_MAIN(BackoffTest)
#include "backoff_test.moc"
