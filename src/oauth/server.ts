import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Log } from '../log.ts';
import { answerBrokenRequests } from './broken-requests.ts';
import { pageHeaders } from './headers.ts';
import { allowOnly, limitRequestRate, refuseBodies } from './limits.ts';
import { type LinkingSteps, linkRoutes } from './link-routes.ts';
import { home, notice, privacy } from './pages.ts';
import { warnOfProxyMismatch } from './proxy-warnings.ts';

export type WebOptions = {
  host: string;
  port: number;
  /** Given the port on which we listen. */
  publicUrl: (port: number) => string;
  trustProxy: boolean | number | string | undefined;
  /** The address of Discord's sign-in, to which a form may lead on. */
  discordUrl: string;
  linking: LinkingSteps;
  isReady: () => boolean;
  /** Returns the time in milliseconds. */
  now: () => number;
  log: Log;
  /** The time that a client may take; by default enough for people on bad connections. */
  timeouts?: RequestTimeouts;
};

export type RequestTimeouts = { headersMs: number; requestMs: number; checkedEveryMs: number };

export type WebServer = { port: number; close(): Promise<void> };

/** By default Node checks for slow clients only twice a minute, whatever the limits. */
const DEFAULT_TIMEOUTS: RequestTimeouts = { headersMs: 10_000, requestMs: 15_000, checkedEveryMs: 1_000 };
const MOST_CONNECTIONS = 500;
const IDLE_CONNECTION_MS = 5_000;

/** Opens the small web server: linking, privacy, health. Rejects if the address is taken. */
export async function openWebServer(options: WebOptions): Promise<WebServer> {
  const { headersMs, requestMs, checkedEveryMs } = options.timeouts ?? DEFAULT_TIMEOUTS;
  const limits = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkedEveryMs,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    // The header says nothing that we use; without it, Node would answer with a page that is not ours.
    requireHostHeader: false,
  };
  const server = createServer(limits);
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  // Whatever listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const site = { ...options, publicUrl: options.publicUrl(port) };
  const headers = pageHeaders(site);
  const app = webApp(site, headers);
  server.on('request', app);
  // No body is ever waited for, so nobody is asked to send one.
  server.on('checkContinue', app);
  server.on('checkExpectation', app);
  answerBrokenRequests(server, headers);
  // No file left for another connection, say: those that are open go on.
  server.on('error', (err) => options.log.error({ err }, 'the web server failed'));
  return { port, close: () => close(server) };
}

/** The options once the port is known. */
type WebSite = Omit<WebOptions, 'publicUrl'> & { publicUrl: string };

function webApp(options: WebSite, headers: Record<string, string>): express.Express {
  const { log } = options;
  const app = express();
  // An address has one spelling: what a proxy keeps to itself must not be had by another one.
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.disable('x-powered-by');
  app.disable('etag');
  if (options.trustProxy !== undefined) app.set('trust proxy', options.trustProxy);

  app.use((_request, response, next) => {
    response.set(headers);
    next();
  });
  app.use(refuseBodies);

  app.get('/healthz', (_request, response) => void response.type('text').send('alive\n'));
  app.get('/readyz', (_request, response) => {
    const isReady = options.isReady();
    response
      .status(isReady ? 200 : 503)
      .type('text')
      .send(isReady ? 'ready\n' : 'not ready\n');
  });

  app.use(limitRequestRate());
  app.use(warnOfProxyMismatch(options));
  app.get('/', (_request, response) => void response.send(home()));
  app.get('/privacy', (_request, response) => void response.send(privacy()));
  app.all(['/', '/healthz', '/readyz', '/privacy'], allowOnly('GET', 'HEAD'));
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
