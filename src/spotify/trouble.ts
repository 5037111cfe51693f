import type { CallGroup } from '../ports/calls.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { TroubleKind } from '../session/session.ts';
import { SpotifyRefused, SpotifySilent } from './errors.ts';

/** Says in our own words what an error of Spotify's means; what is not one of theirs goes through as it is. */
export function asUnavailable(error: unknown, group?: CallGroup): unknown {
  if (error instanceof SpotifySilent) return new Unavailable('unreachable', { unsure: true, cause: error });
  if (!(error instanceof SpotifyRefused)) return error;
  return new Unavailable(kindOf(error, group), { unsure: error.status >= 500, cause: error });
}

/** The wordings change over the years; these are matched loosely and by reason where there is one. */
function kindOf(refused: SpotifyRefused, group: CallGroup | undefined): TroubleKind {
  const { status, reason, message } = refused;
  if (isInvalidGrant(refused)) return 'relink';
  if (isCredentialsError(refused)) return 'misconfigured';
  if (isScopeMissing(refused)) return 'scopeMissing';
  if (status === 401) return 'relink';
  if (status === 429) return 'wait';
  if (status >= 500 || status < 400) return 'unreachable';
  if (reason === 'PREMIUM_REQUIRED') return 'premium';
  if (/premium subscription required for the owner/i.test(message)) return 'ownerPremium';
  if (status === 403 && /not (be )?(registered|approved)/i.test(message)) return 'notListed';
  if (group !== 'player') return 'unreachable';
  return status === 404 ? 'asleep' : 'restricted';
}

/** Revoked, rotated away or six months old: whichever it is, asking again never helps. */
export function isInvalidGrant(error: unknown): boolean {
  if (!(error instanceof SpotifyRefused)) return false;
  const { status, reason, message } = error;
  return /^invalid_grant$/i.test(reason ?? '') || (status < 500 && /\binvalid_grant\b/i.test(message));
}

/** The accounts service does not know this app, or not by this secret. */
export function isCredentialsError(error: unknown): boolean {
  return error instanceof SpotifyRefused && /^(invalid|unauthorized)_client$/i.test(error.reason ?? '');
}

/** Returns the trouble that a failure of the accounts service means for everybody's tokens. */
export function troubleOfAccounts(error: unknown): TroubleKind {
  return isCredentialsError(error) ? 'misconfigured' : 'unreachable';
}

/** A refusal of the token itself, as opposed to what it may be used for. */
export function isInvalidToken(error: unknown): boolean {
  return error instanceof SpotifyRefused && error.status === 401 && !isScopeMissing(error);
}

function isScopeMissing({ status, message }: SpotifyRefused): boolean {
  return (status === 401 || status === 403) && /client scope|permissions? missing|insufficient.scope/i.test(message);
}
