import type { Ended, SetlistPick } from './session.ts';

/** The numbers of an evening: all that is left of it once its songs are forgotten. */
export type RecapNumbers = { started: boolean; played: number; skipped: number; lastedMs: number; people: number };

/** Returns the picks that sounded, in the order in which they were over. */
export function soundedPicks({ setlist }: Ended): SetlistPick[] {
  return setlist
    .filter(({ status }) => status.state === 'played' || status.state === 'skipped')
    .sort((one, other) => pastAt(one) - pastAt(other));
}

/** Returns an ended evening in numbers; it lasted until its last song was over. */
export function recapNumbers(ended: Ended): RecapNumbers {
  const sounded = soundedPicks(ended);
  const played = sounded.filter(({ status }) => status.state === 'played').length;
  const began = ended.startedAt ?? ended.endedAt;
  const until = Math.max(began, ...sounded.slice(-1).map(pastAt));
  return {
    started: ended.startedAt !== null,
    played,
    skipped: sounded.length - played,
    lastedMs: until - began,
    people: ended.members.length,
  };
}

/** Returns the moment at which a pick was over (ms since the epoch); 0 if it never sounded. */
function pastAt({ status }: SetlistPick): number {
  return status.state === 'played' || status.state === 'skipped' ? status.at : 0;
}
