import type { Clock } from '../clock.ts';
import type { Account } from './account.ts';
import type { SpotifyPerson } from './person.ts';
import { endsAt, type Music } from './player/playback.ts';

/** Those who watch the players, for instance a page. Only for them a player looks at itself at every boundary. */
export type Audience = {
  changed(account: Account): void;
  subscribe(listener: (person: SpotifyPerson) => void): () => void;
  leave(): void;
};

export function createAudience(clock: Clock, music: Music, accounts: () => Iterable<Account>): Audience {
  const listeners = new Set<(person: SpotifyPerson) => void>();
  const alarms = new Map<Account, () => void>();

  function setAlarm(account: Account) {
    alarms.get(account)?.();
    alarms.delete(account);
    const playback = account.player.now();
    const end = endsAt(playback, music);
    if (Number.isFinite(end))
      alarms.set(
        account,
        clock.after(end - playback.at, () => setAlarm(account)),
      );
  }

  function dropAlarms() {
    for (const cancel of alarms.values()) cancel();
    alarms.clear();
  }

  return {
    changed(account) {
      if (listeners.size === 0) return;
      setAlarm(account);
      for (const listener of listeners) listener(account.person);
    },
    subscribe(listener) {
      listeners.add(listener);
      for (const account of accounts()) setAlarm(account);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) dropAlarms();
      };
    },
    leave() {
      listeners.clear();
      dropAlarms();
    },
  };
}
