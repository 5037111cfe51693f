/**
 * The permissions an app can ask for, in the words of the consent page:
 * https://developer.spotify.com/documentation/web-api/concepts/scopes
 */
export const scopes = {
  'app-remote-control': 'Steer the Spotify app on this device',
  'playlist-modify-private': 'Create and change your private playlists',
  'playlist-modify-public': 'Create and change your public playlists',
  'playlist-read-collaborative': 'See your collaborative playlists',
  'playlist-read-private': 'See your private playlists',
  streaming: 'Play music in this app',
  'ugc-image-upload': 'Upload pictures for you',
  'user-follow-modify': 'Change whom you follow',
  'user-follow-read': 'See whom you follow',
  'user-library-modify': 'Change your library',
  'user-library-read': 'See your library',
  'user-modify-playback-state': 'Play, pause and skip on your devices',
  'user-read-currently-playing': 'See what you are playing',
  'user-read-email': 'See your email address',
  'user-read-playback-position': 'See how far you got in what you played',
  'user-read-playback-state': 'See your devices and what they are playing',
  'user-read-private': 'See your subscription',
  'user-read-recently-played': 'See what you played last',
  'user-top-read': 'See the songs and artists you listen to most',
} as const;

export type Scope = keyof typeof scopes;

export const isScope = (name: string): name is Scope => Object.hasOwn(scopes, name);
