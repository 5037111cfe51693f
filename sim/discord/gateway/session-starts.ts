import type { Clock } from '../../clock.ts';

const DAY_MS = 24 * 60 * 60_000;
const STARTS_A_DAY = 1_000;
/** Above the usual 1, because clients space their IDENTIFYs by 5 s per bucket on the wall clock. */
const MAX_CONCURRENCY = 16;

export type SessionStarts = ReturnType<typeof createSessionStarts>;

/** Creates the limit of session starts (https://docs.discord.com/developers/events/gateway#session-start-limit-object). */
export function createSessionStarts(clock: Clock) {
  let used = 0;
  let began = clock.now();

  const refresh = () => {
    if (clock.now() - began < DAY_MS) return;
    began = clock.now();
    used = 0;
  };

  return {
    used() {
      refresh();
      return used;
    },
    count() {
      refresh();
      used++;
    },
    describe() {
      refresh();
      return {
        total: STARTS_A_DAY,
        remaining: Math.max(0, STARTS_A_DAY - used),
        reset_after: began + DAY_MS - clock.now(),
        max_concurrency: MAX_CONCURRENCY,
      };
    },
  };
}
