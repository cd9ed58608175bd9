#include "workflow/jsonata/parser.h"
#include "workflow/jsonata/signature.h"

#include <array>
#include <utility>

// A Pratt parser (top-down operator precedence): each operator has a binding power, and an operand belongs to the
// operator that binds it more tightly.
namespace spillway::workflow::jsonata {
namespace {

using Kind = Node::Kind;

constexpr int kNestingMax = 100;

constexpr std::array<std::pair<std::string_view, int>, 34> kPowers{
    {{".", 75},  {"[", 80},  {"{", 70},  {"(", 80},  {"@", 80},   {"#", 80},  {"?", 20},  {"+", 50}, {"-", 50},
     {"*", 60},  {"/", 60},  {"%", 60},  {"=", 40},  {"<", 40},   {">", 40},  {"^", 40},  {"..", 0}, {":=", 10},
     {"!=", 40}, {"<=", 40}, {">=", 40}, {"~>", 40}, {"and", 30}, {"or", 25}, {"in", 40}, {"&", 50}, {"?:", 42},
     {"??", 42}, {"]", 0},   {"}", 0},   {")", 0},   {",", 0},    {";", 0},   {":", 0}}};

class Parser {
public:
    explicit Parser(std::string_view text) : m_text{text}, m_lexer{text} { advance(true); }

    NodePtr whole() {
        if (m_token.kind == Token::Kind::end) throw Problem{"S0207", "Unexpected end of expression"};
        NodePtr node = expression(0);
        if (m_token.kind != Token::Kind::end)
            throw Problem{"S0201", "Syntax error: \"" + shown(m_token) + "\"" + where(m_token)};
        return node;
    }

private:
    static std::string where(const Token& token) { return " (position " + std::to_string(token.position + 1) + ")"; }
    std::string shown(const Token& token) const {
        if (token.kind == Token::Kind::end) return "(end)";
        return token.text.empty() ? std::string{m_text.substr(token.position, 12)}
                                  : (token.kind == Token::Kind::variable ? "$" : "") + token.text;
    }
    void advance(bool valueExpected) { m_token = m_lexer.next(valueExpected); }
    bool at(std::string_view op) const { return m_token.kind == Token::Kind::op && m_token.text == op; }
    bool accept(std::string_view op, bool valueExpected = true) {
        return at(op) ? advance(valueExpected), true : false;
    }
    void expect(std::string_view op, bool valueExpected = true) {
        if (accept(op, valueExpected)) return;
        if (m_token.kind == Token::Kind::end)
            throw Problem{"S0203", "Expected \"" + std::string{op} + "\" before end of expression"};
        throw Problem{"S0202", "Expected \"" + std::string{op} + "\", got \"" + shown(m_token) + "\"" + where(m_token)};
    }
    static NodePtr make(Kind kind, std::string text = {}, std::vector<NodePtr> items = {}) {
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->text = std::move(text);
        node->items = std::move(items);
        return node;
    }
    int power() const {
        if (m_token.kind != Token::Kind::op) return 0;
        for (const auto& [op, binding] : kPowers) {
            if (op == m_token.text) return binding;
        }
        return 0;
    }

    NodePtr expression(int binding) {
        if (++m_depth > kNestingMax) throw Problem{"S0500", "the expression is nested too deeply"};
        NodePtr left = prefix();
        // Two values in a row are no operator's business: whoever called sees that.
        while (binding < power()) left = infix(std::move(left));
        --m_depth;
        return left;
    }

    NodePtr prefix() {
        Token token = std::exchange(m_token, {});
        switch (token.kind) {
            case Token::Kind::end: throw Problem{"S0207", "Unexpected end of expression"};
            case Token::Kind::name: advance(false); return stepOf(make(Kind::name, token.text));
            case Token::Kind::variable: advance(false); return make(Kind::variable, token.text);
            case Token::Kind::string: advance(false); return literal(token.text);
            case Token::Kind::number: advance(false); return literal(token.number);
            case Token::Kind::literal: advance(false); return literal(token.value);
            case Token::Kind::regex: {
                advance(false);
                NodePtr node = make(Kind::regex);
                node->regex = std::move(token.regex);
                return node;
            }
            case Token::Kind::op: break;
        }
        return prefixOperator(token);
    }
    static NodePtr literal(Value value) {
        NodePtr node = make(Kind::literal);
        node->value = std::move(value);
        return node;
    }
    NodePtr prefixOperator(const Token& token) {
        const std::string& op = token.text;
        const bool isOperand =
            op == "*" || op == "**" || op == "and" || op == "or" || op == "in" || op == "?" || op == "%";
        advance(!isOperand);
        if (op == "*") return make(Kind::wildcard);
        if (op == "**") return make(Kind::descendants);
        if (op == "and" || op == "or" || op == "in") return stepOf(make(Kind::name, op));
        if (op == "-") return make(Kind::negate, "-", {expression(70)});
        if (op == "(") return block();
        if (op == "[") return arrayMaker();
        if (op == "{") return objectMaker();
        if (op == "|") return transform();
        if (op == "%") return stepOf(make(Kind::parent, "!" + std::to_string(m_parents++)));
        throw Problem{"S0211", "The symbol \"" + op + "\" cannot be used as a unary operator" + where(token)};
    }
    NodePtr block() {
        NodePtr node = make(Kind::block);
        while (!at(")")) {
            node->items.push_back(expression(0));
            if (!accept(";")) break;
        }
        expect(")", false);
        return node;
    }
    NodePtr arrayMaker() {
        NodePtr node = make(Kind::array);
        while (!at("]")) {
            NodePtr item = expression(0);
            if (accept("..")) item = make(Kind::binary, "..", {item, expression(0)});
            node->items.push_back(std::move(item));
            if (!accept(",")) break;
        }
        expect("]", false);
        return node;
    }
    NodePtr objectMaker() {
        NodePtr node = make(Kind::object);
        while (!at("}")) {
            NodePtr key = expression(0);
            expect(":");
            node->pairs.emplace_back(std::move(key), expression(0));
            if (!accept(",")) break;
        }
        expect("}", false);
        return node;
    }
    NodePtr transform() {
        NodePtr node = make(Kind::transform);
        node->items.push_back(expression(0));
        expect("|");
        node->items.push_back(expression(0));
        if (accept(",")) node->items.push_back(expression(0));
        expect("|", false);
        return node;
    }

    NodePtr infix(NodePtr left) {
        const Token token = m_token;
        const std::string& op = token.text;
        const int binding = power();
        advance(true);
        if (op == ".") return step(std::move(left), expression(binding));
        if (op == "[") return filter(std::move(left));
        if (op == "{") return group(std::move(left));
        if (op == "(") return call(std::move(left));
        if (op == "^") return sort(std::move(left));
        if (op == "?") return condition(std::move(left));
        if (op == "@" || op == "#") return bindStep(std::move(left), op, binding);
        if (op == ":=") {
            if (left->kind != Kind::variable)
                throw Problem{"S0212", "The left side of := must be a variable name (start with $)"};
            return make(Kind::bind, left->text, {expression(binding - 1)});
        }
        NodePtr node = make(Kind::binary, op, {std::move(left), expression(binding)});
        if (op == "~>") node->keepsArray = node->items[0]->keepsArray || node->items[1]->keepsArray;
        return node;
    }
    // a@$b keeps each a under a name and stays where it was; a#$i keeps its place.
    NodePtr bindStep(NodePtr left, const std::string& op, int power) {
        const Token token = m_token;
        const NodePtr name = expression(power);
        if (name->kind != Kind::variable)
            throw Problem{"S0214",
                          "The right side of \"" + op + "\" must be a variable name (start with $)" + where(token)};
        NodePtr path = pathOf(std::move(left));
        Node& last = *path->items.back();
        last.isTuple = true;
        if (op == "#") {
            if (last.filters.empty())
                last.index = name->text;
            else
                last.filters.push_back(make(Kind::place, name->text));
            return path;
        }
        if (!last.filters.empty())
            throw Problem{"S0215", "A context variable binding must precede any predicates on a step" + where(token)};
        if (last.kind == Kind::sort)
            throw Problem{"S0216",
                          "A context variable binding must precede the 'order-by' clause on a step" + where(token)};
        last.focus = name->text;
        return path;
    }
    NodePtr condition(NodePtr test) {
        NodePtr node = make(Kind::condition, "", {std::move(test), expression(0)});
        if (accept(":")) node->items.push_back(expression(0));
        return node;
    }
    // A name alone is a path of one step.
    static NodePtr stepOf(NodePtr step) {
        NodePtr path = make(Kind::path);
        path->items.push_back(std::move(step));
        return path;
    }
    static NodePtr pathOf(NodePtr node) {
        if (node->kind == Kind::path && !node->group) return node;
        NodePtr path = make(Kind::path);
        path->keepsArray = std::exchange(node->keepsArray, false);
        path->items.push_back(std::move(node));
        return path;
    }
    static NodePtr step(NodePtr left, NodePtr right) {
        // A group behind a path stays the path's when it goes on: a{b: c}.d is a.d{b: c}.
        NodePtr path = left->kind == Kind::path ? std::move(left) : pathOf(std::move(left));
        if (right->kind == Kind::path && !right->group) {
            path->keepsArray = path->keepsArray || right->keepsArray;
            path->items.insert(path->items.end(), right->items.begin(), right->items.end());
        } else {
            path->keepsArray = path->keepsArray || std::exchange(right->keepsArray, false);
            // A group at the end of the last step is a group of the whole path.
            if (right->kind == Kind::path) path->group = std::exchange(right->group, nullptr);
            path->items.push_back(std::move(right));
        }
        for (NodePtr& one : path->items) {
            if (one->kind != Kind::literal) continue;
            if (!one->value.isString())
                throw Problem{"S0213", "The literal value " + stringOf(one->value) +
                                           " cannot be used as a step within a path expression"};
            one = make(Kind::name, one->value.string());
        }
        if (path->items.front()->kind == Kind::array) path->items.front()->isConstructed = true;
        if (path->items.back()->kind == Kind::array) path->items.back()->isConstructed = true;
        return path;
    }
    NodePtr filter(NodePtr left) {
        if (accept("]", false)) {
            left->keepsArray = true;
            return left;
        }
        NodePtr condition = expression(0);
        expect("]", false);
        if (left->group) throw Problem{"S0209", "A predicate cannot follow a grouping expression in a step"};
        Node& owner = left->kind == Kind::path ? *left->items.back() : *left;
        owner.filters.push_back(std::move(condition));
        return left;
    }
    NodePtr group(NodePtr left) {
        if (left->group) throw Problem{"S0210", "Each step can only have one grouping expression"};
        left->group = objectMaker();
        return left;
    }
    NodePtr sort(NodePtr left) {
        expect("(");
        NodePtr node = make(Kind::sort);
        do {
            SortTerm term;
            term.descends = at(">");
            if (at("<") || at(">")) advance(true);
            term.expression = expression(0);
            node->terms.push_back(std::move(term));
        } while (accept(","));
        expect(")", false);
        NodePtr path = pathOf(std::move(left));
        path->items.push_back(std::move(node));
        return path;
    }
    NodePtr call(NodePtr left) {
        const bool isLambda = left->kind == Kind::path && left->items.size() == 1 &&
                              left->items.front()->kind == Kind::name &&
                              (left->items.front()->text == "function" || left->items.front()->text == "\u03BB");
        NodePtr node = make(Kind::call, "", {std::move(left)});
        while (!at(")")) {
            if (at("?")) {
                advance(false);
                node->kind = Kind::partial;
                node->items.push_back(make(Kind::openArgument));
            } else {
                node->items.push_back(expression(0));
            }
            if (!accept(",")) break;
        }
        expect(")", isLambda);
        return isLambda ? lambda(*node) : node;
    }
    NodePtr lambda(const Node& call) {
        NodePtr node = make(Kind::lambda);
        for (std::size_t i = 1; i < call.items.size(); ++i) {
            if (call.items[i]->kind != Kind::variable)
                throw Problem{"S0208", "Parameter " + std::to_string(i) +
                                           " of function definition must be a variable name (start with $)"};
            node->parameters.push_back(call.items[i]->text);
        }
        if (at("<")) node->text = signature();
        expect("{");
        node->items.push_back(expression(0));
        expect("}", false);
        return node;
    }
    // What a lambda expects, without the brackets around it.
    std::string signature() {
        const std::size_t begin = m_token.position + 1;
        std::size_t end = begin;
        int depth = 0;
        do {
            if (m_token.kind == Token::Kind::end) throw Problem{"S0203", "Expected \">\" before end of expression"};
            depth += at("<") ? 1 : 0;
            depth -= at(">") ? 1 : 0;
            end = m_token.position;
            advance(false);
        } while (depth > 0);
        std::string text{m_text.substr(begin, end - begin)};
        std::erase(text, ' ');
        checkSignature(text);
        return text;
    }

    std::string_view m_text;
    Lexer m_lexer;
    Token m_token;
    int m_depth = 0;
    int m_parents = 0;
};

}  // namespace

NodePtr parse(std::string_view text) {
    NodePtr root = Parser{text}.whole();
    resolveParents(*root);
    return root;
}

}  // namespace spillway::workflow::jsonata
