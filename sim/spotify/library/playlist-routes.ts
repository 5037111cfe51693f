import { z } from 'zod';
import { knownTrack } from '../player/play-request.ts';
import { Refusal } from '../rules/rules.ts';
import { type Call, type Route, readBody, type Violate, whole } from '../web-api/call.ts';
import { anyTrackObject, named, ownerObject, pageObject } from '../web-api/objects.ts';
import type { Catalogue } from './catalogue.ts';
import type { Playlist, Playlists } from './playlists.ts';

const ITEMS_AT_MOST = 100;

const newPlaylist = z.object({
  name: z.string().optional(),
  public: z.boolean().optional(),
  collaborative: z.boolean().optional(),
  description: z.string().optional(),
});
const newItems = z.object({ uris: z.array(z.string()), position: z.int().min(0).optional() });
const replacedItems = z.object({ uris: z.array(z.string()) });

export type PlaylistSurroundings = {
  catalogue: Catalogue;
  playlists: Playlists;
  imageBase: string;
  violate: Violate;
};

/** Playlists, with the paths and fields they have since February 2026. */
export function playlistRoutes({ catalogue, playlists, imageBase, violate }: PlaylistSurroundings): Route[] {
  function create(call: Call) {
    const body = readBody(call, newPlaylist, violate);
    if (!body.name) throw new Refusal('playlist-name');
    const { name, description = '', public: isPublic = true, collaborative = false } = body;
    needScope(call, isPublic);
    const owner = call.account.person;
    const created = playlists.create({ owner, name, description, public: isPublic, collaborative });
    return { status: 201, body: full(created, call) };
  }

  function items(playlist: Playlist, limit: number, offset: number) {
    const shown = playlist.items.map(({ trackId, addedAt }) => ({
      added_at: new Date(addedAt).toISOString(),
      added_by: named('user', playlist.owner.id),
      is_local: false,
      item: anyTrackObject(catalogue.get(trackId), imageBase),
    }));
    return pageObject(shown, { limit, offset, path: `/playlists/${playlist.id}/items` });
  }

  /** A playlist with its items, which only their owner sees. */
  function full(playlist: Playlist, call: Call) {
    const isOwn = playlist.owner === call.account.person;
    return {
      ...summary(playlist),
      followers: { href: null, total: 0 },
      ...(isOwn && { items: items(playlist, 100, 0) }),
    };
  }

  function read(call: Call) {
    return { status: 200, body: full(playlists.visible(call.params.id ?? '', call.account.person), call) };
  }

  function readItems(call: Call) {
    const playlist = playlists.own(call.params.id ?? '', call.account.person);
    const limit = whole(call, 'limit', { from: 1, to: 50, otherwise: 20, rule: 'page-limit' });
    const offset = whole(call, 'offset', { from: 0, to: 100_000, otherwise: 0 });
    return { status: 200, body: items(playlist, limit, offset) };
  }

  function writeItems(
    call: Call,
    merge: (old: Playlist['items'], given: Playlist['items']) => Playlist['items'],
    uris: string[],
  ) {
    const playlist = playlists.own(call.params.id ?? '', call.account.person);
    needScope(call, playlist.public);
    if (uris.length > ITEMS_AT_MOST) throw new Refusal('playlist-hundred');
    const given = uris.map((uri) => ({ trackId: knownTrack(uri, catalogue), addedAt: call.now }));
    playlists.setItems(playlist, merge(playlist.items, given));
    return { snapshot_id: playlist.snapshotId };
  }

  function add(call: Call) {
    const { uris, position } = readBody(call, newItems, violate);
    return {
      status: 201,
      body: writeItems(call, (old, given) => old.toSpliced(position ?? old.length, 0, ...given), uris),
    };
  }

  function replace(call: Call) {
    const { uris } = readBody(call, replacedItems, violate);
    return { status: 200, body: writeItems(call, (_, given) => given, uris) };
  }

  function list(call: Call) {
    const limit = whole(call, 'limit', { from: 1, to: 50, otherwise: 20, rule: 'page-limit' });
    const offset = whole(call, 'offset', { from: 0, to: 100_000, otherwise: 0 });
    const mine = playlists.of(call.account.person).map(summary);
    return { status: 200, body: pageObject(mine, { limit, offset, path: '/me/playlists' }) };
  }

  const group = 'playlists';
  const ITEMS = '/playlists/:id/items';
  const PAGE = ['limit', 'offset'];
  const READ = ['market', 'fields', 'additional_types'];
  return [
    { method: 'POST', path: '/me/playlists', group, scopes: [], answer: create },
    { method: 'GET', path: '/me/playlists', group, scopes: ['playlist-read-private'], parameters: PAGE, answer: list },
    { method: 'GET', path: '/playlists/:id', group, scopes: [], parameters: READ, answer: read },
    {
      method: 'GET',
      path: ITEMS,
      group,
      scopes: ['playlist-read-private'],
      parameters: [...READ, ...PAGE],
      answer: readItems,
    },
    { method: 'POST', path: ITEMS, group, scopes: [], answer: add },
    { method: 'PUT', path: ITEMS, group, scopes: [], answer: replace },
  ];
}

function needScope({ scopes }: Call, isPublic: boolean) {
  const needed = isPublic ? 'playlist-modify-public' : 'playlist-modify-private';
  if (!scopes.includes(needed)) throw new Refusal('playlist-scope');
}

function summary(playlist: Playlist) {
  return {
    ...named('playlist', playlist.id),
    collaborative: playlist.collaborative,
    description: playlist.description,
    images: [],
    items: { href: `https://api.spotify.com/v1/playlists/${playlist.id}/items`, total: playlist.items.length },
    name: playlist.name,
    owner: ownerObject(playlist.owner),
    public: playlist.public,
    snapshot_id: playlist.snapshotId,
  };
}
