/** The style of the simulated consent pages: of our own design, readable on a phone and in the dark. */
export const CONSENT_STYLE = `
:root { color-scheme: light dark; --ink: #1a1c20; --soft: #5b6068; --paper: #f1f1ee; --sheet: #fff; --line: #dfe0e2; --edge: #868b94; --act: #3b4cca; --act-ink: #fff; --glow: #fff4d6 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceef1; --soft: #a4aab3; --paper: #121417; --sheet: #1c1f23; --line: #33373d; --edge: #7b818b; --act: #97a4ff; --act-ink: #10131f; --glow: #3a3118 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 28rem; overflow: hidden; background: var(--sheet); border: 1px solid var(--line); border-radius: 1rem }
.simulated { margin: 0; padding: .5rem 1.5rem; background: var(--glow); font-size: .875rem }
.ask { padding: 1.25rem 1.5rem 1.5rem }
h1 { margin: 0 0 .5rem; font-size: 1.3rem; line-height: 1.25 }
p, ul { margin: 0 0 .75rem }
ul { padding-left: 1.25rem }
small, .note { color: var(--soft); font-size: .875rem }
form { display: grid; gap: .5rem }
fieldset { display: grid; gap: .375rem; margin: 0 0 .5rem; padding: 0; border: 0 }
legend { margin-bottom: .375rem; padding: 0; font-weight: 600 }
label, .person { display: flex; align-items: center; gap: .75rem; width: 100%; min-height: 2.875rem; padding: .375rem .875rem; border: 1px solid var(--line); border-radius: .75rem; background: transparent; color: inherit; font: inherit; text-align: left; cursor: pointer }
label:hover, .person:hover { border-color: var(--act) }
label:has(:checked) { border-color: var(--act); box-shadow: inset 0 0 0 1px var(--act) }
input { width: 1.125rem; height: 1.125rem; margin: 0; accent-color: var(--act) }
.face { flex: none; display: grid; place-items: center; width: 2rem; height: 2rem; border-radius: 50%; background: var(--face); color: #fff; font-weight: 600 }
.who { min-width: 0; overflow-wrap: anywhere }
.main, .quiet { min-height: 2.875rem; padding: .5rem 1rem; border-radius: .75rem; font: inherit; font-weight: 600; cursor: pointer }
.main { border: 0; background: var(--act); color: var(--act-ink) }
.quiet { border: 1px solid var(--edge); background: transparent; color: inherit }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
.faces > :nth-of-type(6n + 1) { --face: #8a4b12 }
.faces > :nth-of-type(6n + 2) { --face: #1f6f4a }
.faces > :nth-of-type(6n + 3) { --face: #7b3fa0 }
.faces > :nth-of-type(6n + 4) { --face: #0f6680 }
.faces > :nth-of-type(6n + 5) { --face: #a02f5a }
.faces > :nth-of-type(6n) { --face: #55606e }
`;

/** A whole consent page. `content` is markup. */
export function consentDocument(title: string, simulated: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${CONSENT_STYLE}</style>
</head>
<body>
<main>
<p class="simulated">${simulated}</p>
<div class="ask">
${content}
</div>
</main>
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text, made safe to stand in markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** The sign of a person: their first letter. */
export function face(name: string): string {
  return `<span class="face" aria-hidden="true">${escapeHtml([...name][0] ?? '')}</span>`;
}
