import { createHash } from "node:crypto";
import { DOCS_STYLE } from "./docs-style.ts";
import type { Content, OpenApiDocument, Operation, Parameter } from "./openapi.ts";

interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** What a browser may do with the page: apply its one style sheet. */
export const DOCS_POLICY: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(DOCS_STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Renders an OpenAPI document as one page without scripts or anything to load. */
export function renderDocs(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = document.tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  const schemas = Object.entries(document.components.schemas) as [string, SchemaNode][];
  const { title, description } = document.info as { title: string; description: string };
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${html(title)} API</title><style>${DOCS_STYLE}</style></head>
<body><nav aria-label="Calls"><a class="brand" href="#top">${html(title)}</a>${groups
    .map(
      ({ name, operations: some }) =>
        `<h2>${html(name)}</h2><ul>${some.map(({ method, path, operation }) => `<li><a href="#${operation.operationId}"><b class="method ${method}">${method}</b>${html(path)}</a></li>`).join("")}</ul>`,
    )
    .join(
      "",
    )}<h2>Schemas</h2><ul>${schemas.map(([name]) => `<li><a href="#schema-${name}">${name}</a></li>`).join("")}</ul></nav>
<main id="top"><header><h1>${html(title)} API</h1><p>${prose(description)}</p><p><a href="openapi.json">openapi.json</a></p></header>
${groups.map((group) => `<section><h2>${html(group.name)}</h2><p class="lead">${prose(group.description)}</p>${group.operations.map(renderOperation).join("")}</section>`).join("\n")}
<section><h2>Schemas</h2>${schemas.map(([name, schema]) => renderSchema(name, schema)).join("")}</section></main></body></html>`;
}

function renderOperation({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const [answer, ...refusals] = Object.entries(operation.responses);
  return `<article id="${operation.operationId}"><h3><b class="method ${method}">${method}</b><code>${html(path)}</code></h3>
<p><strong>${html(operation.summary)}.</strong> ${prose(operation.description ?? "")}</p><p class="access">${accessText(operation)}</p>
${operation.parameters === undefined ? "" : renderParameters(operation.parameters)}
${operation.requestBody === undefined ? "" : `<h4>Body${operation.requestBody.required ? "" : " (optional)"}</h4>${renderContent(operation.requestBody.content)}`}
${answer === undefined ? "" : `<h4>Answer ${answer[0]}</h4><p>${prose(answer[1].description)} ${renderContent(answer[1].content ?? {})}</p>`}
<pre>${html(curlOf(path, method, operation))}</pre>
<details><summary>Refusals</summary><dl>${refusals.map(([status, response]) => `<dt>${status}</dt><dd>${prose(response.description)}</dd>`).join("")}</dl></details>
</article>`;
}

/** The call as a line for a shell, with the example of its body. */
function curlOf(path: string, method: string, { security, requestBody }: Operation): string {
  const example = requestBody?.content["application/json"]?.example;
  const parts = [`curl "$DAYSTREAK${path.replace("{id}", "ada")}"`];
  if (method !== "get") parts[0] += ` -X ${method.toUpperCase()}`;
  if (security.length > 0)
    parts.push(`-H "Authorization: Bearer ${security[0]?.userToken === undefined ? "$API_KEY" : "$TOKEN"}"`);
  if (example !== undefined) parts.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(example)}'`);
  return parts.join(" \\\n  ");
}

function accessText({ security }: Operation): string {
  const [first] = security;
  if (first === undefined) return "Open to anyone.";
  if (first.userToken !== undefined) return "Needs the user's access token.";
  if (first.apiKey === undefined) return "Needs an API key, or a caller on the same machine.";
  return `Needs an API key with the scope <code>${html(first.apiKey.join(", "))}</code>.`;
}

function renderParameters(parameters: readonly Parameter[]): string {
  return `<h4>Parameters</h4>${table(
    parameters.map(({ name, in: place, required, description, schema }) => [
      `<code>${html(name)}</code>${required ? "" : "?"}`,
      `${typeText(schema as SchemaNode)} <small>${place}</small>`,
      prose(description ?? ""),
    ]),
  )}`;
}

function renderContent(content: Content): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<span class="content"><code>${html(type)}</code> ${typeText(schema as SchemaNode)}</span>`,
    )
    .join(" ");
}

function renderSchema(name: string, schema: SchemaNode): string {
  const fields = Object.entries(schema.properties ?? {});
  const required = new Set(schema.required);
  const body =
    fields.length === 0
      ? `<p>${typeText(schema)}</p>`
      : table(
          fields.map(([field, node]) => [
            `<code>${html(field)}</code>${required.has(field) ? "" : "?"}`,
            typeText(node),
            prose(node.description ?? node.anyOf?.[0]?.description ?? ""),
          ]),
        );
  return `<article id="schema-${name}"><h3>${name}</h3><p>${prose(schema.description ?? "")}</p>${body}</article>`;
}

function typeText(node: SchemaNode): string {
  if (node.$ref !== undefined) {
    const name = node.$ref.split("/").at(-1) as string;
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const variants = node.anyOf ?? node.oneOf;
  if (variants !== undefined) return variants.map(typeText).join(" | ");
  if (node.enum !== undefined) {
    const values = node.enum.map((value) => `<code>${html(JSON.stringify(value))}</code>`);
    return values.length > 12 ? `one of ${values.length} texts` : values.join(" | ");
  }
  if (node.items !== undefined) return `${typeText(node.items)} []`;
  if (node.properties !== undefined) {
    const required = new Set(node.required);
    const fields = Object.entries(node.properties).map(
      ([name, field]) => `${html(name)}${required.has(name) ? "" : "?"}: ${typeText(field)}`,
    );
    return `{ ${fields.join(", ")} }`;
  }
  return html(node.format ?? node.type ?? "any");
}

function table(rows: readonly (readonly string[])[]): string {
  return `<table>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table>`;
}

/** Plain text with `code` in backticks. */
function prose(source: string): string {
  return html(source).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function html(source: string): string {
  return source.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
