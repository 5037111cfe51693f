/**
 * What a development-mode app lost in November 2024 and February 2026; it answers Forbidden there, not Not Found:
 * https://developer.spotify.com/documentation/web-api/references/changes/february-2026,
 * https://developer.spotify.com/blog/2024-11-27-changes-to-the-web-api, https://github.com/bjarneo/cliamp/issues/54
 */
const REMOVED = [
  '* /playlists/:id/tracks',
  '* /playlists/:id/followers',
  'GET /playlists/:id/followers/contains',
  'GET /users/:id',
  '* /users/:id/playlists',
  'GET /tracks',
  'GET /albums',
  'GET /artists',
  'GET /episodes',
  'GET /shows',
  'GET /audiobooks',
  'GET /chapters',
  'GET /artists/:id/top-tracks',
  'GET /artists/:id/related-artists',
  'GET /recommendations',
  'GET /recommendations/available-genre-seeds',
  'GET /audio-features',
  'GET /audio-features/:id',
  'GET /audio-analysis/:id',
  'GET /browse/new-releases',
  'GET /browse/featured-playlists',
  'GET /browse/categories',
  'GET /browse/categories/:id',
  'GET /browse/categories/:id/playlists',
  'GET /markets',
  'PUT /me/tracks',
  'DELETE /me/tracks',
  'PUT /me/albums',
  'DELETE /me/albums',
  'PUT /me/episodes',
  'DELETE /me/episodes',
  'PUT /me/shows',
  'DELETE /me/shows',
  'PUT /me/audiobooks',
  'DELETE /me/audiobooks',
  'GET /me/tracks/contains',
  'GET /me/albums/contains',
  'GET /me/episodes/contains',
  'GET /me/shows/contains',
  'GET /me/audiobooks/contains',
  '* /me/following',
  'GET /me/following/contains',
].map((line) => {
  const [method = '', path = ''] = line.split(' ');
  return { method, pattern: pathPattern(path) };
});

export function isRemoved(method: string, path: string): boolean {
  return REMOVED.some((gone) => (gone.method === '*' || gone.method === method) && gone.pattern.test(path));
}

/** A path with `:name` for its variable parts, as an expression with groups of those names. */
export function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}
