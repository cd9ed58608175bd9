#include "workflow/jsonata/parser.h"

// Which step keeps what a % names: the rules of JSONata's own parser. A % is looked for step by step to the left; each
// name takes it one level up, each further % one level more.
namespace spillway::workflow::jsonata {
namespace {

using Kind = Node::Kind;

struct Slot {
    Node* parent = nullptr;
    int level = 1;
};
using Slots = std::vector<std::shared_ptr<Slot>>;

[[noreturn]] void refuse() {
    throw Problem{"S0217", "The object representing the 'parent' cannot be derived from this expression"};
}

void seek(Node& node, Slot& slot) {
    switch (node.kind) {
        case Kind::name:
        case Kind::wildcard:
            if (--slot.level != 0) return;
            if (node.ancestor.empty()) node.ancestor = slot.parent->text;
            slot.parent->text = node.ancestor;
            node.isTuple = true;
            return;
        case Kind::parent: ++slot.level; return;
        case Kind::block:
            if (node.items.empty()) return;
            node.isTuple = true;
            return seek(*node.items.back(), slot);
        case Kind::path:
            node.isTuple = true;
            for (std::size_t i = node.items.size(); i-- > 0;) {
                seek(*node.items[i], slot);
                if (slot.level <= 0) return;
            }
            return;
        default: refuse();
    }
}

Slots slotsOf(Node& node);

void append(Slots& all, Slots more) { all.insert(all.end(), more.begin(), more.end()); }

// What a filter asks of the step it stands behind, or of those before.
void resolveFilters(Node& step, Slots& open) {
    for (const NodePtr& filter : step.filters) {
        for (const auto& slot : slotsOf(*filter)) {
            if (slot->level == 1)
                seek(step, *slot);
            else
                --slot->level;
            open.push_back(slot);
        }
    }
}

Slots slotsOfPath(Node& path) {
    Slots unresolved;
    for (std::size_t i = 0; i < path.items.size(); ++i) {
        Slots open = slotsOf(*path.items[i]);
        resolveFilters(*path.items[i], open);
        for (const auto& slot : open) {
            std::size_t at = i;
            while (slot->level > 0 && at > 0) {
                --at;
                // Steps that bind stay where they were: several in a row are one level.
                while (at > 0 && !path.items[at]->focus.empty() && !path.items[at - 1]->focus.empty()) --at;
                seek(*path.items[at], *slot);
            }
            if (slot->level > 0) unresolved.push_back(slot);
        }
    }
    return unresolved;
}

void resolveAlone(const NodePtr& node) {
    if (node && !slotsOf(*node).empty()) refuse();
}

Slots slotsOf(Node& node) {
    if (node.kind == Kind::parent) return {std::make_shared<Slot>(Slot{&node, 1})};
    Slots open;
    if (node.kind == Kind::path) {
        open = slotsOfPath(node);
    } else if (node.kind == Kind::lambda || node.kind == Kind::transform) {
        for (const NodePtr& item : node.items) resolveAlone(item);
    } else {
        for (const NodePtr& item : node.items) append(open, slotsOf(*item));
        for (const auto& [key, value] : node.pairs) {
            append(open, slotsOf(*key));
            append(open, slotsOf(*value));
        }
        for (const SortTerm& term : node.terms) append(open, slotsOf(*term.expression));
    }
    if (node.group) {
        for (const auto& [key, value] : node.group->pairs) {
            resolveAlone(key);
            resolveAlone(value);
        }
    }
    return open;
}

}  // namespace

void resolveParents(Node& root) {
    Slots open = slotsOf(root);
    if (root.kind != Kind::path) resolveFilters(root, open);
    for (const auto& slot : open)
        if (slot->level > 0) refuse();
}

}  // namespace spillway::workflow::jsonata
