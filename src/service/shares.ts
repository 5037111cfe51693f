import { createExpiringMap, type ExpiringMap } from '../expiring-map.ts';
import type { Clock } from '../ports/clock.ts';
import type { Secrets } from '../ports/secrets.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';

/** The kinds of requests to Spotify that a person causes: a song search, or a press (a few calls at most). */
export type ChargedAction = 'search' | 'press';

/** The limits on requests to Spotify for one person, and for one session, so that something is left for all others. */
export type Shares = {
  /**
   * Charges an action to whoever asks and to the session it is for. To be called before anything is asked.
   * @throws Refusal `slowDown`, `enoughForNow`
   */
  charge(action: ChargedAction, userId: string, sessionId?: string): void;
};

const HALF_MINUTE_MS = 30_000;
const DAY_MS = 24 * 60 * 60_000;
/** Everybody of an installation, and a few more: whoever is forgotten early only begins anew. */
const REMEMBERED = 10_000;

/** `times` at once, and as many again spread evenly over each `inMs`. */
type Bound = { times: Record<ChargedAction, number>; inMs: number; refusal: RefusalCode };
const OF_A_PERSON: readonly Bound[] = [
  { times: { search: 6, press: 12 }, inMs: HALF_MINUTE_MS, refusal: 'slowDown' },
  { times: { search: 100, press: 300 }, inMs: DAY_MS, refusal: 'enoughForNow' },
];
const OF_A_SESSION: readonly Bound[] = [
  { times: { search: 15, press: 24 }, inMs: HALF_MINUTE_MS, refusal: 'slowDown' },
  { times: { search: 250, press: 600 }, inMs: DAY_MS, refusal: 'enoughForNow' },
];

export function createShares({ clock, secrets }: { clock: Clock; secrets: Secrets }): Shares {
  const salt = secrets.token();
  const ofPerson = OF_A_PERSON.map((bound) => createMeter(bound, clock));
  const ofSession = OF_A_SESSION.map((bound) => createMeter(bound, clock));

  return {
    charge(action, userId, sessionId) {
      // A fingerprint: whoever unlinks is forgotten, and has no more to ask for than before.
      const person = secrets.fingerprint(`${salt} ${userId}`);
      const uses = [
        ...ofPerson.map((meter) => meter(action, person)),
        ...(sessionId === undefined ? [] : ofSession.map((meter) => meter(action, sessionId))),
      ];
      for (const use of uses) use.check();
      for (const use of uses) use.count();
    },
  };
}

type Use = { check(): void; count(): void };

/** Measures one bound: for each name, until when what was used is spread (the "generic cell rate algorithm"). */
function createMeter({ times, inMs, refusal }: Bound, clock: Clock): (action: ChargedAction, name: string) => Use {
  const usedUntil: ExpiringMap<string, number> = createExpiringMap({ now: clock.now, forMs: inMs, most: REMEMBERED });

  return (action, name) => {
    const key = `${action} ${name}`;
    const now = clock.now();
    const next = Math.max(usedUntil.get(key) ?? 0, now) + inMs / times[action];
    return {
      check() {
        if (next - now > inMs) throw new Refusal(refusal);
      },
      count: () => usedUntil.set(key, next),
    };
  };
}
