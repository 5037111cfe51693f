import type { User } from './users.ts';

/** The page on which somebody lets an application know who they are; here they also say who that is. */
export function consentPage(application: User, people: User[]): string {
  const buttons = people.map(
    (person) => `<button name="user" value="${person.id}">Authorize as <b>${escapeHtml(nameOf(person))}</b>
        <small>@${escapeHtml(person.username)}</small></button>`,
  );
  return page(
    `<p><b>${escapeHtml(application.username)}</b> wants to access your Discord account.</p>
    <ul><li>Access your username and avatar</li></ul>
    <p>This Discord is simulated: choose whose browser this is.</p>
    <form method="post">
      ${buttons.join('\n      ')}
      <button name="cancel" value="1" class="quiet">Cancel</button>
    </form>`,
  );
}

/** What the page says instead when the application asks for something that it may not have. */
export function refusalPage(body: Record<string, unknown>): string {
  const words = body.error_description ?? body.message;
  return page(`<p><b>Something is wrong with this request.</b></p><p>${escapeHtml(String(words))}</p>`);
}

function page(content: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Authorize · Discord (simulated)</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 26rem; padding: 2rem 1rem; }
  form { display: grid; gap: .5rem; }
  button { font: inherit; padding: .75rem; border: 0; border-radius: .5rem; background: #5865f2; color: #fff; cursor: pointer; }
  button.quiet { background: transparent; color: inherit; text-decoration: underline; }
  small { opacity: .8; }
</style>
<main>
    ${content}
</main>
</html>
`;
}

function nameOf(user: User): string {
  return user.global_name ?? user.username;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
