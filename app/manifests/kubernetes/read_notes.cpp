#include "manifests/kubernetes/cluster.h"

#include "base/text.h"
#include "topology/words.h"

#include <algorithm>

namespace spillway::kubernetes {

std::vector<std::string> commaList(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::string_view word = trimmed(text.substr(0, end));
        if (!word.empty()) words.emplace_back(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

void readNotes(Cluster& cluster, const ManifestNode& annotations) {
    for (const std::string& item : commaList(annotations.textAt({"spillway/nodes"}))) {
        const std::size_t space = item.find(' ');
        const std::size_t in = item.find(" in ");
        if (space == std::string::npos) continue;
        const std::optional<NodeKind> kind = fromWord<NodeKind>(item.substr(0, space));
        if (!kind) continue;
        const std::size_t length = in == std::string::npos ? std::string::npos : in - space - 1;
        cluster.notedNodes.push_back(
            {item.substr(space + 1, length), *kind, in == std::string::npos ? "" : item.substr(in + 4)});
    }
    for (const std::string& item : commaList(annotations.textAt({"spillway/flows"}))) {
        for (const auto& [sign, kind] : {std::pair{" -> ", FlowKind::call}, std::pair{" ~> ", FlowKind::event}}) {
            const std::size_t at = item.find(sign);
            if (at != std::string::npos) cluster.notedFlows.push_back({item.substr(0, at), item.substr(at + 4), kind});
        }
    }
}

}  // namespace spillway::kubernetes
