#include "analysis/usage.h"

#include <algorithm>

namespace spillway {
namespace {

struct ProvidedKeys {
    std::string_view provider;
    std::vector<std::string_view> keys;
};

// Every key by the provider whose sheet has it.
const std::vector<ProvidedKeys>& providedKeys() {
    static const std::vector<ProvidedKeys> kProvided{
        {"aws",
         {"lambda_requests",
          "lambda_gb_seconds",
          "lambda_provisioned_gb_seconds",
          "lambda_provisioned_duration_gb_seconds",
          "internet_gb",
          "cdn_gb",
          "inter_region_gb",
          "inter_zone_gb",
          "lambda_snapshot_gb_seconds",
          "lambda_restored_gb",
          "kubernetes_node_hours",
          "kubernetes_cluster_hours",
          "pod_vcpu_hours",
          "pod_gb_hours",
          "vm_hours",
          "http_api_requests",
          "load_balancer_hours",
          "cdn_requests",
          "sqs_requests",
          "sqs_fifo_requests",
          "sns_publishes",
          "sns_http_deliveries",
          "event_bus_events",
          "workflow_transitions",
          "workflow_express_requests",
          "workflow_express_gb_seconds",
          "iot_messages",
          "kinesis_shard_hours",
          "kinesis_puts",
          "kinesis_fan_out_hours",
          "kinesis_fan_out_gb",
          "kinesis_on_demand_hours",
          "kinesis_on_demand_in_gb",
          "kinesis_on_demand_out_gb",
          "kinesis_on_demand_fan_out_gb",
          "kafka_broker_hours",
          "mq_broker_hours",
          "dynamodb_writes",
          "dynamodb_reads",
          "dynamodb_write_capacity_hours",
          "dynamodb_read_capacity_hours",
          "database_hours",
          "cache_hours",
          "object_store_puts",
          "object_store_gets",
          "rest_api_requests"}},
        {"google",
         {"cloud_run_requests", "cloud_run_vcpu_seconds", "cloud_run_gib_seconds", "cloud_run_idle_vcpu_seconds",
          "cloud_run_idle_gib_seconds", "cloud_run_instance_vcpu_seconds", "cloud_run_instance_gib_seconds",
          "pubsub_tib"}},
        {"azure",
         {"azure_executions", "azure_gb_seconds", "azure_flex_executions", "azure_flex_gb_seconds",
          "azure_flex_ready_executions", "azure_flex_ready_active_gb_seconds", "azure_flex_ready_gb_seconds",
          "azure_premium_vcpu_hours", "azure_premium_gb_hours", "azure_queue_operations", "azure_service_bus_hours",
          "azure_service_bus_operations", "azure_service_bus_unit_hours"}},
        {"ibm", {"code_engine_vcpu_seconds", "code_engine_gb_seconds", "code_engine_requests"}},
        {"cloudflare",
         {"workers_months", "workers_requests", "workers_cpu_ms", "durable_object_requests",
          "durable_object_gb_seconds", "queue_operations"}},
    };
    return kProvided;
}

}  // namespace

std::vector<std::string_view> usageKeys() {
    std::vector<std::string_view> all;
    for (const ProvidedKeys& each : providedKeys()) all.insert(all.end(), each.keys.begin(), each.keys.end());
    return all;
}

std::span<const std::string_view> usageKeys(std::string_view provider) {
    const auto& all = providedKeys();
    const auto found = std::ranges::find(all, provider, &ProvidedKeys::provider);
    return found == all.end() ? all.front().keys : found->keys;
}

}  // namespace spillway
