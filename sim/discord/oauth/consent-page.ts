import { consentDocument, escapeHtml, face } from '../../consent-style.ts';
import type { User } from '../guilds/users.ts';

const SIMULATED = 'This Discord is simulated. Whose browser is this? Say it rightly, or wrongly and see.';

/** The page on which somebody lets an application know who they are; here they also say who that is. */
export function consentPage(application: User, people: User[]): string {
  const name = escapeHtml(application.username);
  const buttons = people.map(
    (
      person,
    ) => `<button class="person" name="user" value="${person.id}">${face(nameOf(person))}<span class="who">Authorize as <b>${escapeHtml(nameOf(person))}</b>
        <small>@${escapeHtml(person.username)}</small></span></button>`,
  );
  return page(
    `<h1>${name} wants to access your Discord account</h1>
    <p>It will see your username and avatar, and nothing else.</p>
    <form method="post" class="faces">
      ${buttons.join('\n      ')}
      <button name="cancel" value="1" class="quiet">Cancel</button>
    </form>`,
  );
}

/** Returns the page for a request that is not allowed. */
export function refusalPage(body: Record<string, unknown>): string {
  const words = body.error_description ?? body.message;
  return page(`<h1>Something is wrong with this request.</h1><p>${escapeHtml(String(words))}</p>`);
}

function page(content: string): string {
  return consentDocument('Authorize · Discord (simulated)', SIMULATED, content);
}

function nameOf(user: User): string {
  return user.global_name ?? user.username;
}
