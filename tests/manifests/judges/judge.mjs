// usage: node judge.mjs FILE.yaml...   Validates every document against the model of its apiVersion and kind in kubernetes-models
// (types, required keys, patterns of quantities). Prints one line a document; exits with 1 if any is invalid.
import fs from "node:fs";
import yaml from "js-yaml";

async function modelOf(document) {
    const [group, version] = document.apiVersion.includes("/") ? document.apiVersion.split("/") : ["", document.apiVersion];
    try {
        const models = await import(`kubernetes-models/${group ? `${group}/` : ""}${version}`);
        return models[document.kind] ?? null;
    } catch {
        return null;
    }
}

async function judge(document) {
    const Model = await modelOf(document);
    if (!Model) return "no such apiVersion and kind";
    try {
        new Model(structuredClone(document)).validate();
        return "";
    } catch (error) {
        return String(error.message).replaceAll("\n", " | ");
    }
}

let invalid = 0;
for (const file of process.argv.slice(2)) {
    for (const document of yaml.loadAll(fs.readFileSync(file, "utf8"))) {
        if (!document) continue;
        const problem = await judge(document);
        if (problem) invalid += 1;
        console.log(problem ? "INVALID" : "valid", document.kind, document.metadata?.name, problem);
    }
}
process.exit(invalid ? 1 : 0);
