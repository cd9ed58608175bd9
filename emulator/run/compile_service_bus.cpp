#include "base/text.h"
#include "platforms/facts.h"
#include "run/compiler.h"

#include <algorithm>

namespace spillway {

std::uint32_t Compiler::namespaceOf(const Node& node, const ServiceBus& stated) {
    const MessagingFacts& facts = model.facts->messaging;
    NamespaceModel made;
    made.id = stated.space;
    made.premium = stated.tier == ServiceBusTier::premium;
    made.perSecond = made.premium ? static_cast<double>(facts.serviceBusUnit.bytes * stated.messagingUnits)
                                  : facts.serviceBusCredits.perSecond();
    const auto found = std::ranges::find(model.namespaces, made.id, &NamespaceModel::id);
    if (found == model.namespaces.end()) {
        model.namespaces.push_back(std::move(made));
        return narrow(static_cast<std::int64_t>(model.namespaces.size() - 1));
    }
    if (found->premium != made.premium || found->perSecond != made.perSecond)
        fail("one-namespace", node.id, "service_bus",
             (made.id.empty() ? std::string{"the namespace of all that state none"} : "namespace \"" + made.id + '"') +
                 " has another tier, or other messaging units, at another node",
             "one tier and one number of units a namespace, or a namespace of its own");
    return narrow(found - model.namespaces.begin());
}

void Compiler::applyServiceBus(const Node& node, const Queue& queue, QueueModel& made) {
    const MessagingFacts& facts = model.facts->messaging;
    const ServiceBus stated = queue.serviceBus.value_or(ServiceBus{});
    made.hides = false;
    made.ahead = queue.prefetch.value_or(facts.serviceBusPrefetch);
    made.renewal = stated.lockRenewal.value_or(facts.serviceBusRenewal);
    made.fifo = queue.fifo;
    if (queue.fifo) {
        made.groups = Popularity{static_cast<std::uint32_t>(queue.groups), queue.groupSkew};
        made.sessionIdle = stated.sessionIdle.value_or(facts.serviceBusSessionIdle);
    }
    made.deduplicates = stated.duplicateDetection;
    if (!queue.deadLetters)
        note(node.id, "dead_letters",
             "assumed: what failed " + std::to_string(made.maxReceives) +
                 " times lies in the queue's own dead-letter queue, and nobody looks there");
    if (stated.tier == ServiceBusTier::premium)
        note(node.id, "service_bus.messaging_units",
             "assumed: a messaging unit takes and gives " + toText(facts.serviceBusUnit) +
                 " a second; flows that state no payload weigh nothing");
    made.space = namespaceOf(node, stated);
}

void Compiler::compileServiceBusTopic(const Node& node, const Topic& topic, TopicModel& made) {
    made.space = namespaceOf(node, topic.serviceBus.value_or(ServiceBus{}));
    made.subscriptions = std::ranges::count(topology.flows, node.id, &Flow::from);
}

// The broker copies an event to a subscription by itself, until it is there.
DeliveryModel Compiler::toSubscription(const Flow& flow) {
    const auto* queue = std::get_if<Queue>(&topology.nodes[nodeIndex[flow.to]].spec);
    if (queue == nullptr || queue->engine != QueueEngine::service_bus)
        warn(flowName(flow), "to",
             "a subscription of a Service Bus topic is a queue that its consumer fetches from: draw one with engine "
             "service_bus between them; here the topic hands the event over by itself");
    const Duration wait = model.facts->messaging.serviceBusCopy;
    DeliveryModel made;
    made.retries = std::int64_t{1} << 40;
    made.phases = {DeliveryModel::Phase{made.retries, wait, wait}};
    return made;
}

void Compiler::checkNamespace(const std::string& item, const ServiceBus& stated) {
    if (stated.messagingUnits < 1)
        fail("out-of-range", item, "service_bus.messaging_units",
             "a premium namespace has one messaging unit at least");
    if (stated.tier == ServiceBusTier::standard && stated.messagingUnits != ServiceBus{}.messagingUnits)
        idle(item, "service_bus.messaging_units", "only tier premium has messaging units");
}

void Compiler::checkServiceBus(const std::string& item, const Queue& queue) {
    const MessagingFacts& facts = model.facts->messaging;
    if (queue.engine != QueueEngine::service_bus) {
        if (queue.serviceBus) idle(item, "service_bus", "only a queue with engine service_bus has it");
        return;
    }
    if (queue.visibilityTimeout.value_or(facts.serviceBusLock) > facts.serviceBusLongestLock)
        fail("out-of-range", item, "visibility_timeout",
             "the lock is longer than " + toText(facts.serviceBusLongestLock),
             "Service Bus locks a message for at most that long; service_bus.lock_renewal holds it for longer");
    const ServiceBus stated = queue.serviceBus.value_or(ServiceBus{});
    checkNamespace(item, stated);
    if (stated.lockRenewal && *stated.lockRenewal < Duration{0})
        fail("out-of-range", item, "service_bus.lock_renewal", "the time is negative", "0s: locks are not renewed");
    if (stated.sessionIdle && *stated.sessionIdle <= Duration{0})
        fail("out-of-range", item, "service_bus.session_idle_timeout", "the time is not longer than zero");
    if (stated.sessionIdle && !queue.fifo)
        idle(item, "service_bus.session_idle_timeout", "only a queue with sessions has it: fifo: true");
    if (!queue.deadLetters) return;
    const auto to = nodeIndex.find(queue.deadLetters->to);
    const auto* dead = to == nodeIndex.end() ? nullptr : std::get_if<Queue>(&topology.nodes[to->second].spec);
    if (dead != nullptr && dead->engine != QueueEngine::service_bus)
        warn("other-broker", item, "dead_letters.to",
             "Service Bus forwards dead letters to a queue of its own namespace; \"" + queue.deadLetters->to +
                 "\" is of another engine",
             "engine: service_bus there");
}

void Compiler::checkServiceBus(const std::string& item, const Topic& topic) {
    if (topic.engine != TopicEngine::service_bus) {
        if (topic.serviceBus) idle(item, "service_bus", "only a topic with engine service_bus has it");
        return;
    }
    const ServiceBus stated = topic.serviceBus.value_or(ServiceBus{});
    checkNamespace(item, stated);
    if (stated.duplicateDetection)
        idle(item, "service_bus.duplicate_detection", "state it, and sent_twice, at the queues of the subscriptions");
    if (stated.sessionIdle)
        idle(item, "service_bus.session_idle_timeout", "state it at the queues of the subscriptions");
    if (stated.lockRenewal)
        idle(item, "service_bus.lock_renewal", "a topic locks nothing: state it at the queues of the subscriptions");
}

}  // namespace spillway
