#include "fuzz/run_oracle.h"

#include "base/random.h"

#include <QtTest>

#include <vector>

using namespace spillway;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes randomBytes(RngStream& stream) {
    Bytes bytes(stream.below(600));
    // Bytes of one size draw alike; sparse ones draw small and odd things.
    const bool isSparse = stream.chance(0.3);
    for (std::uint8_t& byte : bytes)
        byte = isSparse && stream.chance(0.8) ? std::uint8_t{0} : static_cast<std::uint8_t>(stream.below(256));
    return bytes;
}

Bytes mutated(Bytes bytes, RngStream& stream) {
    for (std::uint32_t change = 0, changes = 1 + stream.below(6); change < changes && !bytes.empty(); ++change) {
        const std::size_t at = stream.below(static_cast<std::uint32_t>(bytes.size()));
        switch (stream.below(4)) {
            case 0: bytes[at] = static_cast<std::uint8_t>(stream.below(256)); break;
            case 1: bytes[at] = 255; break;
            case 2: bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at)); break;
            default: bytes.resize(at);
        }
    }
    return bytes;
}

}  // namespace

// Fixed mutants for every machine; run_fuzz.cpp lets a fuzzer that sees coverage choose them.
class RunFuzzTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // SPILLWAY_FUZZ_CASES=n tries more.
    void bytes_make_architectures_that_keep_the_laws() {
        auto stream = RngStream::derive(1, "fuzz", Purpose::choice);
        const int cases = std::max(400, qEnvironmentVariableIntValue("SPILLWAY_FUZZ_CASES"));
        Bytes bytes;
        for (int i = 0; i < cases; ++i) {
            bytes = i % 4 == 0 ? randomBytes(stream) : mutated(bytes, stream);
            const std::string problem = whatFailsIn(bytes);
            const QByteArray told =
                QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())).toHex();
            QVERIFY2(problem.empty(), (problem + " in " + told.toStdString()).c_str());
        }
    }
    void nothing_at_all_can_be_run() { QCOMPARE(whatFailsIn({}), std::string{}); }
};

QTEST_GUILESS_MAIN(RunFuzzTest)
#include "run_test.moc"
