#include "base/random.h"
#include "workflow_oracle.h"

#include <QtTest>

#include <vector>

using spillway::RngStream;

namespace {

// One of each kind, by its first byte: '0' a definition, '1' an expression, '2' a path, '3' a regular expression, '4' a
// picture, '5' a file of items.
const std::vector<std::string> kParents{
    "0{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"x\",\"Retry\":[{\"ErrorEquals\":[\"E\"]}],"
    "\"Next\":\"B\"},\"B\":{\"Type\":\"Map\",\"ItemProcessor\":{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\","
    "\"End\":true}}},\"Next\":\"C\"},\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$[0]\",\"NumericEquals\":"
    "1,"
    "\"Next\":\"A\"}],\"Default\":\"D\"},\"D\":{\"Type\":\"Wait\",\"Seconds\":1,\"End\":true}}}---\n[1,2]",
    "1a.b[c > 1]^(>d)#$i.{$string($i): "
    "%.e}~>$merge---\n{\"a\":{\"e\":\"x\",\"b\":[{\"c\":2,\"d\":3},{\"c\":4,\"d\":1}]}}",
    "1($f := function($n)<n:n>{$n > 9 ? $n : $f($n + 1)}; $f(0) & $formatInteger(12, 'w'))---\n{}",
    "2$.a[?(@.b >= 1 && @.c =~ /x+/)]..d[0:2]['e','f']---\n{\"a\":[{\"b\":1,\"c\":\"xx\",\"d\":[1,2]}]}",
    "2States.Format('{} {}', $.a, States.MathAdd($.b, 1))---\n{\"a\":\"x\",\"b\":2}",
    "3^(a|b)*?[^c-e]{2,3}(?=x)\\b\\1$---\niaabbzz xa",
    "4[Y0001]-[M01]-[DWwo] [FNn,3-3] [h]:[m01] [PN] [z]---\n1521801216617",
    "4#,##0.00#e0;(#0.0%)---\n-1234.5",
    "4Ww;o---\ntwo thousand and third",
    "5c---\na,b\n1,\"x\"\"y\"\n,\n",
    "5l---\n{\"a\":1}\n[2]\n",
    "5j---\n[1,{\"a\":2}]"};
const std::vector<std::string> kBits{"$",
                                     "%",
                                     "[",
                                     "]",
                                     "{",
                                     "}",
                                     "(",
                                     ")",
                                     "\"",
                                     "'",
                                     "..",
                                     "**",
                                     "null",
                                     "1e308",
                                     "-0",
                                     "\\",
                                     "\xff",
                                     "\xf0\x9f\x98\x80",
                                     "[Y,*-999999]",
                                     "#,#",
                                     "{999999}",
                                     "function($x){$x($x)}",
                                     "---\n",
                                     "\n"};

std::string mutant(std::uint64_t seed) {
    RngStream random{spillway::mix64(seed)};
    const auto below = [&](std::size_t size) { return random.below(static_cast<std::uint32_t>(size)); };
    std::string text = kParents[below(kParents.size())];
    for (std::uint32_t i = random.below(5); i > 0 && text.size() > 1; --i) {
        const std::size_t at = 1 + below(text.size() - 1);
        switch (random.below(4)) {
            case 0: text.erase(at, 1 + below(9)); break;
            case 1: text.insert(at, kBits[below(kBits.size())]); break;
            case 2: text[at] = static_cast<char>(random.below(256)); break;
            default: text.insert(at, text.substr(1 + below(text.size() - 1), 1 + below(30))); break;
        }
    }
    return text;
}

}  // namespace

class FuzzWorkflowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothing_that_is_read_as_a_workflow_breaks_its_reader() {
        for (std::uint64_t seed = 1; seed <= 6000; ++seed) {
            const std::string text = mutant(seed);
            const std::string problem = whatFailsForWorkflow(text);
            QVERIFY2(problem.empty(), ("SEED=" + std::to_string(seed) + ": " + problem + "\n" + text).c_str());
        }
    }
    void depth_and_size_are_limited() {
        for (const char kind : {'0', '1', '2', '3', '4', '5'}) {
            for (const char* bracket : {"(", "[", "{", "$.a", "-", "$not(", "[[", "a|", "{\"a\":", "..", "#", "?:"}) {
                std::string text(1, kind);
                for (int i = 0; i < 20'000; ++i) text += bracket;
                QVERIFY2(whatFailsForWorkflow(text).empty(), bracket);
                QVERIFY2(whatFailsForWorkflow(text + "---\n" + text).empty(), bracket);
            }
        }
    }
};

QTEST_GUILESS_MAIN(FuzzWorkflowTest)
#include "workflow_test.moc"
