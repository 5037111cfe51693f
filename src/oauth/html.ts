import { createHash } from 'node:crypto';

/** Markup that is safe to send: everything put into a template is escaped unless it is markup already. */
export type Html = { readonly markup: string };

/** A template of markup: `html`<b>${name}</b>``. */
export function html(parts: TemplateStringsArray, ...values: readonly (Html | string | readonly Html[])[]): Html {
  return { markup: parts.map((part, place) => part + (place < values.length ? markupOf(values[place]) : '')).join('') };
}

function markupOf(value: Html | string | readonly Html[] | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escaped(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1a1c20; --soft: #5b6068; --paper: #f6f6f4; --sheet: #fff; --line: #dfe0e2; --act: #3b4cca; --act-ink: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceef1; --soft: #a4aab3; --paper: #15171a; --sheet: #1f2226; --line: #34383e; --act: #8c9bff; --act-ink: #10131f }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif }
main { overflow-wrap: anywhere; width: 100%; max-width: 30rem; padding: 1.75rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 1rem }
h1 { margin: 0 0 .75rem; font-size: 1.4rem; line-height: 1.25 }
h2 { margin: 1.5rem 0 .25rem; font-size: 1.05rem }
p, ul { margin: 0 0 1rem }
hr { margin: 1.25rem 0; border: 0; border-top: 1px solid var(--line) }
ul { padding-left: 1.25rem }
a { color: var(--act) }
.who { display: flex; align-items: center; gap: .875rem; margin: 0 0 1rem; padding: .75rem; border: 1px solid var(--line); border-radius: .75rem }
.who img { width: 3rem; height: 3rem; border-radius: 50% }
button { width: 100%; min-height: 3rem; padding: .75rem 1rem; border: 0; border-radius: .75rem; background: var(--act); color: var(--act-ink); font: inherit; font-weight: 600; cursor: pointer }
button:focus-visible, a:focus-visible { outline: 3px solid var(--act); outline-offset: 3px }
main > :last-child { margin-bottom: 0 }
footer { margin-top: 1.25rem; color: var(--soft); font-size: .9rem }
`;

/** For the content security policy: the one style sheet, and nothing else inline. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** A whole page: no script, readable on a phone, light and dark. */
export function page(title: string, body: Html): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)} · Sesh</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${escaped(title)}</h1>${body.markup}</main></body>
</html>
`;
}
