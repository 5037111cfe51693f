import type { Permission } from '../ports/accounts.ts';
import type { Link } from '../ports/links.ts';
import { Refusal } from '../session/refusal.ts';

/** Refuses who cannot host: without a link, with a dead one, or without the permission to steer their player. */
export function requirePlayback(link: Link | null): void {
  if (!link) throw new Refusal('needsLink');
  if (link.dead) throw new Refusal('linkIsDead');
  if (!link.permissions.includes('playback')) throw new Refusal('needsPlayback');
}

/** Returns true if a link works and allows this. */
export function allows(link: Link | null, permission: Permission): boolean {
  return link !== null && !link.dead && link.permissions.includes(permission);
}
