/*
 * What the accounts service accepts as a redirect URI:
 * https://developer.spotify.com/documentation/web-api/concepts/redirect_uri
 */

const LOOPBACK = ['127.0.0.1', '[::1]'];
const OUR_CALLBACK = '/oauth/spotify/callback';

/** https anywhere, http only on a literal loopback address. */
export function isSecure(redirectUri: string): boolean {
  const url = URL.parse(redirectUri);
  if (!url || url.hash) return false;
  return (url.protocol === 'https:' && url.hostname !== 'localhost') || isLoopback(url);
}

/** One of those registered, to the letter; a loopback address registered without a port may use any. */
export function isAccepted(redirectUri: string, registered: readonly string[] | undefined): boolean {
  if (!registered) return URL.parse(redirectUri)?.pathname === OUR_CALLBACK;
  return registered.includes(redirectUri) || registered.includes(withoutPort(redirectUri));
}

function isLoopback(url: URL): boolean {
  return url.protocol === 'http:' && LOOPBACK.includes(url.hostname);
}

function withoutPort(redirectUri: string): string {
  const url = URL.parse(redirectUri);
  return url && isLoopback(url) ? redirectUri.replace(`:${url.port}/`, '/') : redirectUri;
}
