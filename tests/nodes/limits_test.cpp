#include "platforms/data_facts.h"
#include "run/build.h"

#include <QFile>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace spillway;
using namespace spillway::build;

// What platforms allow at the edge, and what becomes of what they do not: accounts, subrequests, locations,
// destinations, consumers, pauses, machines, ways that take longer in one direction.
class LimitsTest : public QObject {
    Q_OBJECT

    static double figure(const RunReport& report, const std::string& id, const std::string& name) {
        for (const Figure& each : nodeOf(report, id).figures.value_or(Figures{})) {
            if (each.name == name) return each.value;
        }
        return 0;
    }
    static std::ptrdiff_t decisions(const RunReport& report, const std::string& id, const std::string& what) {
        return std::ranges::count_if(report.decisions, [&](const Decision& each) {
            return each.node == id && each.what.find(what) != std::string::npos;
        });
    }
    static External broken() {
        return {.work = Distribution::constant(1ms), .availability = Share::percent(0), .rateLimit = {}};
    }
    static Setting between(const std::vector<Boundary>& boundaries, const Flow& flow) {
        Setting made = setting({clients("user"), service("api", {.work = Distribution::constant(10ms)})}, {flow},
                               {burst("user", 1, 3)}, 10s);
        made.topology.boundaries = boundaries;
        made.topology.nodes[0].in = boundaries[0].id;
        made.topology.nodes[1].in = boundaries[1].id;
        return made;
    }
    static Duration responseOf(const Setting& setting) { return nodeOf(finish(setting), "user").response.max; }

    // Two nodes of two regions, and of one.
    template <class Spec>
    static RunReport ofTwo(const Spec& spec, double rate, const std::string& secondIn) {
        Setting made = setting({clients("one"), clients("two"), node("a", spec), node("b", spec)},
                               {call("one", "a"), call("two", "b")}, {uniform("one", rate), uniform("two", rate)}, 3s);
        made.topology.boundaries = {{.id = "eu", .kind = BoundaryKind::region},
                                    {.id = "us", .kind = BoundaryKind::region}};
        made.topology.facts = {{"lambda.account_concurrency", "110", ""}};
        made.topology.nodes[2].in = "eu";
        made.topology.nodes[3].in = secondIn;
        return finish(made);
    }

private Q_SLOTS:
    // 10000 a second and a burst of 5000, whichever of them asks.
    void allApisOfAnAccountShareOneBucket() {
        const auto admitted = [](std::optional<GatewayApi> api) {
            const RunReport report = finish(setting(
                {clients("one"), clients("two"), node("a", Gateway{.api = api}), node("b", Gateway{.api = api})},
                {call("one", "a"), call("two", "b")}, {uniform("one", 8000), uniform("two", 8000)}, 3s));
            return static_cast<double>(report.succeeded + report.inFlight);
        };
        QVERIFY(std::abs(admitted(GatewayApi::rest) - (5000 + 3 * 10'000)) < 50);
        QVERIFY(std::abs(admitted(std::nullopt) - 3 * 16'000) < 50);
    }
    void anAccountHasItsLimitsInEachRegion() {
        const auto admitted = [](const RunReport& report) {
            return static_cast<double>(report.succeeded + report.inFlight);
        };
        const Gateway api{.api = GatewayApi::rest};
        QVERIFY(std::abs(admitted(ofTwo(api, 20'000, "eu")) - (5000 + 3 * 10'000)) < 100);
        QVERIFY(std::abs(admitted(ofTwo(api, 20'000, "us")) - 2 * (5000 + 3 * 10'000)) < 200);
        // A bus takes 10,000 a second, and as many at once.
        QVERIFY(std::abs(admitted(ofTwo(EventBus{}, 20'000, "eu")) - 4 * 10'000) < 100);
        QVERIFY(std::abs(admitted(ofTwo(EventBus{}, 20'000, "us")) - 8 * 10'000) < 200);
        // Each of them alone would have 150 at once: 110 are allowed together, or in each region.
        Function slow;
        slow.work = Distribution::constant(10s);
        slow.init = Distribution::constant(1ms);
        slow.timeout = 60s;
        const auto most = [&](const std::string& in) {
            const RunReport report = ofTwo(slow, 50, in);
            return std::pair{report.inFlight, report.sent - failures(report, FailureCause::throttled)};
        };
        QCOMPARE(most("eu"), (std::pair<std::uint64_t, std::uint64_t>{110, 110}));
        QCOMPARE(most("us"), (std::pair<std::uint64_t, std::uint64_t>{220, 220}));
        QCOMPARE(most(""), (std::pair<std::uint64_t, std::uint64_t>{220, 220}));
    }
    void whatIsReservedIsTakenFromItsOwnRegion() {
        const auto left = [](const std::string& in) {
            Setting made = setting({clients("user"), node("fn", Function{.work = Distribution::constant(10s)}),
                                    node("reserved", Function{.reservedConcurrency = 900})},
                                   {call("user", "fn")}, {burst("user", 500, 300)}, 1s);
            made.topology.boundaries = {{.id = "eu", .kind = BoundaryKind::region},
                                        {.id = "us", .kind = BoundaryKind::region}};
            made.topology.nodes[1].in = "eu";
            made.topology.nodes[2].in = in;
            return finish(made).inFlight;
        };
        QCOMPARE(left("eu"), std::uint64_t{100});
        QCOMPARE(left("us"), std::uint64_t{300});
    }
    void aRestApiAnswersAfterTwentyNineSecondsAndAnHttpApiAfterThirty() {
        const auto answered = [](GatewayApi api) {
            const RunReport report =
                finish(setting({clients("user"), node("gw", Gateway{.api = api}),
                                service("slow", {.work = Distribution::constant(40s)})},
                               {call("user", "gw", 0ms), call("gw", "slow", 0ms)}, {burst("user", 10, 1)}, 1min));
            return std::pair{nodeOf(report, "user").response.max, failures(report, FailureCause::platform_timeout)};
        };
        QCOMPARE(answered(GatewayApi::rest), (std::pair{Duration{29s}, std::uint64_t{1}}));
        QCOMPARE(answered(GatewayApi::http), (std::pair{Duration{30s}, std::uint64_t{1}}));
    }
    void anHttpApiCannotWaitForLonger() {
        const Setting made = setting({clients("user"), node("gw", Gateway{.timeLimit = 60s, .api = GatewayApi::http}),
                                      service("slow", {.work = Distribution::constant(40s)})},
                                     {call("user", "gw", 0ms), call("gw", "slow", 0ms)}, {burst("user", 10, 1)}, 1min);
        QCOMPARE(nodeOf(finish(made), "user").response.max, Duration{30s});
        QVERIFY(std::ranges::any_of(compile(made.topology, made.scenario).diagnostics, [](const Diagnostic& each) {
            return each.code == "beyond-limit" && each.place.field == "time_limit";
        }));
    }
    // What it waited for took its time, not the gateway.
    void whatATimeLimitEndedIsTheBackendsTime() {
        const RunReport report = finish(
            setting({clients("user"), node("gw", Gateway{.work = Distribution::constant(1s), .api = GatewayApi::rest}),
                     service("slow", {.work = Distribution::constant(40s)})},
                    {call("user", "gw", 0ms), call("gw", "slow", 500ms)}, {burst("user", 10, 1)}, 1min),
            {.traceEvery = 1});
        const auto of = std::ranges::find(report.attributions, std::string{"user"}, &Attribution::of);
        QVERIFY(of != report.attributions.end());
        std::map<std::pair<std::string, SpanPart>, double> shares;
        for (const AttributionPart& each : of->parts) shares[{each.node, each.part}] = each.share;
        QVERIFY(std::abs(shares[{"slow", SpanPart::work}] - 27.5 / 29) < 1e-6);
        QVERIFY(std::abs(shares[{"gw", SpanPart::work}] - 1.0 / 29) < 1e-6);
    }
    // Nobody worked on it, and it was not on its way either: it stood in the line, or its environment was started.
    void whatIsStillWaitedForWhenTheRunEndsIsWaiting() {
        const auto told = [](Node slow) {
            Flow patient = call("other", "slow", 0ms), hasty = call("user", "slow", 10ms);
            hasty.timeout = 1s;
            return finish(setting({clients("other"), clients("user"), std::move(slow)}, {patient, hasty},
                                  {burst("other", 10, 1), burst("user", 5, 1)}, 3s),
                          {.traceEvery = 1});
        };
        const auto shareOf = [](const RunReport& report, SpanPart part) {
            const auto of = std::ranges::find(report.attributions, std::string{"user"}, &Attribution::of);
            const auto found = std::ranges::find_if(
                of->parts, [part](const AttributionPart& each) { return each.node == "slow" && each.part == part; });
            return found == of->parts.end() ? 0.0 : found->share;
        };
        const RunReport busy = told(service("slow", {.work = Distribution::constant(1min)}));
        QVERIFY(std::abs(shareOf(busy, SpanPart::waiting) - 0.99) < 1e-9);
        QVERIFY(std::abs(shareOf(busy, SpanPart::network) - 0.01) < 1e-9);
        const auto given = std::ranges::find_if(
            busy.traces, [](const Trace& trace) { return trace.spans.size() == 2 && !trace.spans[1].succeeded; });
        QVERIFY(given != busy.traces.end());
        QCOMPARE(given->spans[1].arrived - given->spans[1].start, Duration{10ms});
        QCOMPARE(given->spans[1].started, given->spans[1].end);

        Function function;
        function.init = Distribution::constant(8s);
        const RunReport cold = told(node("slow", function));
        QVERIFY(std::abs(shareOf(cold, SpanPart::coldStart) - 0.99) < 1e-9);
    }
    void aWorkerMakesSoManyCallsAndNoMore() {
        Flow stubborn = call("worker", "ext");
        Retry retry;
        retry.attempts = 200;
        retry.backoff = {1ms, 1, 1ms};
        stubborn.retry = retry;
        EdgeWorker worker{.work = Distribution::constant(1ms), .subrequests = 50};
        const RunReport report = finish(setting({clients("user"), node("worker", worker), node("ext", broken())},
                                                {call("user", "worker"), stubborn}, {burst("user", 10, 3)}, 1min));
        QCOMPARE(nodeOf(report, "ext").arrived, 150U);
        QCOMPARE(failures(flowOf(report, "worker", "ext"), FailureCause::rejected), 3U);
        QCOMPARE(decisions(report, "worker", "too many subrequests"), std::ptrdiff_t{1});
    }
    // Where nobody asked for five minutes an isolate starts: with a request a second over 300 places nearly each does.
    void everyLocationStartsItsOwnIsolates() {
        const auto starts = [](std::int64_t locations, double rate) {
            EdgeWorker worker{.work = Distribution::constant(1ms), .locations = locations};
            return nodeOf(finish(setting({clients("user"), node("worker", worker)}, {call("user", "worker")},
                                         {poisson("user", rate)}, 1h)),
                          "worker")
                .coldStarts;
        };
        QCOMPARE(starts(1, 1), 1U);
        QCOMPARE(starts(10, 10), 10U);
        // Each place is asked once in 3000 s: exp(-300/3000) of the requests find it cold.
        QVERIFY(std::abs(static_cast<double>(starts(300, 0.1)) - 360 * std::exp(-0.1)) < 40);
    }

    void whatLambdaGivesUpAndWhatItDoesGoesToItsDestinations() {
        const auto run = [](bool fails, std::optional<std::int64_t> retries) {
            Function lambda;
            lambda.work = Distribution::constant(10ms);
            lambda.init = Distribution::constant(0ms);
            Flow invoked = sends("user", "fn");
            invoked.onFailure = OnFailure{.to = "failed", .retries = retries};
            invoked.onSuccess = "done";
            Setting made =
                setting({clients("user"), node("fn", lambda), node("failed", Queue{}), node("done", Queue{})},
                        {invoked}, {burst("user", 10, 20)}, 10min);
            if (fails) made.scenario.faults = {fault("fn", 0s, {}, faults::Errors{Share::percent(100)})};
            return finish(made);
        };
        const RunReport good = run(false, std::nullopt);
        QCOMPARE(nodeOf(good, "done").arrived, 20U);
        QCOMPARE(nodeOf(good, "failed").arrived, 0U);
        const RunReport bad = run(true, std::nullopt);
        QCOMPARE(nodeOf(bad, "fn").arrived, 60U);
        QCOMPARE(nodeOf(bad, "failed").arrived, 20U);
        QCOMPARE(nodeOf(bad, "done").arrived, 0U);
        QCOMPARE(nodeOf(run(true, 0), "fn").arrived, 20U);
    }
    void anEventThatIsThrottledTooLongIsGivenUpAtItsAge() {
        Function closed;
        closed.reservedConcurrency = 0;
        Flow invoked = sends("user", "fn");
        invoked.onFailure = OnFailure{.to = "failed", .age = 2min};
        const RunReport report = finish(setting({clients("user"), node("fn", closed), node("failed", Queue{})},
                                                {invoked}, {burst("user", 10, 5)}, 10min));
        QCOMPARE(nodeOf(report, "failed").arrived, 5U);
        // At 0, 1, 3, 7, 15, 31 and 63 s at the latest, at half of that at the earliest: once or twice more then.
        QVERIFY(nodeOf(report, "fn").arrived >= 35 && nodeOf(report, "fn").arrived <= 45);
    }

    // One consumer more each time a batch has ended and there is a backlog.
    void cloudflareAddsConsumersOnlyWhenABatchHasEnded() {
        const auto busiest = [](Duration work, std::optional<std::int64_t> most) {
            Queue queue;
            queue.engine = QueueEngine::cloudflare;
            Flow consumer = sends("q", "worker");
            consumer.maxConcurrency = most;
            const RunReport report =
                finish(setting({clients("user"), node("q", queue),
                                service("worker", {.work = Distribution::constant(work), .concurrency = 1000})},
                               {sends("user", "q"), consumer}, {burst("user", 4000, 20'000)}, 30s));
            return std::pair{nodeOf(report, "worker").succeeded,
                             *std::ranges::max_element(nodeOf(report, "worker").series.utilization)};
        };
        // Long batches end seldom: 1, 2, 4, 8 ... doubling each time all of them end.
        QVERIFY(busiest(20s, std::nullopt).first <= 1);
        QVERIFY(busiest(100ms, std::nullopt).second > 0.2F);  // 250 of 1000
        QVERIFY(busiest(100ms, std::nullopt).second < 0.251F);
        QVERIFY(busiest(100ms, 20).second <= 0.0201F);
    }
    // A batch that is not full waits for five seconds, or for as long as is stated.
    void cloudflareCollectsBatches() {
        const auto run = [](double rate, std::int64_t batch, std::optional<Duration> window) {
            Queue queue;
            queue.engine = QueueEngine::cloudflare;
            Flow consumer = sends("q", "worker", 0ms);
            consumer.batch = batch;
            if (window) consumer.reader = StreamReader{.window = *window};
            return finish(setting({clients("user"), node("q", queue),
                                   service("worker", {.work = Distribution::constant(1ms), .concurrency = 10})},
                                  {sends("user", "q", 0ms), consumer}, {uniform("user", rate)}, 59s));
        };
        QCOMPARE(nodeOf(run(4, 10, {}), "q").waiting.max, Duration{2250ms});  // ten come in 2.25 s: it is full
        QCOMPARE(nodeOf(run(4, 100, {}), "q").waiting.max, Duration{5s});
        QCOMPARE(nodeOf(run(4, 100, {}), "worker").arrived, 11U);  // each 5.25 s, from 5.25 s on
        QCOMPARE(nodeOf(run(4, 100, 20s), "q").waiting.max, Duration{20s});
        QCOMPARE(nodeOf(run(4, 100, 0s), "q").waiting.max, Duration{0});
        QCOMPARE(nodeOf(run(4, 1, {}), "q").waiting.max, Duration{0});
        const auto refused = [](std::int64_t batch, Duration window) {
            Queue queue;
            queue.engine = QueueEngine::cloudflare;
            Flow consumer = sends("q", "worker");
            consumer.batch = batch;
            consumer.reader = StreamReader{.window = window};
            const Setting made = setting({clients("user"), node("q", queue), service("worker")},
                                         {sends("user", "q"), consumer}, {uniform("user", 1)}, 1s);
            return hasErrors(compile(made.topology, made.scenario).diagnostics);
        };
        QVERIFY(!refused(100, 60s) && refused(101, 60s) && refused(100, 61s));
    }
    void cloudflareTriesThreeTimesMore() {
        Queue queue;
        queue.engine = QueueEngine::cloudflare;
        const RunReport report = finish(setting({clients("user"), node("q", queue), node("ext", broken())},
                                                {sends("user", "q"), sends("q", "ext")}, {burst("user", 10, 5)}, 10s));
        QCOMPARE(nodeOf(report, "ext").arrived, 20U);
        QCOMPARE(failures(nodeOf(report, "q"), FailureCause::dependency), 5U);
    }
    // Who works longer than the visibility timeout is overtaken: the message is there again.
    void aMessageThatTakesTooLongIsWorkedOnTwice() {
        Queue queue;
        queue.visibilityTimeout = 2s;
        queue.duplicates = Share{};
        const RunReport report =
            finish(setting({clients("user"), node("q", queue),
                            service("worker", {.work = Distribution::constant(5s), .concurrency = 10})},
                           {sends("user", "q"), sends("q", "worker")}, {burst("user", 10, 1)}, 11s));
        QVERIFY(nodeOf(report, "worker").arrived >= 5);
        QVERIFY(figure(report, "q", "Came back while in work") >= 4);
    }

    void anActionThatWasNotAskedForTenSecondsIsPaused() {
        const auto response = [](Duration apart) {
            Node made = service("action", {.work = Distribution::constant(100ms)});
            std::get<Service>(made.spec).startup = Distribution::constant(1s);
            made.platform = Platform::openwhisk;
            const double rate = 1 / toSeconds(apart);
            const RunReport report = finish(
                setting({clients("user"), made}, {call("user", "action", 0ms)}, {burst("user", rate, 3)}, 4 * apart));
            return std::pair{nodeOf(report, "user").response.p50, figure(report, "action", "Resumed from a pause")};
        };
        QCOMPARE(response(9s).second, 0.0);
        QVERIFY(response(9s).first < 101ms);
        QCOMPARE(response(12s).second, 2.0);
        QVERIFY(response(12s).first > 109ms && response(12s).first < 152ms);
    }
    // Each trigger has its own default: 5 messages, 10 of Kafka, 20 of RabbitMQ; of Kinesis 2 shards, whatever is in
    // them.
    void kedaGoesByTheDefaultOfItsTrigger() {
        const auto most = [](const Node& broker, std::int64_t count) {
            Service slow;
            slow.work = Distribution::constant(10min);
            slow.startup = Distribution::constant(1s);
            slow.concurrency = 1;
            slow.scaling.keda = Keda{};
            const RunReport report =
                finish(setting({clients("user"), broker, node("api", slow)},
                               {sends("user", broker.id), sends(broker.id, "api")}, {burst("user", 100, count)}, 5min));
            return nodeOf(report, "api").peakInstances;
        };
        QCOMPARE(most(node("jobs", Queue{}), 40), 8);
        QCOMPARE(most(node("jobs", Queue{.engine = QueueEngine::rabbitmq}), 40), 2);
        QCOMPARE(most(node("log", Stream{.engine = StreamEngine::kafka, .shards = 16}), 40), 4);
        QCOMPARE(most(node("log", Stream{.shards = 16}), 40), 8);
        QCOMPARE(most(node("log", Stream{.shards = 5}), 0), 3);
    }
    // Four partitions: a fifth consumer would have none.
    void kedaStopsAtThePartitionsOfAKafkaTopic() {
        Service slow;
        slow.work = Distribution::constant(100ms);
        slow.concurrency = 1;
        slow.scaling.keda = Keda{.threshold = 5};
        const RunReport report = finish(setting(
            {clients("user"), node("log", Stream{.engine = StreamEngine::kafka, .shards = 4}), node("api", slow)},
            {sends("user", "log"), sends("log", "api")}, {uniform("user", 100)}, 5min));
        QCOMPARE(nodeOf(report, "api").peakInstances, 4);
    }
    // Pods go after the load; ten minutes after that the machines do, and the next peak waits for new ones.
    void machinesThatNobodyNeedsGoAfterTenMinutes() {
        const auto run = [](NodeAutoscaler autoscaler) {
            Node api = service("api", {.work = Distribution::constant(100ms), .concurrency = 10});
            auto& spec = std::get<Service>(api.spec);
            spec.cpuShare = Share::percent(100);
            spec.scaling.hpa = Hpa{.min = 1, .max = 8};
            spec.scaling.nodes = ClusterNodes{.autoscaler = autoscaler};
            Load load = uniform("user", 1);
            load.rate.points = {{Rate::perSecond(60), 0s},    {Rate::perSecond(60), 10min},
                                {Rate::perSecond(1), 10min},  {Rate::perSecond(1), 40min},
                                {Rate::perSecond(60), 40min}, {Rate::perSecond(60), 50min}};
            return finish(setting({clients("user"), api}, {call("user", "api")}, {load}, 50min));
        };
        const RunReport classic = run(NodeAutoscaler::cluster_autoscaler);
        QCOMPARE(decisions(classic, "api", "removed"), std::ptrdiff_t{1});
        QVERIFY(decisions(classic, "api", "waits for a machine") >= 4);  // two peaks
        const auto removed = std::ranges::find_if(
            classic.decisions, [](const Decision& each) { return each.what.find("removed") != std::string::npos; });
        QVERIFY(removed->at > SimTime{20min} && removed->at < SimTime{30min});
        QVERIFY(decisions(run(NodeAutoscaler::karpenter), "api", "removed") >= 1);
    }

    void theWayBackMayTakeAnotherTime() {
        Flow slanted = call("user", "api", 5ms);
        slanted.latencyBack = 35ms;
        QCOMPARE(responseOf(between({{.id = "a"}, {.id = "b"}}, slanted)), Duration{50ms});
    }
    void distancesBetweenRegionsAreDirected() {
        std::vector<Boundary> regions{
            {.id = "us-east-1", .kind = BoundaryKind::region, .distances = {"eu-west-1 30ms"}},
            {.id = "eu-west-1", .kind = BoundaryKind::region, .distances = {"us-east-1 50ms"}}};
        const Flow plain = call("user", "api", Flow{}.latency);
        QCOMPARE(responseOf(between(regions, plain)), Duration{90ms});
        regions[1].distances.clear();  // the other's word counts for both ways
        QCOMPARE(responseOf(between(regions, plain)), Duration{70ms});
        regions[0].distances = {"eu-west-1 far"};
        const Setting wrong = between(regions, plain);
        QVERIFY(problems(compile(wrong.topology, wrong.scenario).diagnostics).find("is no distance") !=
                std::string::npos);
    }
    // Each direction is its own row of the sheet.
    void whatWasMeasuredMayDifferByDirection() {
        QFile file(qEnvironmentVariable("SPILLWAY_SOURCE") + "/resources/platforms/data.yaml");
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray text = file.readAll();
        text.replace("from: us-east-1, to: [0, 16, 64, 17, 115, 70,", "from: us-east-1, to: [0, 16, 64, 17, 115, 90,");
        const auto facts = parseDataFacts(text.toStdString());
        QVERIFY(facts.has_value());
        QCOMPARE(*facts->roundTrip("us-east-1", "eu-west-1"), Duration{90ms});
        QCOMPARE(*facts->roundTrip("eu-west-1", "us-east-1"), Duration{70ms});
    }
    // Ten windows of TCP take three round trips more, on the way that carries them.
    void aLargeResponseTakesLongerAndHasItsLimit() {
        Flow large = call("user", "api", 10ms);
        large.responseSize = ByteCount{10 * 14'600};
        QCOMPARE(responseOf(between({{.id = "a"}, {.id = "b"}}, large)), Duration{30ms + 3 * 20ms});
        Flow huge = call("user", "fn");
        huge.responseSize = ByteCount::mebibytes(7);
        const Setting wrong = setting({clients("user"), node("fn", Function{})}, {huge}, {burst("user", 1, 1)}, 5s);
        QVERIFY(problems(compile(wrong.topology, wrong.scenario).diagnostics).find("6MiB") != std::string::npos);
    }
    // Two replicas, one in each of two zones, call a store in the first: half of the calls cross, there and back.
    void instancesInOtherZonesAreFartherAway() {
        std::vector<Node> nodes{clients("user"), service("api", {.concurrency = 50, .replicas = 2}),
                                node("store", Database{.work = Distribution::constant(1ms), .pool = 100})};
        nodes[1].zones = {"za", "zb"};
        nodes[2].zones = {"za"};
        Setting made =
            setting(nodes, {call("user", "api"), call("api", "store", Flow{}.latency)}, {uniform("user", 200)}, 50s);
        made.topology.boundaries = {{.id = "za", .kind = BoundaryKind::zone}, {.id = "zb", .kind = BoundaryKind::zone}};
        const auto meanOf = [](const RunReport& report) {
            return toMilliseconds(flowOf(report, "api", "store").response.mean);
        };
        // 0.8 ms more for half of them, drawn 10,000 times: 2.6 standard errors.
        const RunReport apart = finish(made);
        const double near = toMilliseconds(2 * Flow{}.latency) + 1;
        QVERIFY2(std::abs(meanOf(apart) - near - 0.4) < 2.6 * 0.4 / 100, std::to_string(meanOf(apart)).c_str());
        QCOMPARE(flowOf(apart, "api", "store").response.max, secondsToDuration((near + 0.8) / 1000));
        QCOMPARE(finish(made, {.lanes = 3}).fingerprint, apart.fingerprint);
        made.topology.boundaries[0].distances = {"zb 2ms"};
        QCOMPARE(flowOf(finish(made), "api", "store").response.max, secondsToDuration((near + 4) / 1000));
        made.topology.nodes[1].zones = {"za"};
        QCOMPARE(flowOf(finish(made), "api", "store").response.max, secondsToDuration(near / 1000));
    }
    // The same run in every number of lanes, where the ways are not alike.
    void lanesAgreeOnWaysThatAreNotAlike() {
        std::vector<Node> nodes{clients("user")};
        std::vector<Flow> flows;
        for (int i = 0; i < 6; ++i) {
            nodes.push_back(service("s" + std::to_string(i), {.concurrency = 20}));
            Flow next = call(i == 0 ? "user" : "s" + std::to_string(i - 1), nodes.back().id, Duration{2ms + i * 1ms});
            next.latencyBack = Duration{1ms + i * 300us};
            flows.push_back(next);
        }
        const Setting made = setting(nodes, flows, {poisson("user", 200)}, 10s);
        const std::string one = finish(made, {.lanes = 1}).fingerprint;
        QCOMPARE(finish(made, {.lanes = 2}).fingerprint, one);
        QCOMPARE(finish(made, {.lanes = 4}).fingerprint, one);
    }
};

QTEST_GUILESS_MAIN(LimitsTest)
#include "limits_test.moc"
