import type { Device, SpotifyPerson } from '../../sim/spotify/spotify.ts';
import { musicOf } from './party.ts';
import type { Hand, Plan } from './plan.ts';

/** Between two presses of the same thumb. */
const GAP_MS = 700;

export type Hands = {
  clock: { advance(ms: number): Promise<void> };
  host: SpotifyPerson;
  plan: Plan;
  /** Told of each song of a list that the host goes past, also where it let nothing be heard. */
  passed(trackId: string): void;
};

/** What the host does on their own devices. Nothing of it goes through us. */
export async function useHands({ clock, host, plan, passed }: Hands, hand: Hand): Promise<void> {
  const now = host.now();
  if (hand.is === 'ad' || hand.is === 'episode' || (hand.is === 'seek' && hand.share === 1)) goPast({ host, passed });
  switch (hand.is) {
    case 'next':
      for (let time = 0; time < hand.times; time++) {
        if (time > 0) await clock.advance(GAP_MS);
        goPast({ host, passed });
        host.pressNext();
      }
      return;
    case 'previous':
      return host.pressPrevious();
    case 'handPause':
      return host.pressPause();
    case 'handPlay':
      return host.pressPlay();
    case 'seek':
      return host.seek(Math.round(hand.share * (lengthOf(plan, now.track) ?? 0)));
    case 'shuffle':
      return host.setShuffle(hand.on);
    case 'repeat':
      return host.setRepeat(hand.to);
    case 'album':
      return host.playAlbum(ownIds(plan, hand.songs), `spotify:album:${'a'.repeat(22)}`);
    case 'queue':
      for (const id of toQueue(plan, hand)) host.queueByHand(id);
      return;
    case 'localFile':
      return host.queueByHand(plan.party.file.editions[0]?.id ?? '');
    case 'otherDevice':
      return switchDevice(host, now.device);
    case 'sleep':
      if (now.device) host.sleep(now.device, hand.how);
      return;
    case 'closeTab':
      if (now.device) host.closeTab(now.device);
      return;
    case 'wake':
      return wakeAll(host, false);
    case 'wakeAsNew':
      return wakeAll(host, true);
    case 'privateOn':
    case 'privateOff':
      host.privateSession = hand.is === 'privateOn';
      return;
    case 'ad':
      return host.playAd();
    case 'episode':
      return host.playEpisode('A long talk', hand.minutes * 60_000);
  }
}

/** Tells of the song that is about to be left, unless the player goes through its list in an order of its own. */
function goPast({ host, passed }: Pick<Hands, 'host' | 'passed'>): void {
  const { track, context, shuffle, repeat } = host.now();
  if (track !== null && context === null && !shuffle && repeat === 'off') passed(track);
}

/** Opens Spotify on every device: what was told to a dozing one happens now. */
function wakeAll(host: SpotifyPerson, asNew: boolean): void {
  for (const device of host.devices) host.wake(device, { asNew: asNew && device.state !== 'awake' });
}

function switchDevice(host: SpotifyPerson, device: Device | null): void {
  const next = host.devices.find((known) => known !== device);
  if (next) host.transferTo(next);
}

function ownIds({ party }: Plan, amount: number): string[] {
  return party.own.slice(0, amount).flatMap(({ editions }) => editions[0]?.id ?? []);
}

function toQueue(plan: Plan, { songs, alsoPick }: Extract<Hand, { is: 'queue' }>): string[] {
  const own = plan.party.own.slice(-songs).flatMap(({ editions }) => editions[0]?.id ?? []);
  const pick = plan.party.people[0]?.tops.at(-1);
  return alsoPick && pick !== undefined ? [...own, pick] : own;
}

function lengthOf({ party }: Plan, trackId: string | null): number | undefined {
  return musicOf(party).find(({ editions }) => editions.some(({ id }) => id === trackId))?.durationMs;
}
