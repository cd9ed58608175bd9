#include "base/random.h"
#include "calendar_oracle.h"

#include <QtTest>

#include <array>

using spillway::RngStream;

namespace {

const std::array<const char*, 7> kParents{
    "*/15 8-18 * JAN-MAR MON-FRI\nCET-1CEST,M3.5.0,M10.5.0/3\n2026-03-29T00:59:57Z",
    "0 */5 * * * *\nEST5EDT,M3.2.0,M11.1.0\n2026-11-01T05:59:59Z",
    "cron(0 10 ? * 6L *)\nUTC0\n2026-01-05T00:00:00Z",
    "cron(15 12 LW 2,8 ? 2024-2028/2)\n<+0530>-5:30\n2024-02-28",
    "cron(0 0 15W * ? *)\nNZST-12NZDT,M9.5.0,M4.1.0/3\n1999-12-31T23:59:59Z",
    "cron(0 8 ? * 2#1 2020-2199)\nUTC0\n2199-12-31T23:59:59Z",
    "rate(5 minutes)\nUTC0\n2026-01-05T00:00:00Z"};
const std::array<const char*, 16> kBits{
    "*",  "/0", "-",  ",",       "?",     "L",    "W",   "#5", "99999999999999999999",
    "\n", " ",  "-1", "M13.6.9", "rate(", "0000", "\xff"};

std::string mutant(std::uint64_t seed) {
    RngStream random{spillway::mix64(seed)};
    const auto below = [&](std::size_t size) { return random.below(static_cast<std::uint32_t>(size)); };
    std::string text = kParents[below(kParents.size())];
    for (std::uint32_t i = below(4); i > 0 && !text.empty(); --i) {
        const std::size_t at = below(text.size());
        switch (below(4)) {
            case 0: text.erase(at, 1 + below(5)); break;
            case 1: text.insert(at, kBits[below(kBits.size())]); break;
            case 2: text[at] = static_cast<char>('!' + below(90)); break;
            default: text.replace(at, 1, std::to_string(below(100))); break;
        }
    }
    return text;
}

}  // namespace

class CalendarFuzzTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothing_that_is_read_as_a_calendar_breaks_its_reader() {
        for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
            const std::string text = mutant(seed);
            const std::string problem = whatFailsForCalendar(text);
            QVERIFY2(problem.empty(), ("SEED=" + std::to_string(seed) + ": " + problem + "\n" + text).c_str());
        }
    }
    void what_it_has_was_written_well() {
        for (const char* text : kParents) QCOMPARE(whatFailsForCalendar(text), std::string{});
    }
};

QTEST_GUILESS_MAIN(CalendarFuzzTest)
#include "calendar_test.moc"
