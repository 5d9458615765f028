// The API as a page to read: one section per group, one entry per route, generated from the OpenAPI
// document. No scripts, nothing from elsewhere. Pure.
import { createHash } from 'node:crypto';

type Schema = Readonly<Record<string, unknown>>;
type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly description?: string;
};
type Content = { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
export type Operation = {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content & { readonly description?: string }>>;
};
export type OpenApi = {
  readonly openapi: string;
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

const style = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
summary{cursor:pointer;padding:.4rem 0}
code,pre{font:14px/1.45 ui-monospace,monospace}
pre{overflow-x:auto;padding:.75rem;border:1px solid #8886;border-radius:.4rem}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}
.method{display:inline-block;min-width:4.5rem;font-weight:600}
`;
export const docsPolicy = `default-src 'none'; frame-ancestors 'none'; style-src 'sha256-${createHash(
  'sha256',
)
  .update(style)
  .digest('base64')}'`;

export function docsPage({ info, paths }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = [...new Set(operations.map(({ operation }) => tagOf(operation)))];
  const sections = groups.map((group) => {
    const own = operations.filter(({ operation }) => tagOf(operation) === group);
    return `<section><h2 id="${text(group)}">${text(group)}</h2>${own.map(entry).join('')}</section>`;
  });
  const links = groups.map((group) => `<a href="#${text(group)}">${text(group)}</a>`).join(' · ');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${text(info.title)} API</title><style>${style}</style></head><body>
<header><h1>${text(info.title)} API ${text(info.version)}</h1><p>${text(info.description ?? '')}
For programs: <a href="/api/openapi.json">openapi.json</a>.</p><nav>${links}</nav></header>
<main>${sections.join('')}</main></body></html>`;
}

function tagOf({ tags }: Operation): string {
  return tags?.[0] ?? 'other';
}

function entry({
  path,
  method,
  operation,
}: {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}): string {
  const {
    summary = '',
    description,
    security,
    parameters = [],
    requestBody,
    responses = {},
  } = operation;
  const answers = Object.entries(responses).filter(([status]) => status !== 'default');
  return `<details><summary><span class="method">${text(method.toUpperCase())}</span>
<code>${text(path)}</code> – ${text(summary)}</summary>
<p>${text(description ?? '')} ${security ? 'Needs a login.' : 'Open to anybody.'}</p>
${parameters.length === 0 ? '' : parameterTable(parameters)}
${requestBody ? `<h4>Body</h4>${contentOf(requestBody)}` : ''}
${answers.map(([status, answer]) => `<h4>${text(status)}</h4>${contentOf(answer)}`).join('')}
</details>`;
}

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    (parameter) =>
      `<tr><td><code>${text(parameter.name)}</code>${parameter.required ? ' *' : ''}</td><td>${text(
        parameter.in,
      )}</td><td>${text(parameter.description ?? String(parameter.schema?.['description'] ?? ''))}</td></tr>`,
  );
  return `<table><thead><tr><th>parameter</th><th>in</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function contentOf({ content = {} }: Content): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<p>${text(type)}</p><pre>${text(JSON.stringify(schema, null, 2) ?? '')}</pre>`,
    )
    .join('');
}

function text(raw: string): string {
  return raw.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
