import { Router } from 'express';
import type { Clock } from '../clock.ts';
import { type Account, createAccount } from './account.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createGrants, type RotateRefreshTokens } from './accounts/grants.ts';
import { type Chance, createChance } from './chance.ts';
import { createArtRouter } from './library/art.ts';
import { type CatalogueTrack, createCatalogue, type NewTrack, type TrackId } from './library/catalogue.ts';
import { libraryRoutes } from './library/library-routes.ts';
import { playlistRoutes } from './library/playlist-routes.ts';
import { createPlaylists } from './library/playlists.ts';
import type { NewPerson, SpotifyPerson } from './person.ts';
import type { Music } from './player/playback.ts';
import { playerRoutes } from './player/player-routes.ts';
import { createStateReader } from './player/state.ts';
import type { RuleId } from './rules/rules.ts';
import { createWatchers } from './watchers.ts';
import type { Answer } from './web-api/answer.ts';
import { createFaults, type FaultRule } from './web-api/faults.ts';
import { createHttpLayer } from './web-api/http-layer.ts';
import { createLimits, type Group } from './web-api/limits.ts';
import type { RequestLog } from './web-api/requests.ts';
import { createWebApi, type UnlistedWording } from './web-api/web-api.ts';

export type { CatalogueTrack, NewTrack, TrackId } from './library/catalogue.ts';
export type { NewPerson, Now, SpotifyPerson, TimeRange, Tops } from './person.ts';
export type { Device, DeviceType, NewDevice } from './player/device.ts';
export { type OddRead, oddRead } from './player/odd-reads.ts';
export type { Repeat, SoundCause as Why } from './player/playback.ts';
export type { Sounding } from './player/record.ts';
export type { FaultRule } from './web-api/faults.ts';
export type { Group } from './web-api/limits.ts';
export type { RequestLog } from './web-api/requests.ts';
export type { UnlistedWording } from './web-api/web-api.ts';

export type SpotifyOptions = {
  clock: Clock;
  clientId?: string;
  clientSecret?: string;
  /** Acceptable redirect URIs; left out, any secure one that ends in `/oauth/spotify/callback`. */
  redirectUris?: readonly string[];
  seed?: number;
  /** The latency of every answer, on the wall clock. */
  latencyMs?: number;
  /** The time for which reads after a command return the state before it, on the clock. */
  staleReadsMs?: number;
  /** By how much reads may miss the position in a track, either way: up to 1500 has been seen. */
  progressJitterMs?: number;
  /**
   * Whether a refresh answers with a new refresh token. Since July 2026 it mostly does not:
   * https://github.com/aome510/spotify-player/pull/1041
   */
  rotateRefreshTokens?: RotateRefreshTokens;
  /** True if commands are answered with 200 and an opaque text without a content type, instead of 204. */
  opaqueBodies?: 'always' | 'never' | 'alternate';
  /** True if a queued track plays before the first track of a new play request, not after it. Both are reported. */
  queuedTracksFirst?: boolean;
  /** The base URL of covers. */
  imageBase?: string;
};

/** The settings that can be changed while it runs. */
export type Settings = {
  ownerPremium: boolean;
  /** The wording of the refusal of people who are not on the user list. */
  unlistedWording: UnlistedWording;
  /** Calls per rolling thirty seconds. */
  rate: number;
};

/** Spotify as a development-mode app meets it in 2026, on the wire and in people's hands. */
export type Spotify = Settings & {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Serves `/v1/…`. */
  readonly apiRouter: Router;
  /** Serves `/authorize` and `/api/token`. */
  readonly accountsRouter: Router;
  /** Serves `/<id>`: drawn covers, for pages that show what `imageBase` promises. */
  readonly artRouter: Router;
  addTrack(track: NewTrack): CatalogueTrack;
  track(id: TrackId): CatalogueTrack | undefined;
  addPerson(person: NewPerson): SpotifyPerson;
  readonly people: readonly SpotifyPerson[];
  /** Everything that was asked, oldest first. */
  readonly requests: RequestLog[];
  /** Certain mistakes of the caller, each beginning with the id of the broken rule. */
  readonly violations: string[];
  failNext(rule: FaultRule): void;
  /** Calls per rolling day for a group of endpoints, and how long it is closed once they are spent. */
  setQuota(group: Group, calls: number, retryAfterSeconds: number): void;
  /** Calls back on every change of a player that could be seen; returns a function that ends it. */
  subscribe(listener: (person: SpotifyPerson) => void): () => void;
  close(): void;
};

export function createSpotify(options: SpotifyOptions): Spotify {
  const {
    clock,
    clientId = 'simulated-client',
    clientSecret = 'simulated-secret',
    redirectUris,
    seed = 1,
    latencyMs = 0,
    staleReadsMs = 400,
    progressJitterMs = 0,
    rotateRefreshTokens = 'alternate',
    opaqueBodies = 'alternate',
    queuedTracksFirst = false,
    imageBase = 'https://i.scdn.co/image',
  } = options;
  const settings: Settings = { ownerPremium: true, unlistedWording: 'check settings', rate: 180 };
  const chance = createChance(seed);
  const catalogue = createCatalogue();
  const playlists = createPlaylists(chance);
  const music: Music = {
    lengthOf: (id) => catalogue.get(id).durationMs,
    isPlayable: (id) => catalogue.get(id).playable,
    similarTo: catalogue.similarTo,
  };

  const accounts = new Map<SpotifyPerson, Account>();
  const people: SpotifyPerson[] = [];
  const requests: RequestLog[] = [];
  const violations: string[] = [];
  const violate = (rule: RuleId, detail: string) => void violations.push(`${rule}: ${detail}`);

  const audience = createWatchers(clock, music, () => accounts.values());
  const faults = createFaults();
  const limits = createLimits({ clock, settings, violate });
  const grants = createGrants({ clock, chance, violate, rotateRefreshTokens });
  const reader = createStateReader({ catalogue, imageBase, chance, progressJitterMs });
  const commandAnswer = commandAnswers(opaqueBodies, chance);
  const wire = createHttpLayer({ clock, faults, requests, latencyMs });

  const webApi = createWebApi({
    routes: [
      ...libraryRoutes({ catalogue, imageBase }),
      ...playerRoutes({ catalogue, playlists, music, chance, reader, queuedTracksFirst, commandAnswer, violate }),
      ...playlistRoutes({ catalogue, playlists, imageBase, violate }),
    ],
    grants,
    limits,
    accounts,
    settings,
    clock,
    violate,
  });
  const consent = createAccounts({ clientId, clientSecret, redirectUris, grants, people, violate });

  return Object.assign(settings, {
    clientId,
    clientSecret,
    apiRouter: Router().use(wire.handlers('api', webApi)),
    accountsRouter: Router().use(wire.handlers('accounts', consent)),
    artRouter: createArtRouter(),
    addTrack: catalogue.add,
    track: catalogue.find,
    addPerson(given: NewPerson) {
      const account: Account = createAccount(given, {
        clock,
        music,
        catalogue,
        chance,
        staleReadsMs,
        changed: () => audience.changed(account),
        revoke: grants.revoke,
      });
      accounts.set(account.person, account);
      people.push(account.person);
      for (const device of given.devices ?? []) account.person.addDevice(device);
      return account.person;
    },
    people,
    requests,
    violations,
    failNext: faults.failNext,
    setQuota: limits.setQuota,
    subscribe: audience.subscribe,
    close() {
      audience.unsubscribeAll();
      wire.close();
    },
  });
}

const OPAQUE_LENGTH = 27;

/**
 * What commands answer when all is well: 204, as documented, or 200 with a text that means nothing and has no type:
 * https://github.com/spotify/spotify-web-api-ts-sdk/issues/119
 */
function commandAnswers(opaqueBodies: 'always' | 'never' | 'alternate', chance: Chance): () => Answer {
  let answered = 0;
  return () => {
    const isOpaque = { always: true, never: false, alternate: answered++ % 2 === 0 }[opaqueBodies];
    return isOpaque ? { status: 200, body: chance.letters(OPAQUE_LENGTH) } : { status: 204 };
  };
}
