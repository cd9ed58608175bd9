#include "manifests/step_functions/machines.h"
#include "manifests/step_functions/terraform_text.h"

#include <algorithm>

// HashiCorp's AWS provider 5: aws_sfn_state_machine, with a role that may do what the definition asks for.
namespace spillway::step_functions {
namespace {

std::string valueOf(const Module& module, const Machine& machine, const Reference& reference) {
    if (const Machine* local = module.localOf(machine, reference))
        return "aws_sfn_state_machine." + snake(local->workload->id) + ".arn";
    return "var." + variableOf(reference);
}

std::string arnOf(const Module& module, const Machine& machine, const Permission& permission) {
    if (permission.arnPattern.empty()) return valueOf(module, machine, permission.resource);
    std::string arn = "arn:${data.aws_partition.current.partition}:" + permission.arnPattern;
    const auto fill = [&](std::string_view place, const std::string& with) {
        if (const std::size_t at = arn.find(place); at != std::string::npos) arn.replace(at, place.size(), with);
    };
    fill("{region}", "${data.aws_region.current.name}");
    fill("{account}", "${data.aws_caller_identity.current.account_id}");
    fill(":{}", ":${var." + variableOf(permission.resource) + "}");
    fill("/{}", "/${var." + variableOf(permission.resource) + "}");
    return '"' + arn + '"';
}

void addHead(Lines& lines) {
    for (const char* line :
         {"# terraform apply: written by Spillway", "terraform {", "  required_version = \">= 1.5\"",
          "  required_providers {", "    aws = {", "      source  = \"hashicorp/aws\"", "      version = \"~> 5.100\"",
          "    }", "  }", "}", "", "data \"aws_partition\" \"current\" {}", "data \"aws_region\" \"current\" {}",
          "data \"aws_caller_identity\" \"current\" {}"})
        lines.add(line);
}

void addVariables(Lines& lines, const Module& module) {
    for (const Reference& reference : module.parameters()) {
        const char* word = reference.attribute == Attribute::arn   ? "ARN"
                           : reference.attribute == Attribute::url ? "URL"
                                                                   : "Name";
        lines.add("");
        lines.add("variable \"" + variableOf(reference) + "\" {", reference.node);
        lines.add("  type        = string");
        lines.add("  description = " + quoted(std::string{word} + " of " + reference.node));
        lines.add("}");
    }
}

void addRole(Lines& lines, const Module& module, const Machine& machine) {
    const std::string name = snake(machine.workload->id);
    lines.add("");
    lines.add("resource \"aws_iam_role\" \"" + name + "\" {", machine.workload->id);
    lines.add("  name_prefix = " + quoted(resourceName(machine.workload->id).substr(0, 30) + "-"));
    lines.add("  assume_role_policy = jsonencode({");
    lines.add("    Version   = \"2012-10-17\"");
    lines.add(
        "    Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = "
        "\"states.amazonaws.com\" } }]");
    lines.add("  })");
    lines.add("}");
    std::vector<Permission> permissions;
    for (const Reference& reference : machine.definition.references)
        if (auto permission = module.permissionOf(reference)) permissions.push_back(std::move(*permission));
    if (permissions.empty()) return;
    lines.add("");
    lines.add("resource \"aws_iam_role_policy\" \"" + name + "\" {", machine.workload->id);
    lines.add("  role = aws_iam_role." + name + ".id");
    lines.add("  policy = jsonencode({");
    lines.add("    Version = \"2012-10-17\"");
    lines.add("    Statement = [");
    for (const Permission& permission : permissions) {
        std::string actions;
        for (const std::string& action : permission.actions) actions += (actions.empty() ? "" : ", ") + quoted(action);
        lines.add("      { Effect = \"Allow\", Action = [" + actions +
                      "], Resource = " + arnOf(module, machine, permission) + " },",
                  permission.resource.node);
    }
    lines.add("    ]");
    lines.add("  })");
    lines.add("}");
}

void addMachine(Lines& lines, const Module& module, const Machine& machine) {
    const std::string name = snake(machine.workload->id), &id = machine.workload->id;
    lines.add("");
    lines.add("resource \"aws_sfn_state_machine\" \"" + name + "\" {", id);
    lines.add("  name     = " + quoted(resourceName(id).substr(0, 80)), id);
    lines.add("  type     = " + quoted(machine.workload->workflow->express ? "EXPRESS" : "STANDARD"), id, "type");
    lines.add("  role_arn = aws_iam_role." + name + ".arn");
    lines.add("  definition = templatefile(\"${path.module}/../" + machine.file + "\", {", id, "definition");
    for (const Reference& reference : machine.definition.references)
        lines.add("    " + tokenOf(reference) + " = " + valueOf(module, machine, reference), reference.node);
    lines.add("  })");
    lines.add("  tracing_configuration {");
    lines.add("    enabled = true");
    lines.add("  }");
    lines.add("}");
    lines.add("");
    lines.add("output \"" + name + "_arn\" {", id);
    lines.add("  value = aws_sfn_state_machine." + name + ".arn");
    lines.add("}");
}

}  // namespace

ManifestFile terraformModule(const Module& module) {
    Lines lines;
    addHead(lines);
    addVariables(lines, module);
    for (const Machine& machine : module.machines) {
        addRole(lines, module, machine);
        addMachine(lines, module, machine);
        addTriggers(lines, machine);
    }
    return std::move(lines).take("step_functions/terraform/main.tf");
}

}  // namespace spillway::step_functions
