import type { SpotifyPerson } from './person.ts';
import { type Scope, scopes } from './scopes.ts';

/** The page on which a visitor says who they are and agrees, or not. Its form posts back to the address it came from. */
export function consentPage(asked: readonly Scope[], people: readonly SpotifyPerson[], host: string): string {
  const permissions = asked.map((scope) => `<li>${scopes[scope]}</li>`).join('');
  const accounts = people.map(accountChoice).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Connect a Spotify account (simulated)</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1.0625rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 30rem; padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.375rem; line-height: 1.25; }
  fieldset { border: 1px solid GrayText; border-radius: .5rem; margin: 1rem 0; padding: .25rem 1rem .5rem; }
  label { display: flex; gap: .75rem; align-items: baseline; padding: .5rem 0; }
  small { color: GrayText; }
  button { font: inherit; padding: .625rem 1.25rem; border-radius: .5rem; border: 1px solid GrayText; margin-right: .5rem; }
  button[value=agree] { font-weight: 600; }
</style>
</head>
<body>
<h1>Connect a Spotify account</h1>
<p><small>This is the simulation’s stand-in for Spotify’s consent page. No real account is involved.</small></p>
<p>An app at <strong>${escaped(host)}</strong> asks for:</p>
<ul>${permissions || '<li>See your name and picture</li>'}</ul>
<form method="post">
<fieldset><legend>Who are you on Spotify?</legend>${accounts}</fieldset>
<button name="decision" value="agree">Agree</button>
<button name="decision" value="cancel" formnovalidate>Cancel</button>
</form>
</body>
</html>
`;
}

function accountChoice(person: SpotifyPerson): string {
  const traits = [!person.premium && 'Free', !person.listed && 'not on the app’s user list'].filter(Boolean);
  const note = traits.length > 0 ? ` <small>(${traits.join(', ')})</small>` : '';
  const name = escaped(person.displayName ?? person.id);
  return `<label><input type="radio" name="account" value="${escaped(person.accountId)}" required><span>${name}${note}</span></label>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
