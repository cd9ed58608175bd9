#pragma once

#include "base/random.h"

#include <string>
#include <vector>

namespace spillway::workflow::testing {

// JSONata expressions drawn from a seed, of a wanted type most of the time: every operator and every function of the
// library that leaves nothing to chance. They ask for what `kExpressionInput` holds.
class Expressions {
public:
    explicit Expressions(std::uint64_t seed) : m_random{mix64(seed)} {}

    std::string any(int depth) {
        switch (m_random.below(6)) {
            case 0: return number(depth);
            case 1: return text(depth);
            case 2: return condition(depth);
            case 3: return array(depth);
            case 4: return object(depth);
            default: return path(depth);
        }
    }

private:
    using Words = std::vector<std::string>;

    std::string pick(const Words& words) { return words[m_random.below(static_cast<std::uint32_t>(words.size()))]; }
    bool one(std::uint32_t in) { return m_random.below(in) == 0; }
    // Now and then something of another type: errors must be the same, too.
    std::string strayed(int depth, const std::string& otherwise) { return one(25) ? any(depth - 1) : otherwise; }

    std::string number(int depth) {
        if (depth <= 0)
            return pick({"0", "1", "2", "3", "7", "-1", "2.5", "0.1", "12345.678", "1e3", "n", "m", "neg", "$$.n",
                         "$count(list)", "nothing", "$v"});
        const std::string a = strayed(depth, number(depth - 1)), b = strayed(depth, number(depth - 1));
        switch (m_random.below(17)) {
            case 0: return "(" + a + " + " + b + ")";
            case 1: return "(" + a + " - " + b + ")";
            case 2: return "(" + a + " * " + b + ")";
            case 3: return "(" + a + " / " + pick({"4", "0.3", "-7"}) + ")";
            case 4: return "(" + a + " % " + pick({"3", "2.5", "-4"}) + ")";
            case 5: return "-" + a;
            case 6: return "$" + pick({"abs", "floor", "ceil", "round"}) + "(" + a + ")";
            case 7: return "$round(" + a + ", " + pick({"0", "1", "2", "-1", "-2"}) + ")";
            case 8: return "$" + pick({"sum", "max", "min", "average", "count"}) + "(" + array(depth - 1) + ")";
            case 9: return "$length(" + text(depth - 1) + ")";
            case 10:
                return "$number(" + pick({"'12'", "'-1.5e2'", "true", "'0x1F'", "'x'", "''", text(depth - 1)}) + ")";
            case 11: return "(" + condition(depth - 1) + " ? " + a + " : " + b + ")";
            case 12: return "$power(" + a + ", " + pick({"0", "1", "2", "3", "-1"}) + ")";
            case 13: return "$sqrt(" + a + ")";
            case 14:
                return "$parseInteger(" +
                       pick({"'12,345', '#,##0'", "'xiv', 'i'", "'MCMXC', 'I'", "'twenty-two', 'w'",
                             "'One Thousand and Third', 'Ww;o'", "'ab', 'a'", "'007', '000'", "'42nd', '0;o'"}) +
                       ")";
            case 15: return "$reduce(" + array(depth - 1) + ", function($a, $b){$a + $b})";
            default:
                return "$toMillis(" + pick({"'2018-03-23'", "'23 March 2018'", "'23/3/18 4:05 pm'", "'2018W12'"}) +
                       ", " +
                       pick({"'[Y]-[M01]-[D01]'", "'[D] [MNn] [Y0001]'", "'[D]/[M]/[Y01] [h]:[m] [P]'", "'[Y]W[W]'"}) +
                       ")";
        }
    }

    std::string text(int depth) {
        if (depth <= 0)
            return pick({"'red'", "'Hello World'", "''", "'a,b,c'", "'  x  y '", "'\u00e4\u00f6\u20ac'", "s", "t",
                         "$$.s", "nothing", "'12'"});
        const std::string a = strayed(depth, text(depth - 1)), b = text(depth - 1);
        switch (m_random.below(22)) {
            case 0: return "(" + a + " & " + any(depth - 1) + ")";
            case 1: return "$string(" + any(depth - 1) + ")";
            case 2: return "$" + pick({"uppercase", "lowercase", "trim"}) + "(" + a + ")";
            case 3: return "$substring(" + a + ", " + pick({"0", "1", "-2", "3", "20"}) + ")";
            case 4:
                return "$substring(" + a + ", " + pick({"0", "1", "-3", "-9"}) + ", " +
                       pick({"0", "1", "2", "-1", "9"}) + ")";
            case 5: return "$" + pick({"substringBefore", "substringAfter"}) + "(" + a + ", " + b + ")";
            case 6: return "$pad(" + a + ", " + pick({"5", "-5", "0", "12"}) + ", " + pick({"'#'", "'ab'", "''"}) + ")";
            case 7: return "$join(" + array(depth - 1) + ", " + pick({"'-'", "''", "', '"}) + ")";
            case 8: return "$join($split(" + a + ", " + pick({"','", "' '", "'l'", "/[aeo]/", "/\\s+/"}) + "), '+')";
            case 9:
                return "$replace(" + a + ", " +
                       pick({"'l', 'L'", "/l+/, '$0$0'", "/(.)(o)/, '[$1]'", "'zz', '$$'",
                             "/[A-Z]/i, function($m){$uppercase($m.match) & $m.start}",
                             "/(o).?/, function($m){$m.groups[0] & $m.end}"}) +
                       ")";
            case 10:
            case 11:
                return "$formatNumber(" + number(depth - 1) + ", " +
                       pick({"'#,##0.00'", "'0'", "'#'", "'000.0#'", "'#,###,##0.###'", "'0.0%'", "'#0.###\u2030'",
                             "'(#0);[-#0]'", "'0.00;neg 0.0'", "'$#,##0'", "'0,0'", "'#.'", "'.0'", "'#0#'", "'0.0.0'",
                             "'x'"}) +
                       ")";
            case 12:
                return "$formatNumber($abs(" + number(depth - 1) + ") + 1, " +
                       pick({"'0.0e0'", "'00.##e00'", "'#0.0#e0'", "'0e0'", "'0.0e'", "'0.0e0%'"}) + ")";
            case 13:
                return "$formatBase($floor(" + number(depth - 1) + "), " + pick({"2", "8", "16", "36", "1", "37"}) +
                       ")";
            case 14:
            case 15:
                return "$formatInteger(" + number(depth - 1) + ", " +
                       pick({"'0'", "'#,##0'", "'0000'", "'w'", "'W'", "'Ww'", "'w;o'", "'i'", "'I'", "'a'", "'A'",
                             "'0;o'", "'\u0660'", "'x'"}) +
                       ")";
            case 16:
            case 17:
                return "$fromMillis(" +
                       pick({"1521801216617", "0", "-1", "1104537600000", "1483228799999", "253402300800000",
                             "951782400000"}) +
                       ", " + datePicture() + ")";
            case 18:
                return "$fromMillis(1521801216617, " + datePicture() + ", " +
                       pick({"'+0100'", "'-0500'", "'+0530'", "'0000'"}) + ")";
            case 19: return "$type(" + any(depth - 1) + ")";
            case 20: return "(" + condition(depth - 1) + " ? " + a + " : " + b + ")";
            default:
                return pick({"$encodeUrl(" + a + ")", "$encodeUrlComponent(" + a + ")",
                             "$decodeUrlComponent(" + a + ")", "$base64encode('Hello World')",
                             "$base64decode('SGVsbG8=')"});
        }
    }

    std::string datePicture() {
        static const Words kComponents{
            "[Y]",       "[Y0001]",   "[Y01]",   "[Y,2-2]",  "[YI]",  "[M]",    "[M01]",   "[MNn]", "[MN]",
            "[Mn,3-3]",  "[MNn,*-3]", "[D]",     "[D01]",    "[D1o]", "[Dw]",   "[DWw;o]", "[Dwo]", "[d]",
            "[d001]",    "[F]",       "[FNn]",   "[FN,3-3]", "[F1]",  "[W]",    "[W01]",   "[w]",   "[X]",
            "[X0001]",   "[x]",       "[xNn]",   "[H]",      "[H01]", "[h]",    "[h#1]",   "[P]",   "[PN]",
            "[m]",       "[m1]",      "[s]",     "[s1]",     "[f]",   "[f001]", "[Z]",     "[Z0]",  "[Z0000]",
            "[Z01:01t]", "[z]",       "[C]",     "[E]",      "[[",    "]]",     " of ",    ":",     "[YN]",
            "[q]",       "[Y",        "[f1,3-3]"};
        std::string picture = "'";
        for (std::uint32_t i = 0; i <= m_random.below(4); ++i) picture += pick(kComponents);
        return picture + "'";
    }

    std::string condition(int depth) {
        if (depth <= 0) return pick({"true", "false", "n > 1", "s = 'red'", "$exists(nothing)", "flag", "$$.flag"});
        const std::string a = strayed(depth, number(depth - 1)), b = number(depth - 1);
        switch (m_random.below(10)) {
            case 0: return "(" + a + pick({" < ", " <= ", " > ", " >= "}) + b + ")";
            case 1: return "(" + any(depth - 1) + pick({" = ", " != "}) + any(depth - 1) + ")";
            case 2: return "(" + condition(depth - 1) + pick({" and ", " or "}) + condition(depth - 1) + ")";
            case 3: return "$not(" + any(depth - 1) + ")";
            case 4: return "(" + a + " in " + array(depth - 1) + ")";
            case 5: return "$exists(" + any(depth - 1) + ")";
            case 6: return "$contains(" + text(depth - 1) + ", " + pick({"'l'", "'red'", "/o\\s?W/", "/^$/"}) + ")";
            case 7: return "$boolean(" + any(depth - 1) + ")";
            case 8: return "(" + text(depth - 1) + pick({" < ", " >= "}) + text(depth - 1) + ")";
            default: return condition(depth - 1);
        }
    }

    std::string array(int depth) {
        if (depth <= 0)
            return pick({"list", "[1, 2, 3]", "[]", "names", "orders.items.price", "orders.id", "mixed", "[3..1]",
                         "[1..4]", "nothing", "one", "nested"});
        const std::string a = strayed(depth, array(depth - 1));
        switch (m_random.below(18)) {
            case 0: return "[" + any(depth - 1) + ", " + any(depth - 1) + "]";
            case 1: return "[" + pick({"0", "1", "2"}) + ".." + pick({"0", "3", "5", "n"}) + "]";
            case 2: return "$map(" + a + ", " + lambda(depth) + ")";
            case 3:
                return "$filter(" + a + ", function($x, $i){" + pick({"$x > 1", "$i < 2", "$x", "$exists($x.id)"}) +
                       "})";
            case 4: return "$" + pick({"reverse", "distinct", "sort"}) + "(" + a + ")";
            case 5: return "$append(" + a + ", " + any(depth - 1) + ")";
            case 6: return "$zip(" + a + ", " + array(depth - 1) + ")";
            case 7:
                return "$split(" + text(depth - 1) + ", " + pick({"','", "''", "' '", "/,/"}) +
                       pick({"", ", 2", ", 0"}) + ")";
            case 8: return "$keys(" + pick({object(depth - 1), array(depth - 1)}) + ")";
            case 9: return "$spread(" + pick({object(depth - 1), "orders", a}) + ")";
            case 10:
                return "$sort(" + a + ", function($l, $r){" +
                       pick({"$l > $r", "$l.price > $r.price", "$string($l) > $string($r)"}) + "})";
            case 11: return a + "[" + pick({"0", "-1", "1", "$ > 1", "price > 10", "''"}) + "]";
            case 12: return a + "^(" + pick({"$", ">$", "price", ">price, name"}) + ")";
            case 13: return a + "[]";
            case 14:
                return "$each(" + object(depth - 1) + ", function($v, $k){" +
                       pick({"$k", "$v", "$k & '=' & $string($v)"}) + "})";
            case 15: return a + ".(" + any(depth - 1) + ")";
            case 16: return a + ".[" + any(depth - 1) + "]";
            default:
                return "$match(" + text(depth - 1) + ", " + pick({"/l+/", "/(.)o/", "/[a-z]/"}) + pick({"", ", 1"}) +
                       ")";
        }
    }

    std::string object(int depth) {
        if (depth <= 0) return pick({"{}", "{'a': 1}", "o", "orders[0]", "{'x': n, 'y': s}", "nothing"});
        switch (m_random.below(9)) {
            case 0: return "{'k': " + any(depth - 1) + ", 'j': " + any(depth - 1) + "}";
            case 1: return "{'k' & " + text(depth - 1) + ": " + any(depth - 1) + "}";
            case 2: return "$merge([" + object(depth - 1) + ", " + object(depth - 1) + "])";
            case 3:
                return "$sift(" + object(depth - 1) + ", function($v, $k){" + pick({"$v", "$k = 'a'", "$v > 1"}) + "})";
            case 4:
                return "orders.items{" + pick({"name", "'k' & $string(price)", "colour"}) + ": " +
                       pick({"price", "$sum(price)", "$count($)", "name"}) + "}";
            case 5:
                return "(" + object(depth - 1) + " ~> |" + pick({"$", "items"}) + "|{'z': " + any(depth - 1) + "}" +
                       pick({"", ", 'a'", ", ['x', 'y']"}) + "|)";
            case 6: return "(" + condition(depth - 1) + " ? " + object(depth - 1) + " : " + any(depth - 1) + ")";
            case 7: return "orders.{'id': id, 'n': " + any(depth - 1) + "}";
            default: return "(" + array(depth - 1) + "){'g': " + any(depth - 1) + "}";
        }
    }

    std::string path(int depth) {
        if (depth <= 0)
            return pick({"orders.id", "orders.items.name", "*", "**.price", "o.*", "nested", "nested.*", "$", "$$",
                         "orders.items[0]", "list[0]"});
        switch (m_random.below(14)) {
            case 0: return "orders.items.{'id': %.id, 'p': price}";
            case 1: return "orders.items[%.id = 'o2']." + pick({"name", "price", "%.id", "(%.%.n)"});
            case 2: return "orders#$i.items#$j.{'i': $i, 'j': $j, 'v': " + any(depth - 1) + "}";
            case 3: return "orders@$o.items[price > " + number(depth - 1) + "]@$p.[$o.id, $p.name]";
            case 4:
                return "orders.items^(" + pick({"price", ">price", "name, >price", "colour"}) + ")" +
                       pick({".name", "#$i.($i & name)", "[0]", "[-1].price"});
            case 5: return "($v := " + any(depth - 1) + "; " + any(depth - 1) + ")";
            case 6: return "($f := " + lambda(depth) + "; $f(" + any(depth - 1) + "))";
            case 7: return "(" + array(depth - 1) + " ~> $map(" + lambda(depth) + "))";
            case 8:
                return "(" + any(depth - 1) + " ~> " +
                       pick({"$string", "$uppercase", "$count", "$sum()", "$type", "$reverse"}) + ")";
            case 9: return "$lookup(" + pick({object(depth - 1), "orders"}) + ", " + pick({"'a'", "'id'", "'x'"}) + ")";
            case 10: return "$substring(?, " + pick({"0, 2", "1, ?", "-2"}) + ")(" + text(depth - 1) + ")";
            case 11: return any(depth - 1) + "." + pick({"id", "name", "a", "*", "$", "(" + any(depth - 1) + ")"});
            case 12: return "$single(" + array(depth - 1) + ", function($x){$x = " + any(depth - 1) + "})";
            default:
                return "$reduce(" + array(depth - 1) + ", function($a, $b){" +
                       pick({"$string($a) & $string($b)", "[$a, $b]", "$b"}) + "}" + pick({"", ", 0", ", ''"}) + ")";
        }
    }

    std::string lambda(int depth) {
        return pick({"function($x){" + any(depth - 1) + "}", "function($x){[$x, " + any(depth - 1) + "]}",
                     "function($x, $i){$i}", "function($x)<n:n>{$x * 2}", "function($x)<s-:s>{$x & '!'}", "$string",
                     "function($x){$x.(" + any(depth - 1) + ")}", "\u03bb($x){$x = 1}",
                     "function($n){$n > 0 ? $f($n - 1) : 'end'}"});
    }

    RngStream m_random;
};

inline const char* const kExpressionInput = R"({"n": 4, "m": 10.75, "neg": -3.5, "s": "red", "t": "Hello World",
    "flag": true, "list": [5, 1, 3, 1], "names": ["b", "a", "c"], "mixed": [1, "x", null, true, [2, 3], {"a": 1}],
    "one": [7], "nested": [[1, 2], [3], []], "o": {"a": 1, "x": {"y": 2}, "z": [1, {"a": 2}]}, "orders": [
    {"id": "o1", "items": [{"name": "hat", "price": 34.45, "colour": "purple"}, {"name": "coat", "price": 9, "colour": "black"}]},
    {"id": "o2", "items": [{"name": "hat", "price": 34.45, "colour": "purple"}, {"name": "cloak", "price": 107.99}]},
    {"id": "o3", "items": []}]})";

}  // namespace spillway::workflow::testing
