import { z } from 'zod';
import { trackIdOf } from '../ids.ts';
import type { Catalogue, TrackId } from '../library/catalogue.ts';
import type { Playlists } from '../library/playlists.ts';
import { Refusal } from '../rules/rules.ts';
import { apiError } from '../web-api/answer.ts';
import { type Call, readBody, type Violate } from '../web-api/call.ts';

/** What a play request asks for: https://developer.spotify.com/documentation/web-api/reference/start-a-users-playback */
export type PlayRequest =
  /** `losesQueue`: the body was `{}`. */
  { kind: 'resume'; losesQueue: boolean } | StartRequest;

export type StartRequest = {
  kind: 'start';
  /** Null for a bare list of `uris`. */
  contextUri: string | null;
  trackIds: TrackId[];
  from: number | undefined;
  positionMs: number;
  /** Accepted, and nothing plays: the same track twice together with an offset. */
  isSilent: boolean;
};

const URIS_AT_MOST = 100;
const BODY_AT_MOST = 9_100;

const offset = z.object({ position: z.int().min(0).optional(), uri: z.string().optional() });
const playBody = z.object({
  context_uri: z.string().optional(),
  uris: z.array(z.string()).optional(),
  offset: offset.optional(),
  position_ms: z.int().min(0).optional(),
});

type Offset = z.infer<typeof offset> | undefined;

export function readPlayRequest(
  call: Call,
  { catalogue, playlists, violate }: { catalogue: Catalogue; playlists: Playlists; violate: Violate },
): PlayRequest {
  if (call.text === '') return { kind: 'resume', losesQueue: false };
  if (call.text.length > BODY_AT_MOST) throw new Refusal('uris-size');
  const body = readBody(call, playBody, violate);
  const positionMs = body.position_ms ?? 0;
  if (body.uris && body.context_uri !== undefined) throw new Refusal('one-source');

  if (body.uris) {
    const trackIds = body.uris.map((uri) => knownTrack(uri, catalogue));
    if (trackIds.length > URIS_AT_MOST) violate('uris-short', `${trackIds.length} uris in one play request`);
    const isTwice = new Set(trackIds).size < trackIds.length;
    if (isTwice) violate('uris-unique', 'the same track twice in one play request');
    const from = placeOf(body.offset, trackIds);
    const isSilent = isTwice && body.offset !== undefined;
    return { kind: 'start', contextUri: null, trackIds, from, positionMs, isSilent };
  }
  if (body.context_uri !== undefined) {
    const contextUri = body.context_uri;
    const trackIds = contextTracks(contextUri, catalogue, playlists);
    const from = placeOf(body.offset, trackIds);
    return { kind: 'start', contextUri, trackIds, from, positionMs, isSilent: false };
  }
  violate('resume-without-body', 'a play request with an empty object');
  return { kind: 'resume', losesQueue: true };
}

/** The track a URI names; local files and unknown ids cannot be asked for. */
export function knownTrack(uri: string, catalogue: Catalogue): TrackId {
  const track = catalogue.find(trackIdOf(uri) ?? '');
  if (!track || track.local) throw new Refusal('uris-tracks', apiError(400, `Invalid track uri: ${uri}`));
  return track.id;
}

function contextTracks(contextUri: string, catalogue: Catalogue, playlists: Playlists): TrackId[] {
  if (!/^spotify:(album|artist|playlist):\w+$/.test(contextUri)) throw new Refusal('context-kind');
  const trackIds = catalogue.within(contextUri) ?? playlists.within(contextUri);
  if (!trackIds) throw new Refusal('context-kind', apiError(400, 'Invalid context uri'));
  return trackIds;
}

function placeOf(asked: Offset, trackIds: readonly TrackId[]): number | undefined {
  if (!asked) return undefined;
  const place = asked.uri === undefined ? (asked.position ?? 0) : trackIds.indexOf(trackIdOf(asked.uri) ?? '');
  if (place < 0 || place >= trackIds.length) throw new Refusal('offset-inside');
  return place;
}
