#include "broken_documents.h"

namespace {

std::string deep(std::size_t levels) {
    return "spillway: 1\nname: " + std::string(levels, '[') + std::string(levels, ']') + "\n";
}

std::string document(const std::string& rest) { return "spillway: 1\n" + rest; }

// Lines 2 to 8: a source, a service and a call between them.
std::string shop(const std::string& rest) {
    return document(
               "nodes:\n"
               "  - {id: users, kind: clients}\n"
               "  - {id: api, kind: service}\n"
               "  - {id: jobs, kind: queue}\n"
               "flows:\n"
               "  - {from: users, to: api, kind: call}\n"
               "  - {from: api, to: jobs, kind: event}\n") +
           rest;
}

}  // namespace

std::vector<BrokenDocument> brokenLayouts() {
    return {
        {"an empty file", "", {"1:1 missing-version"}},
        {"only comments", "# nothing\n\n", {"1:1 missing-version"}},
        {"no version", "name: Shop\n", {"1:1 missing-version"}},
        {"the version is not first", "name: Shop\nspillway: 1\n", {"2:1 missing-version"}},
        {"a newer version, whatever else it says", "spillway: 2\nlanes: [1]\nnodes: 7\n", {"1:11 newer-version"}},
        {"a version that is no number", "spillway: one\n", {"1:11 bad-value"}},
        {"a version without number", "spillway:\nname: Shop\n", {"1:1 missing-value"}},
        {"version zero", "spillway: 0\n", {"1:11 bad-value"}},
        {"a list at the root", "- a\n- b\n", {"1:1 missing-version"}},
        {"a text at the root", "hello\n", {"1:1 missing-version"}},
        {"a tab indents", "spillway: 1\nnodes:\n\t- id: a\n", {"3:2 malformed-yaml"}},
        {"a key is indented like nothing above",
         document("nodes:\n  - id: a\n    kind: clients\n   name: x\n"),
         {"5:4 malformed-yaml"}},
        {"a quote is never closed", document("name: \"Shop\nnodes:\n"), {"2:7 malformed-yaml"}},
        {"a single quote is never closed", document("notes: 'it''s\n"), {"2:8 malformed-yaml"}},
        {"two colons", document("name: a: b\n"), {"2:8 malformed-yaml"}},
        {"a zero byte", document(std::string("name: a\0b\n", 10)), {"2:8 not-text"}},
        {"an escape byte", document("name: a\x1b[0m\n"), {"2:8 not-text"}},
        {"Latin-1", document("name: caf\xe9\n"), {"2:10 not-text"}},
        {"an overlong sequence", document("name: \xc0\xaf\n"), {"2:7 not-text"}},
        {"half a character at the end", document("name: \xe2\x82"), {"2:7 not-text"}},
        {"an anchor and its alias",
         document("nodes:\n  - &a {id: a, kind: clients}\n  - *a\n"),
         {"3:5 unsupported-yaml", "4:5 unsupported-yaml"}},
        {"a bomb of aliases",
         document("a: &a [x, x]\nb: &b [*a, *a]\nname: *b\n"),
         {"2:1 unknown-key", "2:4 unsupported-yaml", "3:1 unknown-key", "3:4 unsupported-yaml", "3:8 unsupported-yaml",
          "3:12 unsupported-yaml", "4:7 unsupported-yaml"}},
        {"a tag", document("name: !!binary aGVsbG8=\n"), {"2:7 unsupported-yaml"}},
        {"a key that is a list", document("? [a, b]\n: c\nname: Shop\n"), {"2:3 unsupported-yaml"}},
        {"the same key twice",
         document("name: a\nname: b\nnodes:\n  - {id: a, id: b, kind: clients}\n"),
         {"3:1 duplicate-key", "5:13 duplicate-key"}},
        {"two documents", "spillway: 1\n---\nspillway: 1\n", {"3:1 unsupported-yaml"}},
        {"brackets nested without end", deep(2000), {"1:1 malformed-yaml"}},
        {"what was read before the text broke off is judged",
         document("nodes:\n  - {id: a, kind: clint}\n  - {id: b\n"),
         {"3:19 unknown-word", "5:1 malformed-yaml"}},
    };
}

std::vector<BrokenDocument> brokenFields() {
    return {
        {"an unknown section", document("node: []\n"), {"2:1 unknown-key"}},
        {"sections of the wrong form",
         document("nodes: {a: 1}\nflows: 7\nname: [a]\n"),
         {"2:8 wrong-shape", "3:8 wrong-shape", "4:7 wrong-shape"}},
        {"items that are no mappings",
         document("nodes: [a, {id: b, kind: queue}, 3]\n"),
         {"2:9 wrong-shape", "2:34 wrong-shape"}},
        {"keys without values",
         document("name:\nnodes:\n  - id:\n    kind:\n"),
         {"2:1 missing-value", "4:5 missing-value", "5:5 missing-value"}},
        {"an unknown kind hides no other problem",
         document("nodes:\n  - id: a\n    kind: servis\n    in: [x]\n"),
         {"4:11 unknown-word", "5:9 wrong-shape"}},
        {"a node without kind", document("nodes:\n  - id: a\n"), {"3:5 missing-key"}},
        {"misspelt keys",
         document("nodes:\n  - id: a\n    kind: service\n    concurency: 3\n    visibility_timeout: 3s\n    scaling: "
                  "{hpa: {mix: 3}}\n"),
         {"5:5 unknown-key", "6:5 unknown-key", "7:21 unknown-key"}},
        {"numbers without their units",
         document(
             "nodes:\n  - id: a\n    kind: service\n    work: 12\n    cpu_share: 0.3\n    resources: {memory: 512}\n"),
         {"5:11 bad-value", "6:16 bad-value", "7:25 bad-value"}},
        {"values of the wrong kind",
         document("nodes:\n  - id: é, b\n    kind: service\n    replicas: 1.5\n    platform: k8s\n    work: [1ms]\n"),
         {"3:9 bad-id", "5:15 bad-value", "6:15 unknown-word", "7:11 wrong-shape"}},
        {"columns count characters",
         document("nodes:\n  - {name: \"größe\", kind: servus, id: a}\n"),
         {"3:27 unknown-word"}},
        {"flags and lists",
         document("nodes:\n  - id: a\n    kind: queue\n    fifo: yes\n    zones: {a: b}\n"),
         {"5:11 bad-value", "6:12 wrong-shape"}},
        {"a policy that says nothing",
         document("nodes:\n  - {id: a, kind: service}\n  - {id: b, kind: service}\nflows:\n  - from: a\n    to: b\n    "
                  "retry:\n    breaker: on\n"),
         {"8:5 missing-value", "9:14 wrong-shape"}},
        {"policies",
         document("nodes:\n  - {id: a, kind: service}\n  - {id: b, kind: service}\nflows:\n  - from: a\n    to: b\n    "
                  "retry: {backoff: linear(5ms), jitter: ful, budget: 2}\n    breaker: {window: 10 bananas}\n"),
         {"8:22 bad-value", "8:43 unknown-word", "8:56 bad-value", "9:23 bad-value"}},
        {"distributions",
         document("nodes:\n  - {id: a, kind: cache, work: lognormal(p50 9ms, p99 1ms)}\n  - {id: b, kind: cache, work: "
                  "normal(9ms)}\n"),
         {"3:32 bad-value", "4:32 bad-value"}},
        {"ranges",
         document("nodes:\n  - id: a\n    kind: service\n    concurrency: 0\n    replicas: -1\n    port: 70000\n    "
                  "scaling:\n      hpa: {min: 5, max: 2, cpu: 0%, sync: 0s}\n    resources: {cpu: 2, cpu_limit: 1, "
                  "memory: 0B}\n"),
         {"5:18 out-of-range", "6:15 out-of-range", "7:11 out-of-range", "9:18 min-above-max", "9:34 out-of-range",
          "9:44 out-of-range", "10:36 limit-below-request", "10:47 out-of-range"}},
        {"the least above the most",
         document("nodes:\n  - id: a\n    kind: service\n    scaling:\n      knative: {min_scale: 5, max_scale: 3}\n"
                  "      cloud_run: {min_instances: 5, max_instances: 3}\n      vm: {min_size: 5, max_size: 3}\n"
                  "      keda: {min_replica_count: 5, max_replica_count: 3}\n      code_engine: {min_scale: 5, "
                  "max_scale: 0}\n"),
         {"6:28 min-above-max", "7:34 min-above-max", "8:22 min-above-max", "9:33 min-above-max"}},
        {"Service Bus",
         document("nodes:\n  - {id: q, kind: queue, engine: service_bus, service_bus: {tier: basic, messaging_units: "
                  "0}}\n"),
         {"3:67 unknown-word", "3:91 out-of-range"}},
        {"numbers of nodes that a run could not add up",
         document("nodes:\n  - {id: a, kind: service, work: 2000d}\n  - {id: d, kind: queue, retention: 1001d}\n"
                  "  - {id: q, kind: queue, dead_letters: {to: d}, redrive: {at: 1h, rate: 0.0000000001/s}}\n"
                  "  - {id: s, kind: service, work: lognormal(p50 1s, p99 3000d), resources: {memory: 9000000GiB}}\n"),
         {"3:34 out-of-range", "4:37 out-of-range", "5:73 out-of-range", "6:34 out-of-range", "6:84 out-of-range"}},
    };
}

std::vector<BrokenDocument> brokenReferences() {
    return {
        {"ids",
         document("nodes:\n  - {kind: queue}\n  - {id: a b, kind: queue}\n  - {id: x, kind: queue}\n  - {id: x, kind: "
                  "topic}\nboundaries:\n  - {id: x, kind: zone}\n"),
         {"3:5 missing-key", "4:10 bad-id", "5:10 duplicate-id", "6:10 duplicate-id"}},
        {"boundaries inside themselves",
         document("boundaries:\n  - {id: a, kind: service, in: b}\n  - {id: b, kind: service, in: a}\n  - {id: c, "
                  "kind: zone, in: c}\n  - {id: d, kind: zone, in: a}\n"),
         {"3:32 reference-loop", "5:29 reference-loop"}},
        {"boundaries that do not exist",
         document("boundaries:\n  - {id: east, kind: region}\nnodes:\n  - {id: a, kind: service, in: eats, zones: "
                  "[zone-b, east]}\n  - {id: b, kind: service, in: a}\n"),
         {"5:32 unknown-reference", "5:46 unknown-reference", "5:54 not-a-zone", "6:32 unknown-reference"}},
        {"flows from and to nowhere",
         shop("  - {from: usrs, to: api, kind: call}\n  - {to: api}\n  - {from: api, to: api}\n  - {from: api, to: "
              "users}\n  - {from: users, to: api, notes: again}\n"),
         {"9:12 unknown-reference", "10:5 missing-key", "11:21 self-call", "12:21 flow-to-source",
          "13:5 duplicate-flow"}},
        {"numbers of a flow",
         shop("  - from: users\n    to: jobs\n    timeout: 0s\n    batch: 0\n    retry: {attempts: 0, backoff: "
              "exponential(5s, x2, cap 1s)}\n    breaker: {failure_rate: 0%, window: 0 calls, open: 0s}\n"),
         {"11:14 out-of-range", "12:12 out-of-range", "13:23 out-of-range", "13:35 out-of-range", "14:29 out-of-range",
          "14:41 out-of-range", "14:56 out-of-range"}},
        {"calls in a circle",
         document("nodes:\n  - {id: a, kind: service}\n  - {id: b, kind: service}\nflows:\n  - {from: a, to: b}\n  - "
                  "{from: b, to: a}\n  - {from: b, to: a, kind: event}\n"),
         {"7:5 call-cycle"}},
        {"dead letters",
         document("nodes:\n  - {id: q, kind: queue, dead_letters: {to: q}}\n  - {id: r, kind: queue, dead_letters: "
                  "{to: s}}\n  - {id: s, kind: topic}\n  - {id: t, kind: queue, dead_letters: {after: 0}}\n"),
         {"3:45 self-reference", "4:45 not-a-queue", "6:40 missing-key", "6:48 out-of-range"}},
        {"a service that checks logins",
         document("nodes:\n  - {id: p, kind: backend, users: {flex_auth: s}}\n  - {id: s, kind: service}\n"),
         {"3:47 no-call"}},
        {"load",
         shop("scenarios:\n  - id: s\n    duration: 0s\n    load:\n      - {from: users, rate: 5/s, users: 3}\n      - "
              "{from: api, rate: 5/s}\n      - {from: usrs, users: 0}\n      - {from: users}\n      - {from: users, "
              "rate: [5/s at 1m, 6/s at 1m, 7/s at 0s]}\n      - rate: 7\n"),
         {"11:15 out-of-range", "13:41 rate-or-users", "14:16 load-from-non-source", "15:16 unknown-reference",
          "15:29 out-of-range", "16:9 rate-or-users", "16:16 duplicate-load", "17:16 duplicate-load",
          "17:41 points-not-rising", "17:52 points-not-rising", "18:9 missing-key", "18:15 bad-value"}},
        {"faults",
         shop("scenarios:\n  - id: s\n    duration: 5m\n    load: [{from: users, rate: 5/s}]\n    faults:\n      - "
              "{kind: latency, on: apj, add: 5ms}\n      - {kind: cut, on: users}\n      - {kind: cut, on: users -> "
              "api, "
              "at: 5m}\n      - {kind: surge, on: api, factor: -1}\n      - {kind: outage, on: users -> api, rate: "
              "5%}\n      - {kind: outge, on: api}\n      - {kind: errors}\n      - {on: api, for: 0s}\n      - "
              "instance_kill\n      - {kind: errors, on: users}\n"),
         {"14:29 unknown-reference", "15:25 wrong-target", "16:43 fault-too-late", "17:27 wrong-target",
          "17:40 out-of-range", "18:28 wrong-target", "18:42 unknown-key", "19:16 unknown-word", "20:9 missing-key",
          "21:9 missing-key", "21:24 out-of-range", "22:9 wrong-shape", "23:28 wrong-target"}},
        {"numbers of a scenario that a run could not add up",
         shop(
             "scenarios:\n  - id: s\n    duration: 2000d\n    load: [{from: users, rate: 10000000000/s}]\n    faults:\n"
             "      - {kind: latency, on: api, add: 1ms, for: 3000d}\n      - {kind: surge, on: users, factor: "
             "1000000000}\n"),
         {"11:15 out-of-range", "12:32 out-of-range", "14:49 out-of-range", "15:42 out-of-range"}},
        {"facts that nobody knows, or not so",
         document("nodes:\n  - {id: a, kind: service}\nfacts:\n  - {id: lambda.acount_concurrency, value: 5000}\n"
                  "  - {value: 5}\n  - {id: lambda.keep_alive, value: 0s, why: none}\n  - lambda\n"),
         {"5:10 unknown-word", "6:5 missing-key", "7:36 out-of-range", "7:40 unknown-key", "8:5 wrong-shape"}},
        {"objectives and scenario ids",
         shop("scenarios:\n  - {id: s, objectives: [{of: usrs, p99: 1s}, {of: users}, {p99: 800}]}\n  - {id: s}\n  - "
              "{name: none}\n"),
         {"10:31 unknown-reference", "10:52 empty-objective", "10:60 missing-key", "10:66 bad-value",
          "11:10 duplicate-id", "12:5 missing-key"}},
    };
}
