#include "scenario/scenario_tree.h"

namespace spillway {
namespace {

template <std::size_t Index = 0>
FaultSpec specAt(std::size_t index) {
    if constexpr (Index < std::variant_size_v<FaultSpec>) {
        if (index == Index) return FaultSpec{std::in_place_index<Index>};
        return specAt<Index + 1>(index);
    } else {
        SPILLWAY_ASSERT(false, "a fault kind has an alternative");
    }
}

}  // namespace

FaultSpec defaultFaultSpec(FaultKind kind) { return specAt(static_cast<std::size_t>(kind)); }

TextTree treeOf(const Load& load) {
    TextTree tree = TextTree::map(false);
    appendFields(tree, load, Load{});
    return tree;
}

TextTree treeOf(const Fault& fault) {
    TextTree tree = TextTree::map(true);
    tree.entries.push_back({"kind", TextTree::scalar(std::string{wordOf(fault.kind())})});
    tree.entries.push_back({"on", TextTree::words(fault.on)});
    std::visit([&]<class S>(const S& spec) { appendFields(tree, spec, S{}); }, fault.spec);
    Fault times = fault;
    times.on.clear();
    appendFields(tree, times, Fault{});
    return tree;
}

TextTree treeOf(const Scenario& scenario) {
    TextTree tree = TextTree::map(false);
    appendFields(tree, scenario, Scenario{});
    return tree;
}

}  // namespace spillway
