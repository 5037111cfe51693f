import { consentDocument, escapeHtml, face } from '../../consent-style.ts';
import type { SpotifyPerson } from '../person.ts';
import { type Scope, scopes } from './scopes.ts';

const SIMULATED = 'This Spotify is simulated: no real account is involved. Be whom you like, also somebody else.';

/** The page on which a visitor says who they are and agrees, or not. Its form posts back to the address it came from. */
export function consentPage(asked: readonly Scope[], people: readonly SpotifyPerson[], host: string): string {
  const permissions = asked.map((scope) => `<li>${scopes[scope]}</li>`).join('');
  const accounts = people.map(accountChoice).join('');
  return consentDocument(
    'Connect a Spotify account (simulated)',
    SIMULATED,
    `<h1>Connect a Spotify account</h1>
<p>An app at <strong>${escapeHtml(host)}</strong> asks to:</p>
<ul>${permissions || '<li>See your name and picture</li>'}</ul>
<form method="post">
<fieldset class="faces"><legend>Who are you on Spotify?</legend>${accounts}</fieldset>
<button class="main" name="decision" value="agree">Agree</button>
<button class="quiet" name="decision" value="cancel" formnovalidate>Cancel</button>
</form>`,
  );
}

function accountChoice(person: SpotifyPerson): string {
  const traits = [!person.premium && 'Free', !person.listed && 'not on the app’s user list'].filter(Boolean);
  const note = traits.length > 0 ? ` <small>(${traits.join(', ')})</small>` : '';
  const name = person.displayName ?? person.id;
  return `<label><input type="radio" name="account" value="${escapeHtml(person.accountId)}" required>${face(name)}<span class="who">${escapeHtml(name)}${note}</span></label>`;
}
