#include "viewmodel/edits/reach.h"

#include <unordered_map>
#include <unordered_set>

namespace spillway::edits {

std::vector<std::string> reached(const Topology& topology, const std::vector<std::string>& from, Reach reach) {
    std::unordered_map<std::string, std::vector<const Flow*>> next;
    for (const Flow& flow : topology.flows) {
        if (reach != Reach::upstream) next[flow.from].push_back(&flow);
        if (reach != Reach::downstream) next[flow.to].push_back(&flow);
    }
    std::vector<std::string> items;
    std::unordered_set<std::string> seen;
    for (const std::string& item : from) {
        if (findNode(topology, item) && seen.insert(item).second) items.push_back(item);
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string at = items[i];
        for (const Flow* flow : next[at]) {
            if (seen.insert(flowName(*flow)).second) items.push_back(flowName(*flow));
            const std::string& other = flow->from == at ? flow->to : flow->from;
            if (seen.insert(other).second) items.push_back(other);
        }
    }
    return items;
}

}  // namespace spillway::edits
