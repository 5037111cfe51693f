import type { Clock } from '../clock.ts';
import type { Account } from './account.ts';
import type { SpotifyPerson } from './person.ts';
import { endsAt, type Music } from './player/playback.ts';

/** Those who watch the players, for instance a page. Only for them a player looks at itself at every boundary. */
export type Watchers = {
  changed(account: Account): void;
  subscribe(listener: (person: SpotifyPerson) => void): () => void;
  unsubscribeAll(): void;
};

export function createWatchers(clock: Clock, music: Music, accounts: () => Iterable<Account>): Watchers {
  const listeners = new Set<(person: SpotifyPerson) => void>();
  const boundaryTimers = new Map<Account, () => void>();

  function scheduleBoundary(account: Account) {
    boundaryTimers.get(account)?.();
    boundaryTimers.delete(account);
    const playback = account.player.now();
    const end = endsAt(playback, music);
    if (Number.isFinite(end))
      boundaryTimers.set(
        account,
        clock.after(end - playback.at, () => scheduleBoundary(account)),
      );
  }

  function cancelTimers() {
    for (const cancel of boundaryTimers.values()) cancel();
    boundaryTimers.clear();
  }

  return {
    changed(account) {
      if (listeners.size === 0) return;
      scheduleBoundary(account);
      for (const listener of listeners) listener(account.person);
    },
    subscribe(listener) {
      listeners.add(listener);
      for (const account of accounts()) scheduleBoundary(account);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) cancelTimers();
      };
    },
    unsubscribeAll() {
      listeners.clear();
      cancelTimers();
    },
  };
}
