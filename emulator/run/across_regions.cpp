#include "run/compiler.h"

// What AWS connects within one region only (SQS, Lambda, S3 and EventBridge developer guides): event source mappings,
// the notifications of a bucket, dead-letter queues, and rules, whose targets in other regions are buses alone. Over
// SNS, and for whoever calls an API, regions make no difference.
namespace spillway {
namespace {

struct RegionCheck {
    Compiler& compiler;

    template <class Spec, class Engine>
    static bool is(const Node& node, Engine engine) {
        const auto* spec = std::get_if<Spec>(&node.spec);
        return spec != nullptr && spec->engine == engine;
    }
    bool isLambda(const Node& node) const {
        const bool isProgram = node.kind() == NodeKind::function || node.kind() == NodeKind::service;
        return isProgram && platformOf(compiler.topology, node) == Platform::lambda;
    }
    static bool isSqs(const Node& node) { return is<Queue>(node, QueueEngine::sqs); }
    static bool isSns(const Node& node) { return is<Topic>(node, TopicEngine::sns); }
    // What Lambda fetches from through a mapping; Kafka may stand anywhere.
    static bool isMapped(const Node& node) {
        return isSqs(node) || is<Stream>(node, StreamEngine::kinesis) || is<Stream>(node, StreamEngine::dynamodb);
    }
    bool isTargetOfRule(const Node& node) const {
        return isLambda(node) || isSqs(node) || isSns(node) || is<Stream>(node, StreamEngine::kinesis) ||
               node.kind() == NodeKind::workflow;
    }

    // Of a connection that has to stay within a region; null of one that need not.
    const char* ruleOf(const Node& from, const Node& to) const {
        if (isMapped(from) && isLambda(to))
            return "Lambda fetches from what is in its own region only (event source mapping)";
        if (from.kind() == NodeKind::object_store && (isLambda(to) || isSqs(to) || isSns(to)))
            return "a bucket of S3 notifies what is in its own region only";
        if (from.kind() == NodeKind::event_bus && isTargetOfRule(to))
            return "a rule of EventBridge has targets in its own region only, but for another bus";
        return nullptr;
    }
    void tell(const std::string& item, const char* field, const std::string& rule, const Node& from, const Node& to,
              const char* hint) const {
        const std::string here = compiler.regionOf(from.id), there = compiler.regionOf(to.id);
        if (here.empty() || there.empty() || here == there) return;
        compiler.warn("beyond-limit", item, field,
                      rule + ": \"" + from.id + "\" is in " + here + " and \"" + to.id + "\" in " + there +
                          ", which cannot be deployed",
                      hint);
    }
};

}  // namespace

void Compiler::noteAcrossRegions() {
    const RegionCheck check{*this};
    for (const Node& node : topology.nodes) {
        const auto* queue = std::get_if<Queue>(&node.spec);
        if (queue == nullptr || queue->engine != QueueEngine::sqs || !queue->deadLetters) continue;
        check.tell(node.id, "dead_letters.to", "dead letters of SQS go to a queue of the same region", node,
                   topology.nodes[nodeIndex.at(queue->deadLetters->to)], "a dead-letter queue in its region");
    }
    for (const Flow& flow : topology.flows) {
        const Node &from = topology.nodes[nodeIndex.at(flow.from)], &to = topology.nodes[nodeIndex.at(flow.to)];
        if (const char* rule = check.ruleOf(from, to))
            check.tell(flowName(flow), "to", rule, from, to,
                       "one region for both, or an SNS topic or a bus in the other region between");
    }
}

}  // namespace spillway
