import { z } from 'zod';
import { askService, requestToken } from './ask-service.ts';
import { OperatorError } from './operator-error.ts';

const WHO = 'Spotify';
const refusal = z.object({ error_description: z.string() });

/** Spotify does not know the client id, whatever the secret. */
export class UnknownClient extends OperatorError {
  override name = 'UnknownClient';
}

/** Creates the checks of an app's credentials at Spotify. @throws Complaint with the next step, if refused */
export function createSpotifyChecks(accountsUrl: string) {
  return {
    /** Throws unless id and secret belong together. */
    async checkSecret(clientId: string, secret: string): Promise<void> {
      const { status, body } = await requestToken(WHO, `${accountsUrl}/api/token`, { id: clientId, secret });
      if (status === 200) return;
      const description = refusal.safeParse(body).data?.error_description ?? '';
      if (description === 'Invalid client') throw unknownClient();
      throw new OperatorError(
        'Spotify does not accept this client secret for that client id: app → Settings → View client secret.',
      );
    },
    /**
     * Throws if the consent page refuses the client id or the redirect URI. That it does not is no proof: without a
     * person signed in, the page may put off saying so.
     */
    async checkRedirect(clientId: string, redirectUri: string): Promise<void> {
      const query = {
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'user-top-read',
        state: 'check',
      };
      const { body } = await askService(WHO, `${accountsUrl}/authorize?${new URLSearchParams(query)}`);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      if (/INVALID_CLIENT: Invalid client/i.test(text)) throw unknownClient();
      if (!/INVALID_CLIENT: Invalid redirect URI/i.test(text)) return;
      throw new OperatorError(
        `Spotify does not know the redirect URI yet: add ${redirectUri} at app → Settings → Redirect URIs and save.`,
      );
    },
  };
}

function unknownClient(): UnknownClient {
  return new UnknownClient('Spotify knows no app with this client id: copy it again from app → Settings.');
}
