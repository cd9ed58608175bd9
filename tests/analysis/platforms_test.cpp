#include "analysis/cost.h"
#include "analysis/platform_comparison.h"
#include "io/architecture_text.h"
#include "run/build.h"

#include <QFile>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

using namespace spillway;
using namespace spillway::build;

namespace {

struct Wish {
    Platform platform;
    Duration work = 300ms;
    std::function<void(Service&)> change = [](Service&) {};
};
// Requests at 2 s and 4 s, over a network that takes no time, on instances of one core and 512 MiB that start in a
// second.
Setting twice(const Wish& wish) {
    Service made;
    made.work = Distribution::constant(wish.work);
    made.startup = Distribution::constant(1s);
    made.concurrency = 10;
    made.resources = {.cpu = Cpu{1000}, .memory = ByteCount::mebibytes(512)};
    wish.change(made);
    Node api = node("api", made);
    api.platform = wish.platform;
    return setting({clients("user"), api}, {call("user", "api", 0ms)}, {burst("user", 0.5, 2)}, 10s);
}
std::map<std::string, double> billOf(const Setting& setting) {
    std::map<std::string, double> units;
    for (const Usage& used : usageOf(setting.topology, finish(setting), listPrices()).used)
        if (!used.alternative) units[used.key] += used.units;
    return units;
}
bool isClose(double value, double expected) {
    if (std::abs(value - expected) <= 1e-9 * std::max(1.0, expected)) return true;
    qWarning("%.12g is not %.12g", value, expected);
    return false;
}

}  // namespace

// What each platform bills, worked out by hand; and one service on all of them.
class PlatformsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // A second of start, twice 250 ms of a request, which count as 300 ms.
    void cloudRunBillsWhileARequestIsInside() {
        const auto bill = billOf(twice({Platform::cloud_run, 250ms}));
        QVERIFY(isClose(bill.at("cloud_run_requests"), 2));
        QVERIFY(isClose(bill.at("cloud_run_vcpu_seconds"), 1 + 0.6));
        QVERIFY(isClose(bill.at("cloud_run_gib_seconds"), (1 + 0.6) / 2));
        QVERIFY(!bill.contains("cloud_run_idle_vcpu_seconds"));
    }
    // Twenty requests of 310 ms, one after the other in one instance: one time of 6.2 s.
    void cloudRunRoundsUpWhenAnInstanceBecomesIdle() {
        Setting line = twice({Platform::cloud_run, 310ms, [](Service& api) {
                                  api.scaling.cloudRun = CloudRunScaling{.maxInstances = 1};
                                  api.startup = Distribution::constant(0ms);
                                  api.concurrency = 1;
                              }});
        line.scenario.load = {burst("user", 100, 20)};
        QVERIFY(isClose(billOf(line).at("cloud_run_vcpu_seconds"), 20 * 0.31));
    }
    // 10 ms five times a second count as 100 ms each; twenty times a second one goes on in the step of the one before:
    // an instance is never billed for more than the time that there is.
    void cloudRunRoundsShortRequestsUp() {
        const auto seconds = [](double rate) {
            Setting made = twice({Platform::cloud_run, 10ms, [](Service& api) {
                                      api.scaling.cloudRun = CloudRunScaling{.minInstances = 1, .maxInstances = 1};
                                  }});
            made.scenario.load = {uniform("user", rate)};
            return billOf(made).at("cloud_run_vcpu_seconds");
        };
        QVERIFY(std::abs(seconds(5) - 10 * 5 * 0.1) <= 0.2);
        QVERIFY(seconds(20) <= 10 && seconds(20) > 5);
    }
    // Two are kept, and for a second ten work: the two are idle for the nine others all the same.
    void instancesBeyondTheMinimumLeaveItAsIdleAsItIs() {
        Setting made = twice({Platform::cloud_run, 1s, [](Service& api) {
                                  api.scaling.cloudRun = CloudRunScaling{.minInstances = 2};
                                  api.startup = Distribution::constant(0ms);
                                  api.concurrency = 1;
                              }});
        made.scenario.load = {burst("user", 1000, 10)};
        const auto bill = billOf(made);
        QVERIFY(isClose(bill.at("cloud_run_vcpu_seconds"), 10));
        QVERIFY(isClose(bill.at("cloud_run_idle_vcpu_seconds"), 2 * (10 - 1)));
    }
    void cloudRunBillsIdleMinimumInstancesAtTheirRate() {
        const auto bill = billOf(twice({Platform::cloud_run, 300ms, [](Service& api) {
                                            api.scaling.cloudRun = CloudRunScaling{.minInstances = 2};
                                        }}));
        QVERIFY(isClose(bill.at("cloud_run_vcpu_seconds"), 0.6));
        QVERIFY(isClose(bill.at("cloud_run_idle_vcpu_seconds"), 20 - 0.6));
    }
    void cloudRunWithCpuAlwaysBillsTheLifetime() {
        const auto bill = billOf(twice({Platform::cloud_run, 300ms, [](Service& api) {
                                            api.scaling.cloudRun = CloudRunScaling{.cpuAlways = true};
                                        }}));
        QVERIFY(isClose(bill.at("cloud_run_instance_vcpu_seconds"), 10 - 2));  // from its start at 2 s
        QVERIFY(!bill.contains("cloud_run_vcpu_seconds"));
    }
    // 200 MiB count as 256; an execution of 10 ms as one of 100 ms.
    void azureRoundsMemoryAndTimeUp() {
        const auto small = [](Service& api) { api.resources.memory = ByteCount::mebibytes(200); };
        QVERIFY(isClose(billOf(twice({Platform::azure_functions, 300ms, small})).at("azure_gb_seconds"), 0.6 * 0.25));
        QVERIFY(isClose(billOf(twice({Platform::azure_functions, 10ms, small})).at("azure_gb_seconds"), 0.2 * 0.25));
    }
    // Of executions between 0 and 200 ms half count as 100 ms, the others as 150 ms on the average: the mean of what is
    // rounded up, which is not the mean, rounded up.
    void azureRoundsEachExecutionUp() {
        Setting made = twice({Platform::azure_functions});
        auto& api = std::get<Service>(made.topology.nodes[1].spec);
        api.work = {Shape::uniform, 0ms, 200ms, 0};
        api.concurrency = 1000;
        made.scenario.load = {burst("user", 1000, 4000)};
        const double each = billOf(made).at("azure_gb_seconds") / 0.5 / 4000;
        QVERIFY2(std::abs(each - 0.125) < 0.002, QByteArray::number(each));
    }
    // What waited for the first instance is not paid for its waiting.
    void azureBillsNoWaiting() {
        Setting made = twice({Platform::azure_functions, 300ms});
        made.scenario.load = {burst("user", 100, 10)};
        QVERIFY(isClose(billOf(made).at("azure_gb_seconds"), 10 * 0.3 / 2));
    }
    // Where an instance has one number of cores, what it may use is what it has, and is paid for.
    void whatAnInstanceMayUseIsWhatIsBilled() {
        const auto limited = [](std::optional<Cpu> cpu, std::optional<Cpu> limit) {
            return [=](Service& api) {
                api.resources.cpu = cpu;
                api.resources.cpuLimit = limit;
            };
        };
        for (const auto& [platform, key] :
             {std::pair{Platform::cloud_run, "cloud_run_vcpu_seconds"},
              std::pair{Platform::code_engine, "code_engine_vcpu_seconds"}, std::pair{Platform::vm, "vm_hours"}}) {
            const auto units = [&](std::optional<Cpu> cpu, std::optional<Cpu> limit) {
                return billOf(twice({platform, 300ms, limited(cpu, limit)})).at(key);
            };
            QVERIFY(isClose(units(Cpu{1000}, Cpu{8000}), units(Cpu{8000}, {})));
            QVERIFY(units(Cpu{1000}, Cpu{8000}) > units(Cpu{1000}, {}));
        }
    }
    void azureFlexBillsAnInstanceForASecondAtLeast() {
        const auto bill = billOf(twice({Platform::azure_functions, 300ms, [](Service& api) {
                                            api.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex};
                                        }}));
        QVERIFY(isClose(bill.at("azure_flex_gb_seconds"), 2 * 0.5));
        QVERIFY(isClose(bill.at("azure_flex_executions"), 2));
    }
    // 1.25 s count as 1.3 s; ten executions in one instance at once as one time.
    void azureFlexBillsTheTimeAndNotTheExecutions() {
        const auto flex = [](Service& api) {
            api.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex};
            api.startup = Distribution::constant(0ms);
        };
        QVERIFY(isClose(billOf(twice({Platform::azure_functions, 1250ms, flex})).at("azure_flex_gb_seconds"), 2.6 / 2));
        Setting crowd = twice({Platform::azure_functions, 2050ms, flex});
        crowd.scenario.load = {burst("user", 10, 10)};  // from 0.1 s until 1 s + 2.05 s
        const auto bill = billOf(crowd);
        QVERIFY(isClose(bill.at("azure_flex_gb_seconds"), 3.0 / 2));
        QVERIFY(isClose(bill.at("azure_flex_executions"), 10));
    }
    // One after the other in one instance is one time and no minimum each: 20 executions of 300 ms.
    void azureFlexBillsAnInstanceThatIsNeverIdleOnce() {
        const auto one = [](Service& api) {
            api.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex, .maxInstances = 1};
            api.startup = Distribution::constant(0ms);
            api.concurrency = 1;
        };
        Setting line = twice({Platform::azure_functions, 300ms, one});
        line.scenario.load = {burst("user", 100, 20)};
        QVERIFY(isClose(billOf(line).at("azure_flex_gb_seconds"), 6.0 / 2));
    }
    // Two executions of 3 s, of which the second finds the instance that is always ready busy.
    void azureFlexBillsAlwaysReadyInstancesAtTheirOwnRates() {
        const auto ready = [](Service& api) {
            api.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::flex, .alwaysReady = 1};
            api.concurrency = 1;
        };
        Setting made = twice({Platform::azure_functions, 3s, ready});
        made.scenario.load = {burst("user", 4, 2)};
        const auto bill = billOf(made);
        QVERIFY(isClose(bill.at("azure_flex_ready_gb_seconds"), 10 * 0.5));
        QVERIFY(isClose(bill.at("azure_flex_ready_active_gb_seconds"), 3 * 0.5));
        QVERIFY(isClose(bill.at("azure_flex_gb_seconds"), 3 * 0.5));
        QVERIFY(isClose(bill.at("azure_flex_executions"), 1));
        QVERIFY(isClose(bill.at("azure_flex_ready_executions"), 1));
    }
    // Flex has 512 MiB, 2 GiB and 4 GiB; elsewhere a function that states none has Lambda's 128 MiB.
    void azureFlexBillsTheSizeOfTheInstance() {
        const auto seconds = [](AzurePlan plan, std::optional<ByteCount> memory) {
            Function made;
            made.work = Distribution::constant(1s);
            made.memory = memory;
            made.init = Distribution::constant(0ms);
            made.scaling.azureFunctions = AzureScaling{.plan = plan};
            Node api = node("api", made);
            api.platform = Platform::azure_functions;
            const auto bill =
                billOf(setting({clients("user"), api}, {call("user", "api", 0ms)}, {burst("user", 1, 1)}, 10s));
            return bill.at(plan == AzurePlan::flex ? "azure_flex_gb_seconds" : "azure_gb_seconds");
        };
        QVERIFY(isClose(seconds(AzurePlan::flex, ByteCount::mebibytes(128)), 0.5));
        QVERIFY(isClose(seconds(AzurePlan::flex, ByteCount::mebibytes(513)), 2));
        QVERIFY(isClose(seconds(AzurePlan::flex, ByteCount::mebibytes(3000)), 4));
        QVERIFY(isClose(seconds(AzurePlan::flex, std::nullopt), 2));
        QVERIFY(isClose(seconds(AzurePlan::consumption, std::nullopt), 0.125));
    }
    void azurePremiumBillsItsInstanceAllTheTime() {
        const auto bill = billOf(twice({Platform::azure_functions, 300ms, [](Service& api) {
                                            api.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::premium};
                                        }}));
        QVERIFY(isClose(bill.at("azure_premium_vcpu_hours"), 10.0 / 3600));
    }
    // One pod from the start, as Knative has it.
    void codeEngineBillsInstancesAsLongAsTheyLive() {
        const auto bill = billOf(twice({Platform::code_engine}));
        QVERIFY(isClose(bill.at("code_engine_vcpu_seconds"), 10));
        QVERIFY(isClose(bill.at("code_engine_gb_seconds"), 5));
        QVERIFY(isClose(bill.at("code_engine_requests"), 2));
    }
    // 300 ms of which a tenth burns CPU: 30 ms are billed, the waiting is not.
    void workersBillCpuAndNoWaiting() {
        const auto burns = [](double share) { return [share](Service& api) { api.cpuShare = *Share::from(share); }; };
        QVERIFY(isClose(billOf(twice({Platform::workers, 300ms, burns(0.1)})).at("workers_cpu_ms"), 60));
        QVERIFY(isClose(billOf(twice({Platform::workers, 3s, burns(0.01)})).at("workers_cpu_ms"), 60));
        QVERIFY(isClose(billOf(twice({Platform::workers, 300ms, burns(1)})).at("workers_cpu_ms"), 600));
    }
    // A Worker that another calls (service binding) costs no request, only its CPU.
    void aWorkerThatAnotherCallsIsPaidForItsCpu() {
        EdgeWorker each;
        each.work = Distribution::constant(2ms);
        const Setting made = setting({clients("user"), node("a", each), node("b", each)},
                                     {call("user", "a", 0ms), call("a", "b", 0ms), call("user", "b", 0ms)},
                                     {burst("user", 10, 20)}, 10s);
        const auto bill = billOf(made);
        QVERIFY(isClose(bill.at("workers_requests"), 20 + 20));  // 20 to each from outside
        QVERIFY(isClose(bill.at("workers_cpu_ms"), 20 * 2 + 40 * 2));
    }
    // An object is paid for as long as it is there, not for its CPU.
    void durableObjectsBillTimeAndNoCpu() {
        EdgeWorker objects;
        objects.work = Distribution::constant(100ms);
        objects.objects = 1;
        const auto bill = billOf(
            setting({clients("user"), node("o", objects)}, {call("user", "o", 0ms)}, {burst("user", 1, 5)}, 10s));
        QVERIFY(isClose(bill.at("durable_object_requests"), 5));
        QVERIFY(isClose(bill.at("durable_object_gb_seconds"), 5 * 0.1 * 0.128));
        QVERIFY(!bill.contains("workers_cpu_ms"));
    }
    // Ten seconds of INIT, five of it done again, and then the invocation is stopped: 15 s at 512 MiB are paid for.
    void anInvocationThatIsStoppedInItsInitIsPaidFor() {
        Function slow;
        slow.work = Distribution::constant(10ms);
        slow.init = Distribution::constant(12s);
        slow.timeout = 5s;
        slow.memory = ByteCount::mebibytes(512);
        const auto bill =
            billOf(setting({clients("user"), node("fn", slow)}, {call("user", "fn", 0ms)}, {burst("user", 1, 1)}, 60s));
        QVERIFY(isClose(bill.at("lambda_gb_seconds"), 0.5 * (15 + 0.0005)));
    }
    void anAccountPaysForWorkersOnce() {
        const Setting made = setting({clients("user"), node("a", EdgeWorker{}), node("b", EdgeWorker{})},
                                     {call("user", "a"), call("a", "b")}, {uniform("user", 1)}, 10s);
        const CostReport cost = costOf(made.topology, finish(made), listPrices());
        double plan = 0;
        for (const Charge& charge : cost.charges) plan += charge.key == "workers_months" ? charge.cost : 0;
        QVERIFY(isClose(plan, 5));
    }
    void aServiceOnLambdaIsBilledAsAFunctionIs() {
        const auto bill = billOf(twice({Platform::lambda}));
        // 1 s of INIT, as stated, twice 300 ms, twice half a millisecond.
        QVERIFY(isClose(bill.at("lambda_gb_seconds"), 0.5 * (1 + 0.6 + 2 * 0.0005)));
        QVERIFY(isClose(bill.at("lambda_requests"), 2));
    }
    void kinveySaysThatItHasNoPrice() {
        const Setting made = twice({Platform::kinvey});
        const UsageReport usage = usageOf(made.topology, finish(made), listPrices());
        QVERIFY(std::ranges::any_of(usage.omitted, [](const std::string& each) {
            return each.find("publishes no prices") != std::string::npos;
        }));
    }
    // Premium is bought in EP1 (1 core, 3.5 GB), EP2 (2, 7) and EP3 (4, 14), whatever the program asks for.
    void azurePremiumBillsTheSizeOfItsInstances_data() {
        QTest::addColumn<int>("mebibytes");
        QTest::addColumn<int>("millicores");
        QTest::addColumn<double>("cores");
        QTest::addColumn<double>("gigabytes");
        QTest::newRow("little of EP1") << 512 << 1000 << 1.0 << 3.5;
        QTest::newRow("all of EP1") << 3584 << 1000 << 1.0 << 3.5;
        QTest::newRow("more than EP1") << 3585 << 1000 << 2.0 << 7.0;
        QTest::newRow("the cores of EP2") << 512 << 1001 << 2.0 << 7.0;
        QTest::newRow("the cores of EP3") << 7168 << 4000 << 4.0 << 14.0;
        QTest::newRow("the memory of EP3") << 14336 << 500 << 4.0 << 14.0;
    }
    void azurePremiumBillsTheSizeOfItsInstances() {
        QFETCH(int, mebibytes);
        QFETCH(int, millicores);
        QFETCH(double, cores);
        QFETCH(double, gigabytes);
        const auto bill =
            billOf(twice({Platform::azure_functions, 300ms, [&](Service& api) {
                              api.resources = {.cpu = Cpu{millicores}, .memory = ByteCount::mebibytes(mebibytes)};
                              api.scaling.azureFunctions = AzureScaling{.plan = AzurePlan::premium};
                          }}));
        QVERIFY(isClose(bill.at("azure_premium_vcpu_hours"), cores * 10 / 3600));
        QVERIFY(isClose(bill.at("azure_premium_gb_hours"), gigabytes * 10 / 3600));
    }
    // What would have to stand ready instead of Consumption or Flex is an instance of Premium, not the function's
    // memory.
    void theOtherWayOnAzureIsAnInstanceOfPremium() {
        for (const AzurePlan plan : {AzurePlan::consumption, AzurePlan::flex}) {
            Function job;
            job.work = Distribution::constant(300ms);
            job.memory = ByteCount::mebibytes(256);
            job.scaling.azureFunctions = AzureScaling{.plan = plan};
            Node it = node("job", job);
            it.platform = Platform::azure_functions;
            const Setting made = setting({clients("user"), it}, {call("user", "job")}, {burst("user", 1, 1)}, 36s);
            const UsageReport usage = usageOf(made.topology, finish(made), listPrices());
            const auto line = [&](const std::string& key) {
                return std::ranges::find_if(usage.used,
                                            [&](const Usage& each) { return each.key == key && each.alternative; })
                    ->units;
            };
            QVERIFY(isClose(line("azure_premium_vcpu_hours"), 0.01));
            QVERIFY(isClose(line("azure_premium_gb_hours"), 0.035));
        }
    }
    // What a function has that states nothing, by platform; a function's vCPU on Cloud Run comes with its memory.
    void aFunctionThatStatesNothingHasWhatItsPlatformGives() {
        const auto units = [](Platform platform, const std::string& key, const std::optional<ByteCount>& memory) {
            Function job;
            job.work = Distribution::constant(1s);
            job.init = Distribution::constant(0ms);
            job.memory = memory;
            Node it = node("job", job);
            it.platform = platform;
            return billOf(setting({clients("user"), it}, {call("user", "job", 0ms)}, {burst("user", 1, 1)}, 1h))
                .at(key);
        };
        QVERIFY(isClose(units(Platform::lambda, "lambda_gb_seconds", {}), (1 + 0.0005) / 8));
        QVERIFY(isClose(units(Platform::azure_functions, "azure_gb_seconds", {}), 1.0 / 8));
        const double active = 1;
        QVERIFY(isClose(units(Platform::cloud_run, "cloud_run_gib_seconds", {}), active / 4));
        QVERIFY(isClose(units(Platform::cloud_run, "cloud_run_vcpu_seconds", {}), active * 0.167));
        const auto more = ByteCount::mebibytes(513);
        QVERIFY(isClose(units(Platform::cloud_run, "cloud_run_vcpu_seconds", more), active * 0.583));
        const double lives = units(Platform::code_engine, "code_engine_vcpu_seconds", {});
        QVERIFY(isClose(units(Platform::code_engine, "code_engine_gb_seconds", {}), 4 * lives));
        // Its functions have 1, 2 or 4 GiB, and a quarter of that in vCPU.
        QVERIFY(isClose(units(Platform::code_engine, "code_engine_gb_seconds", more), lives));
        QVERIFY(isClose(units(Platform::code_engine, "code_engine_vcpu_seconds", more), lives / 4));
    }
    void aSheetOfOnesOwnIsCompletedByTheListed() {
        PriceSheet ours;
        ours.items.push_back({.key = "workers_cpu_ms", .unit = "CPU-ms", .per = 1, .tiers = {{std::nullopt, 7}}});
        const PriceSheet whole = completed(ours);
        QCOMPARE(whole.items.size(), listPrices().items.size());
        QCOMPARE(whole.find("workers_cpu_ms")->monthly(1), 7.0);
        QVERIFY(whole.find("cloud_run_requests") != nullptr);
        ours.items = {{.key = "sqs_requests", .unit = "requests", .tiers = {{std::nullopt, 7}}}};
        QCOMPARE(completed(ours).find("sqs_requests")->terms.size, std::optional{ByteCount{64 * 1024}});
        ours.items.front().terms.size = ByteCount{1024};
        QCOMPARE(completed(ours).find("sqs_requests")->terms.size, std::optional{ByteCount{1024}});
    }

    // Little load: what is billed by use is cheaper than a machine; much load: it is not.
    void payPerUseWinsAtLittleLoadAndProvisionedAtMuch() {
        Service made;
        made.work = Distribution::constant(200ms);
        made.concurrency = 8;
        made.cpuShare = Share::percent(20);
        made.resources = {.cpu = Cpu{500}, .memory = ByteCount::mebibytes(1024)};
        made.scaling.hpa = Hpa{.min = 1, .max = 40, .cpu = Share::percent(60)};
        const Setting base =
            setting({clients("user"), node("api", made)}, {call("user", "api")}, {poisson("user", 0.1)}, 10min);
        PlatformOptions options{
            .platforms = {Platform::lambda, Platform::kubernetes}, .factors = {1, 300}, .prices = &listPrices()};
        const PlatformComparison compared = comparePlatforms(base.topology, base.scenario, "api", options);
        QCOMPARE(compared.rows.size(), std::size_t{4});
        QVERIFY(compared.rows[0].perMonth < compared.rows[2].perMonth);
        QVERIFY(compared.rows[1].perMonth > compared.rows[3].perMonth);
        QVERIFY(compared.rows[1].alternative && compared.rows[3].alternative);
    }
    void theOnlyThingThatMovesIsTheProperty() {
        const Setting base = twice({Platform::kubernetes});
        PlatformOptions options{.platforms = allPlatforms(), .factors = {1, 2}, .prices = &listPrices()};
        const PlatformComparison compared = comparePlatforms(base.topology, base.scenario, "api", options);
        QCOMPARE(compared.rows.size(), 2 * allPlatforms().size());
        for (const PlatformRow& row : compared.rows) {
            Setting alone = twice({row.platform});
            alone.scenario = scaledLoad(alone.scenario, row.factor);
            const RunReport report = finish(alone);
            const NodeReport& api = nodeOf(report, "api");
            QCOMPARE(row.response.p99, api.response.p99);
            QCOMPARE(row.peakInstances, api.peakInstances);
        }
    }
    // What the notes of the example claim.
    void theExampleTeachesWhatItsNotesSay() {
        QFile file{qEnvironmentVariable("SPILLWAY_SOURCE") + "/examples/eight-platforms.spillway"};
        QVERIFY(file.open(QIODevice::ReadOnly));
        const ArchitectureText text = ArchitectureText::parse(file.readAll().toStdString(), "eight-platforms");
        QVERIFY(!hasErrors(text.diagnostics()));
        const Architecture& example = text.architecture();
        PlatformOptions options{.platforms = allPlatforms(), .factors = {0.1, 1, 10}, .prices = &listPrices()};
        const PlatformComparison compared =
            comparePlatforms(example.topology, example.scenarios.front(), "thumbnails", options);
        QCOMPARE(compared.rows.size(), 3 * allPlatforms().size());
        const auto row = [&](Platform platform, std::size_t load) {
            const auto first = std::ranges::find(compared.rows, platform, &PlatformRow::platform);
            return *(first + static_cast<std::ptrdiff_t>(load));
        };
        using enum Platform;
        for (const Platform byUse : {lambda, cloud_run, azure_functions}) {
            QVERIFY(row(byUse, 1).coldStarts > 0);
            for (const Platform provisioned : {kubernetes, vm})
                QVERIFY(row(byUse, 0).perMonth < row(provisioned, 0).perMonth);
        }
        for (const Platform ready : {kubernetes, vm, tars}) QCOMPARE(row(ready, 1).coldStarts, 0U);
        for (const Platform fixed : {tars, kinvey, vm}) {
            QCOMPARE(row(fixed, 2).peakInstances, 2);
            QVERIFY(row(fixed, 2).succeeded < 0.95);
        }
        QVERIFY(row(kubernetes, 2).succeeded > 0.99 && row(kubernetes, 2).response.p99 > 1s);
        QVERIFY(static_cast<double>(row(knative, 2).peakInstances) > 2 * row(knative, 2).meanInstances);
        QCOMPARE(row(code_engine, 2).peakInstances, 10);
        for (const Platform byUse : {lambda, cloud_run, azure_functions, code_engine, workers})
            QVERIFY(row(kubernetes, 2).perMonth < row(byUse, 2).perMonth / 2);
        QVERIFY(row(workers, 2).perMonth < row(cloud_run, 2).perMonth);
    }
    void aDocumentWithErrorsHasNoRows() {
        Setting base = twice({Platform::kubernetes});
        base.topology.flows[0].to = "nobody";
        PlatformOptions options{.platforms = allPlatforms(), .factors = {1}, .prices = &listPrices()};
        const PlatformComparison compared = comparePlatforms(base.topology, base.scenario, "api", options);
        QVERIFY(compared.rows.empty() && hasErrors(compared.diagnostics));
    }
};

QTEST_GUILESS_MAIN(PlatformsTest)
#include "platforms_test.moc"
