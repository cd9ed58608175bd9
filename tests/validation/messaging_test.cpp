#include "validation/truth.h"

using namespace spillway;
using namespace spillway::truth;

namespace {

Flow sends(std::string from, std::string to) {
    Flow flow = call(std::move(from), std::move(to));
    flow.kind = FlowKind::event;
    return flow;
}
Queue queue(Duration visibility = 12h) {
    Queue made;
    made.visibilityTimeout = visibility;
    return made;
}
External failing(double availability) {
    External external;
    external.work = Distribution::constant(units(0.01));
    external.availability = *Share::from(availability);
    return external;
}
// One message at 1 s, nothing else.
void sendOnce(Study& study, Duration duration) {
    study.scenario.duration = duration;
    study.scenario.load[0].arrivals = Arrivals::uniform;
    study.scenario.load[0].rate.points = {
        {Rate::perSecond(1), 0s}, {Rate::perSecond(1), 1500ms}, {Rate::perSecond(0), 1500ms}};
}

}  // namespace

// Queues and their consumers: theory where there is one, SQS's and Lambda's published rules
// (platform-facts 1.4, 1.5, 8.1) to the event.
class MessagingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Four workers that fetch for themselves are an M/M/4 whose line is the queue.
    void a_queue_in_front_of_four_workers_waits_as_erlang_says() {
        const Study study =
            Study::of({node("jobs", queue()), node("workers", station(Distribution::exponential(kUnit), 4))},
                      {sends("users", "jobs"), sends("jobs", "workers")}, perUnit(2.8), 100'000);
        QVERIFY(hold({{"queue before 4 workers at load 2.8: mean wait (Erlang C)", 0.357212,
                       [](const RunReport& r) { return inUnits(nodeOf(r, "jobs").waiting.mean); }, 0.08},
                      {"queue before 4 workers at load 2.8: mean time", 1.357212,
                       [](const RunReport& r) { return inUnits(nodeOf(r, "jobs").response.mean); }, 0.03}},
                     study.replicate(8)));
    }

    // Each receive fails with .3; after three the message is dead: .3^3. Receives: 1 + .3 + .09.
    void dead_letters_are_as_many_as_three_failures_in_a_row() {
        Queue jobs = queue(100ms);
        jobs.deadLetters = DeadLetters{"dead", 3};
        const Study study = Study::of({node("jobs", jobs), node("dead", queue()), node("worker", failing(0.7))},
                                      {sends("users", "jobs"), sends("jobs", "worker")}, perUnit(0.5), 200'000);
        QVERIFY(hold({{"three receives, failure .3: dead letters", 0.027,
                       [](const RunReport& r) {
                           const NodeReport& at = nodeOf(r, "jobs");
                           return static_cast<double>(at.deadLettered) /
                                  static_cast<double>(at.deadLettered + at.succeeded);
                       },
                       0.05},
                      {"three receives, failure .3: receives", 1.39,
                       [](const RunReport& r) {
                           const NodeReport& at = nodeOf(r, "jobs");
                           return static_cast<double>(nodeOf(r, "worker").arrived) /
                                  static_cast<double>(at.deadLettered + at.succeeded);
                       },
                       0.005}},
                     study.replicate(8)));
    }

    // SQS's defaults, 30 s hidden and five receives: received at 1, 31, 61, 91 and 121 s, dead at 151 s.
    void a_poison_message_is_dead_after_five_visibility_timeouts() {
        Queue jobs = queue(30s);
        jobs.deadLetters = DeadLetters{"dead", 5};
        Study study = Study::of({node("jobs", jobs), node("dead", queue()), node("worker", failing(0))},
                                {sends("users", "jobs"), sends("jobs", "worker")}, Rate{}, 0);
        sendOnce(study, 200s);
        const RunReport report = study.run(1);
        QVERIFY(isExactly("poison message: receives", 5, static_cast<double>(nodeOf(report, "worker").arrived)));
        const auto& dead = nodeOf(report, "dead").series.backlog;
        const auto when = static_cast<double>(std::ranges::find(dead, 1.0F) - dead.begin());
        QVERIFY(isExactly("poison message: dead in second", 151, when));
        const auto& received = nodeOf(report, "worker").series.errors;
        for (std::size_t second = 0; second < received.size(); ++second) {
            QCOMPARE(received[second], second % 30 == 1 && second < 150 ? 1.0F : 0.0F);
        }
    }

    // A standard queue's mapping: 5 batches at once, 300 more each minute while there is a backlog, 1,250 at most.
    void a_mapping_grows_by_three_hundred_a_minute() {
        Function slow;
        slow.work = Distribution::constant(1h);
        slow.init = Distribution::constant(0ms);
        slow.timeout = 24h;
        slow.reservedConcurrency = 2000;
        Study study = Study::of({node("jobs", queue()), node("function", slow)},
                                {sends("users", "jobs"), sends("jobs", "function")}, Rate::perSecond(100), 420'000);
        study.scenario.load[0].arrivals = Arrivals::uniform;
        const RunReport report = study.run(1);
        const auto& busy = nodeOf(report, "function").series.instances;
        const std::vector<double> steps{5, 305, 605, 905, 1205, 1250, 1250};
        for (std::size_t minute = 0; minute < steps.size(); ++minute) {
            QVERIFY(isExactly("mapping of a backlog: batches in minute " + std::to_string(minute), steps[minute],
                              static_cast<double>(busy[60 * minute + 30])));
        }
    }

    // An asynchronous invocation that fails is tried again after one minute and after two more, then dropped.
    void a_failing_asynchronous_invocation_is_tried_three_times() {
        Function broken;
        broken.work = Distribution::constant(10ms);
        broken.init = Distribution::constant(0ms);
        Study study = Study::of({node("function", broken), node("dead", failing(0))},
                                {sends("users", "function"), call("function", "dead")}, Rate{}, 0);
        sendOnce(study, 600s);
        const RunReport report = study.run(1);
        std::vector<double> seconds;
        const auto& errors = nodeOf(report, "function").series.errors;
        for (std::size_t second = 0; second < errors.size(); ++second) {
            if (errors[second] != 0) seconds.push_back(static_cast<double>(second));
        }
        QVERIFY(isExactly("failing asynchronous invocation: tries", 3, static_cast<double>(seconds.size())));
        QVERIFY(isExactly("failing asynchronous invocation: second try in second", 61, seconds[1]));
        QVERIFY(isExactly("failing asynchronous invocation: third try in second", 181, seconds[2]));
        QVERIFY(isExactly("failing asynchronous invocation: dropped", 1,
                          static_cast<double>(failuresOf(report.flows[0].failed))));
    }

    // A throttled one waits 1, 2, 4 ... 256 s, then 5 minutes each time, up to 6 hours; half of each wait is spread. So
    // 1 + 9 tries take 383 s, and the rest of the time has as many as a renewal process of waits between 150 and 300 s:
    // 94.3 - .48. 400,000 draws of the same sum, beside Spillway: 103.818 with a standard error of .003.
    void a_throttled_asynchronous_invocation_is_tried_for_six_hours() {
        Function closed;
        closed.work = Distribution::constant(10ms);
        closed.init = Distribution::constant(0ms);
        closed.reservedConcurrency = 0;
        Study study = Study::of({node("function", closed)}, {sends("users", "function")}, Rate{}, 0);
        sendOnce(study, 7h);
        const auto tries = [](const RunReport& report) {
            return static_cast<double>(nodeOf(report, "function").arrived);
        };
        const auto last = [](const RunReport& report) {
            const auto& errors = nodeOf(report, "function").series.errors;
            const auto found = std::find_if(errors.rbegin(), errors.rend(), [](float each) { return each != 0; });
            return static_cast<double>(errors.rend() - found - 1);
        };
        const std::vector<RunReport> reports = study.replicate(20);
        QVERIFY(holds({.name = "throttled asynchronous invocation: tries",
                       .exact = 103.818,
                       .measure = tries,
                       .exactError = 0.003},
                      reports));
        for (const RunReport& report : reports) QVERIFY(last(report) > 21'600 - 301 && last(report) <= 21'601);
    }
};

QTEST_GUILESS_MAIN(MessagingTest)
#include "messaging_test.moc"
