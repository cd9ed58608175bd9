#pragma once

#include "workflow/jsonata/value.h"
#include "workflow/regex.h"

#include <optional>

namespace spillway::workflow::jsonata {

struct Node;
using NodePtr = std::shared_ptr<Node>;

struct SortTerm {
    NodePtr expression;
    bool descends = false;
};

// One node of an expression's tree, in the shape in which it is evaluated.
struct Node {
    enum class Kind : std::uint8_t {
        literal,  // `value`
        regex,
        name,      // a step: the member `text`
        variable,  // `text`; "" is the context, "$" the whole input
        wildcard,
        descendants,
        path,    // `items`: steps
        binary,  // `text`: the operator; `items`: left and right
        negate,
        array,   // `items`
        object,  // `pairs`
        block,
        condition,  // `items`: if, then and perhaps else
        bind,       // `text` := items[0]
        call,       // items[0]: the function, then its arguments
        partial,    // the same; an argument left open is a `openArgument`
        openArgument,
        lambda,     // `parameters`, items[0]: the body, `text`: the signature
        transform,  // `items`: where, what to change and perhaps what to delete
        sort,       // a step: `terms`
        parent,     // %: what a step was taken from; `text`: the label under which that step keeps it
        place,      // among `filters`: #$text, the place of each result so far
    };
    Kind kind = Kind::literal;
    std::string text;
    Value value;
    std::optional<Regex> regex;
    std::vector<NodePtr> items;
    std::vector<std::pair<NodePtr, NodePtr>> pairs;
    std::vector<std::string> parameters;
    std::vector<SortTerm> terms;
    std::vector<NodePtr> filters;  // [ ... ] behind it: for each result of a step, or for the result of anything else
    NodePtr group;                 // { ... } behind it: an object node
    bool keepsArray = false;       // [] behind it
    bool isConstructed = false;    // an array at the start or the end of a path
    // Steps that bind: @$focus, #$index, and what a % further on asks for. Once one does, the path carries tuples.
    std::string focus, index, ancestor;
    bool isTuple = false;
    std::size_t position = 0;
};

}  // namespace spillway::workflow::jsonata
