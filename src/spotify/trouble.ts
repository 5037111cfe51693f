import { Unavailable } from '../service/ports.ts';
import type { TroubleKind } from '../session/session.ts';
import { SpotifyRefused, SpotifySilent } from './errors.ts';

/** Says in our own words what an error of Spotify's means; what is not one of theirs goes through as it is. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof SpotifySilent) return new Unavailable('unreachable', { unsure: true, cause: error });
  if (!(error instanceof SpotifyRefused)) return error;
  return new Unavailable(kindOf(error), { unsure: error.status >= 500, cause: error });
}

/** The wordings change over the years; these are matched loosely and by reason where there is one. */
function kindOf({ status, reason, message }: SpotifyRefused): TroubleKind {
  if (reason === 'invalid_grant' || status === 401) return 'relink';
  if (status === 429) return 'wait';
  if (status >= 500) return 'unreachable';
  if (status === 404) return 'asleep';
  if (status !== 403) return 'restricted';
  if (reason === 'PREMIUM_REQUIRED') return 'premium';
  if (/premium subscription required for the owner/i.test(message)) return 'ownerPremium';
  if (/not (be )?(registered|approved)/i.test(message)) return 'notListed';
  if (/client scope/i.test(message)) return 'relink';
  return 'restricted';
}
