#include "platforms/facts.h"
#include "run/compiler.h"

#include <algorithm>
#include <map>

// What the functions of an account and region share, and what they may reserve together.
namespace spillway {
namespace {

// A function's part of the account's concurrency that no other can have: AWS counts what is provisioned likewise.
struct Reservation {
    const Node* node = nullptr;
    std::int64_t most = 0;
    bool provisioned = false;
};
Reservation reservationOf(const Node& node) {
    const auto* function = std::get_if<Function>(&node.spec);
    if (function == nullptr) return {};
    const auto counted = [](std::int64_t count) { return std::min(count, std::int64_t{1} << 32); };
    if (function->reservedConcurrency) return {&node, counted(*function->reservedConcurrency), false};
    return {&node, counted(function->provisionedConcurrency), true};
}

std::string listed(const std::vector<Reservation>& all) {
    constexpr std::size_t kNamed = 8;
    std::string text;
    for (std::size_t i = 0; i < all.size() && i < kNamed; ++i)
        text += (i == 0 ? "" : ", ") + all[i].node->id + ' ' + std::to_string(all[i].most) +
                (all[i].provisioned ? " (provisioned)" : "");
    return all.size() <= kNamed ? text : text + " and " + std::to_string(all.size() - kNamed) + " more";
}

}  // namespace

void Compiler::shareConcurrency() {
    std::vector<std::int64_t> left(model.accounts, model.facts->lambda.accountConcurrency);
    for (const ConcurrencyPool& pool : model.pools) left[pool.account] -= pool.shared ? 0 : pool.limit;
    for (const FunctionModel& function : model.functions) {
        ConcurrencyPool& pool = model.pools[function.pool];
        if (!pool.shared) continue;
        const std::int64_t apart = std::min(function.provisioned, model.facts->lambda.accountConcurrency);
        pool.apart += apart;
        left[pool.account] -= apart;
    }
    for (ConcurrencyPool& pool : model.pools) {
        if (pool.shared) pool.limit = std::max<std::int64_t>(0, left[pool.account]);
    }
}

void Compiler::noteBeyondReservations() {
    struct Account {
        std::vector<Reservation> reservations;
        std::int64_t sum = 0;
    };
    const LambdaFacts& facts = model.facts->lambda;
    const std::int64_t most = std::max<std::int64_t>(0, facts.accountConcurrency - facts.leastUnreserved);
    std::map<std::string, Account> regions;
    for (const Node& node : topology.nodes) {
        if (platformOf(topology, node) != Platform::lambda) continue;
        const Reservation made = reservationOf(node);
        if (made.most <= 0) continue;
        Account& account = regions[regionOf(node.id)];
        account.reservations.push_back(made);
        account.sum += made.most;
    }
    for (const auto& [region, account] : regions) {
        if (account.sum <= most) continue;
        std::int64_t sum = 0;
        for (const Reservation& each : account.reservations) {
            if ((sum += each.most) <= most) continue;
            warn("beyond-limit", each.node->id, each.provisioned ? "provisioned_concurrency" : "reserved_concurrency",
                 "of the " + std::to_string(facts.accountConcurrency) + " concurrent requests of an account " +
                     std::to_string(facts.leastUnreserved) + " stay unreserved, so " + std::to_string(most) +
                     " can be reserved" + (region.empty() ? "" : " in " + region) + ": " + std::to_string(account.sum) +
                     " are (" + listed(account.reservations) + "), which cannot be deployed",
                 "reserve less, or state what you were granted under facts: lambda.account_concurrency");
            break;
        }
    }
}

}  // namespace spillway
