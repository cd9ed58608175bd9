#pragma once

#include "platforms/platform_table.h"
#include "platforms/workload.h"
#include "run/plan.h"
#include "run/run.h"

#include <map>
#include <memory>
#include <string>

// The parts of compile(); private to this room.
namespace spillway {

struct Compiler {
    // What leads to a node.
    struct Fed {
        bool byMessages = false;  // of queues and streams
        bool byQueues = false;
        bool byOthers = false;
        Feed feed = Feed::mixed;
        bool byServiceBus = false;
        bool inSessions = false;
        bool sentAhead = true;  // by every broker: it sends more than an instance works on
    };
    const Topology& topology;
    const Scenario& scenario;
    Diagnostics& diagnostics;
    Model model;
    std::map<std::string, std::uint32_t> nodeIndex;
    std::vector<std::shared_ptr<WorkflowModel>> workflowDrafts{};  // by NodeModel::extra
    std::map<Duration, std::uint64_t> constantUse;                 // how many flows and nodes use a constant delay
    std::vector<Fed> fed{};                                        // by node
    std::map<std::string, std::uint32_t> accounts{};               // by region

    void note(const std::string& item, const std::string& field, std::string sentence) {
        diagnostics.push_back({"assumption", Severity::note, {.item = item, .field = field}, std::move(sentence), {}});
    }
    // It is stated, and nothing comes of it.
    void idle(const std::string& item, const std::string& field, std::string sentence) {
        diagnostics.push_back({"no-effect", Severity::note, {.item = item, .field = field}, std::move(sentence), {}});
    }
    void warn(const std::string& item, const std::string& field, std::string sentence) {
        diagnostics.push_back(
            {"not-emulated", Severity::warning, {.item = item, .field = field}, std::move(sentence), {}});
    }
    // It runs, and hardly as it is meant.
    void warn(std::string code, const std::string& item, const std::string& field, std::string sentence,
              std::string hint) {
        diagnostics.push_back(
            {std::move(code), Severity::warning, {.item = item, .field = field}, std::move(sentence), std::move(hint)});
    }
    void fail(std::string code, const std::string& item, const std::string& field, std::string sentence,
              std::string hint = {}) {
        diagnostics.push_back(
            {std::move(code), Severity::error, {.item = item, .field = field}, std::move(sentence), std::move(hint)});
    }

    // One after the other; the first adds the errors that the others rely on not being there.
    void checkReferences();
    // What no run of this drawing can depend on (idle_properties.cpp).
    void noteIdleProperties();
    // What the platform would not accept (platform_limits.cpp): what a program asks for, what the functions of an
    // account reserve together (account_limits.cpp), what brokers and stores are set to (broker_limits.cpp).
    void noteBeyondLimits();
    void noteBeyondReservations();
    void noteBeyondBrokers();
    // A platform's programs fed by a broker that it has no trigger for (foreign_triggers.cpp).
    void noteForeignTrigger(const Flow& flow);
    // What AWS connects within one region only (across_regions.cpp).
    void noteAcrossRegions();
    // A breaker whose window never holds as many calls as it needs (idle_breakers.cpp).
    void noteIdleBreakers();
    void checkFlexAuth();
    void checkNumbers();
    void checkExcesses();
    void checkCircles();
    void compileNodes();
    // Into OpenWhisk's one namespace.
    void joinActions();
    void compileFlows();
    void compileSources();
    void assignConstants();

    // By the node's platform: pods, Lambda's environments, or a pool with the platform's own rules.
    void compileService(const Node& node, const Service& service, NodeModel& nodeModel);
    void compileFunction(const Node& node, const Function& function, NodeModel& nodeModel);
    // A definition is executed; without one the node runs its flows one after the other.
    void compileWorkflow(const Node& node, const Workflow& workflow, NodeModel& nodeModel);
    // Which node each Task state calls; flows have been compiled.
    void compileTasks();
    void compilePods(const Node& node, const Service& service, NodeModel& nodeModel);
    void compileServicePool(const Node& node, const Service& service, const Workload& workload, PoolRules rules,
                            NodeModel& nodeModel);
    void compilePool(const Node& node, const Workload& workload, const Distribution& work, PoolRules rules,
                     NodeModel& nodeModel);
    void compileWorker(const Node& node, const EdgeWorker& worker, NodeModel& nodeModel);
    void compileCluster(const Service& service, ServerModel& server);
    void dropGuardsOfInstances(const std::string& node, ServerGuardModel& guard);
    void compileServerGuard(const Node& node, const Service& service, ServerModel& server);
    void compileOwnLines(const Node& node, const Service& service, ServerModel& server);
    void addServer(ServerModel server, NodeModel& nodeModel);
    void setWork(const Distribution& work, NodeModel& nodeModel);
    static void limitCpuTime(Duration limit, const std::optional<Share>& share, NodeModel& nodeModel);
    void setVisitLimit(Duration limit, NodeModel& nodeModel);
    // What a caller and a TARS server say of each other over this flow.
    void compileTarsFlow(const Flow& flow, FlowModel& flowModel);
    void lookAtFeeds();
    // What sets a program off, as its platform is to know it.
    void readTriggers(const Node& node, Workload& workload) const;
    void noteAssumed(const Node& node, std::string_view sheet);
    void compileLambda(const Node& node, const Function& function, NodeModel& nodeModel);
    void compileQueue(const Node& node, const Queue& queue, NodeModel& nodeModel);
    void compileStream(const Node& node, const Stream& stream, NodeModel& nodeModel);
    void compileReaders(std::uint32_t node, const std::vector<std::uint32_t>& flows);
    void noteIdleConsumers(const Flow& flow, const ReaderModel& reader, const Stream& stream);
    void dropForeignSettings(const Flow& flow, StreamEngine engine, ReaderModel& reader);
    FlowModel flowModelOf(const Flow& flow);
    void compilePolicies(const Flow& flow, FlowModel& flowModel);
    // What is stated and cannot take effect here, in words.
    void noteIdleGuards(const Flow& flow, const FlowModel& flowModel);
    void guardInstances(const Flow& flow, const FlowModel& flowModel);
    void checkDeliveries();
    // The batches of a function behind a queue, as Lambda allows them.
    void checkMapping(const Flow& flow);
    void checkCloudflareBatch(const Flow& flow);
    // How a consumer of a queue collects its batches; flows before `flowModel` are compiled, its ends are known.
    void compileBatches(const Flow& flow, FlowModel& flowModel);
    // How long a topic that pushes waits for an answer; nothing: it does not matter.
    std::optional<Duration> pushDeadline(const Flow& flow, const NodeModel& to);
    // What an MQTT topic keeps for a subscriber; kNone: nothing.
    std::uint32_t sessionOf(const Flow& flow, const Topic& topic);
    void noteIdleSession(const Flow& flow);
    void checkDestination(const std::string& to, const std::string& item, const std::string& field);
    void checkPayloads();
    void applyEngine(const Node& node, const Queue& queue, QueueModel& queueModel);
    // Azure Service Bus (compile_service_bus.cpp).
    void applyServiceBus(const Node& node, const Queue& queue, QueueModel& queueModel);
    void compileServiceBusTopic(const Node& node, const Topic& topic, TopicModel& made);
    DeliveryModel toSubscription(const Flow& flow);
    std::uint32_t namespaceOf(const Node& node, const ServiceBus& stated);
    void checkServiceBus(const std::string& item, const Queue& queue);
    void checkServiceBus(const std::string& item, const Topic& topic);
    void checkNamespace(const std::string& item, const ServiceBus& stated);
    void compileTable(const Node& node, const TableSpec& table, NodeModel& nodeModel);
    std::uint32_t compileCron(const Node& node, const Schedule& schedule);
    // How the broker tries an event again that `flow` could not deliver; kNone where it does not.
    std::uint32_t deliveryOf(const Flow& flow, NodeKind from, const NodeModel& to);
    // There and back, from where the ends lie and what is sent.
    struct Way {
        Duration there{0};
        Duration back{0};
    };
    Way wayOf(const Flow& flow);
    // MQTT at QoS 2: who gets a message may have it after one more round trip (PUBREC, PUBREL).
    bool isConfirmedFirst(const Flow& flow) const;
    // Between the regions, else the zones, that two nodes lie in; none where neither is known.
    std::optional<Way> distanceOf(const Flow& flow);
    // Between two nodes whose instances stand in several zones of one region.
    void findCrossing(const Flow& flow, FlowModel& made);
    Duration betweenZones(const std::string& from, const std::string& to) const;  // round trip
    std::map<std::string, double> standing(const std::string& id) const;          // shares of its instances, by zone
    void checkDistances();
    Distribution lagOf(const Node& node, const ReadReplicas& stated);
    void compileReplicas(const Node& node, const Database& database, NodeModel& nodeModel);
    void compileFailover(const Node& node, const ReadReplicas& stated, ReplicaModel& made);
    // From a primary to its standby and back: between the first two of its zones.
    Duration commitTime(const Node& node) const;
    void compileCommit(const Node& node, const ReadReplicas& stated, ReplicaModel& made);
    void compileHooks(const Node& node, const Backend& backend, NodeModel& nodeModel);
    void compileLogins(const Node& node, const UserLogins& users, NodeModel& nodeModel);
    void compileConnector(const Node& node, const Connector& connector, NodeModel& nodeModel);
    // Of a call over which a backend reaches its store outside, or the service that checks its logins.
    std::optional<Duration> outsideLimit(const Flow& flow) const;
    // Which of its calls checks logins; kNone if none does.
    std::uint32_t loginCheckOf(std::uint32_t node, const std::vector<std::uint32_t>& calls) const;
    // Lambda's own queue of asynchronous invocations, where its limits or destinations are stated; else kNone.
    std::uint32_t invocationOf(const Flow& flow);
    const Boundary* around(const std::string& node, BoundaryKind kind) const;
    // The id of the region that a node lies in; empty: in none.
    std::string regionOf(const std::string& node) const;
    // Whose limits count for a node: those of one account, in its region. Below Model::accounts.
    std::uint32_t accountOf(const std::string& node);
    // Reserved concurrency is taken out of what the other functions of an account share.
    void shareConcurrency();
    // From the platform when the user says nothing; notes what was assumed.
    StartPath startupOf(const Node& node, const std::optional<Distribution>& stated);
    StartPath coldStartOf(const Node& node, const Function& function);
    StartPath restoreOf(const Node& node, const Function& function);

    // Index into Model::timers, Model::timeouts.
    std::uint32_t timerOf(Duration limit);
    std::uint32_t timeoutOf(Duration timeout);
    // Of the flow that is compiled; kNone if it has none.
    std::uint32_t guardOf(const Flow& flow);
};

// A count for the model, which has 32 bits for it.
std::uint32_t narrow(std::int64_t value);

}  // namespace spillway
