import { STYLE_HASH } from './html.ts';

/** Returns the headers of every answer: no script at all, no referrer, no frame, no copy kept. */
export function pageHeaders(options: { publicUrl: string; discordUrl: string }): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src ${STYLE_HASH}`,
    'img-src https:',
    // Browsers hold the redirect after a form to this as well.
    `form-action 'self' ${new URL(options.discordUrl).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return {
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...(options.publicUrl.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  };
}
