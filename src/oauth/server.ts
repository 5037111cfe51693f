import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Log } from '../log.ts';
import type { LinkingService } from '../service/linking.ts';
import { STYLE_HASH } from './html.ts';
import { linkRoutes } from './link-routes.ts';
import { notice, privacy } from './pages.ts';
import { proxySigns } from './proxy-signs.ts';

export type WebOptions = {
  host: string;
  port: number;
  publicUrl: string;
  trustProxy: boolean | number | string | undefined;
  /** Where a form may lead on to: Discord's sign-in. */
  discordUrl: string;
  linking: LinkingService;
  isReady: () => boolean;
  log: Log;
};

export type WebServer = { port: number; close(): Promise<void> };

const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUESTS_PER_MINUTE = 120;

/** The small web server: linking, privacy, health. Rejects if the address is taken. */
export async function openWebServer(options: WebOptions): Promise<WebServer> {
  const server = createServer(webApp(options));
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function webApp(options: WebOptions): express.Express {
  const { log } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  if (options.trustProxy !== undefined) app.set('trust proxy', options.trustProxy);
  const formTargets = `'self' ${new URL(options.discordUrl).origin}`;
  const policy = [
    "default-src 'none'",
    `style-src ${STYLE_HASH}`,
    'img-src https:',
    `form-action ${formTargets}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

  app.use((_request, response, next) => {
    response.set({
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      ...(options.publicUrl.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
    });
    next();
  });

  app.use(proxySigns(options));
  app.get('/healthz', (_request, response) => void response.type('text').send('alive\n'));
  app.get('/readyz', (_request, response) => {
    const isReady = options.isReady();
    response
      .status(isReady ? 200 : 503)
      .type('text')
      .send(isReady ? 'ready\n' : 'not ready\n');
  });
  app.get('/privacy', (_request, response) => void response.send(privacy()));

  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: REQUESTS_PER_MINUTE,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: (_request, response) =>
        void response.status(429).send(notice('One moment', 'That was a lot at once. Try again in a minute.')),
      validate: { trustProxy: false, xForwardedForHeader: false },
    }),
  );
  app.use(linkRoutes(options));

  app.use((_request, response) => {
    response
      .status(404)
      .send(notice('Nothing here', 'This address leads nowhere. Links begin in Discord, with /sesh link.'));
  });
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = clientStatus(error);
    if (status === null) log.error({ err: error }, 'a page failed');
    response
      .status(status ?? 500)
      .send(
        status === null
          ? notice('That went wrong', 'It is written down for whoever runs the bot. Please try again.')
          : notice('That address is not readable', 'Open your link from Discord once more.'),
      );
  });
  return app;
}

/** Express marks what a browser got wrong (a broken escape in the path, say) with a 4xx status. */
function clientStatus(error: unknown): number | null {
  const status = error instanceof Error && 'status' in error ? error.status : null;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), 2_000);
  await closed;
  clearTimeout(force);
}
