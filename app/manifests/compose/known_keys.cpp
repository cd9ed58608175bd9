#include "manifests/compose/known_keys.h"

#include <algorithm>
#include <vector>

namespace spillway::compose {

std::span<const std::string> topLevelKeys() {
    static const std::vector<std::string> keys{"configs", "include",  "models",  "name",   "networks",
                                               "secrets", "services", "version", "volumes"};
    return keys;
}

// With the words of version 1 (dockerfile, net, log_driver ...), which old files still use.
std::span<const std::string> serviceKeys() {
    // Kept as a block: one word a line would be a page and a half.
    // clang-format off
    static const std::vector<std::string> keys{
        "annotations", "attach", "blkio_config", "build", "cap_add", "cap_drop", "cgroup", "cgroup_parent", "command",
        "configs", "container_name", "cpu_count", "cpu_percent", "cpu_period", "cpu_quota", "cpu_rt_period",
        "cpu_rt_runtime", "cpu_shares", "cpus", "cpuset", "credential_spec", "depends_on", "deploy", "develop",
        "device_cgroup_rules", "devices", "dns", "dns_opt", "dns_search", "dockerfile", "domainname", "entrypoint",
        "env_file", "environment", "expose", "extends", "external_links", "extra_hosts", "gpus", "group_add",
        "healthcheck", "hostname", "image", "init", "ipc", "isolation", "label_file", "labels", "links", "log_driver",
        "log_opt", "logging", "mac_address", "mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit",
        "models", "net", "network_mode", "networks", "oom_kill_disable", "oom_score_adj", "pid", "pids_limit",
        "platform", "ports", "post_start", "pre_start", "pre_stop", "privileged", "profiles", "provider", "pull_policy",
        "pull_refresh_after", "read_only", "restart", "runtime", "scale", "secrets", "security_opt", "shm_size",
        "stdin_open", "stop_grace_period", "stop_signal", "storage_opt", "sysctls", "tmpfs", "tty", "ulimits",
        "use_api_socket", "user", "userns_mode", "uts", "volume_driver", "volumes", "volumes_from", "working_dir"};
    // clang-format on
    return keys;
}

bool isKnown(std::span<const std::string> keys, std::string_view key) {
    return key.starts_with("x-") || std::ranges::find(keys, key) != keys.end();
}

}  // namespace spillway::compose
