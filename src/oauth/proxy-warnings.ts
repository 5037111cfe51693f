import type { Request, RequestHandler } from 'express';
import { createExpiringMap } from '../expiring-map.ts';
import type { Log } from '../log.ts';
import type { LinkingSteps } from './link-routes.ts';

type ProxySettings = { publicUrl: string; trustProxy: boolean | number | string | undefined };
type ProxyWarning = { says: string; detail?: Record<string, string> };
type ProxyWarningOptions = ProxySettings & {
  linking: Pick<LinkingSteps, 'readInvitation'>;
  now: () => number;
  log: Log;
};

/** The address of a link, below a path prefix or at the root. */
const LINK_PATH = /^(\/.+)?\/link\/([^/]+)$/;
const REPEAT_AFTER_MS = 24 * 60 * 60_000;
const MOST_WARNINGS = 16;

/**
 * Warns in the log when the proxy in front and our configuration do not fit together: each sign of it once a day. Only
 * requests for links count. What a person with a link under way shows is told whatever strangers have shown before:
 * they cannot make up such a link, and so they cannot use up the warning.
 */
export function warnOfProxyMismatch(options: ProxyWarningOptions): RequestHandler {
  const { linking, log, now } = options;
  const warned = createExpiringMap<string, true>({ now, forMs: REPEAT_AFTER_MS, most: MOST_WARNINGS });

  return async (request, _response, next) => {
    const [path, prefix, token = ''] = LINK_PATH.exec(request.path) ?? [];
    if (path === undefined) return next();
    const isPersons = await isUnderWay(linking, token);
    const signs = isPersons || prefix === undefined ? proxyWarnings(request, options, prefix) : [];
    for (const { says, detail } of signs) {
      const key = `${isPersons} ${says}`;
      if (warned.has(key)) continue;
      warned.set(key, true);
      log.warn(detail ?? {}, says);
    }
    next();
  };
}

async function isUnderWay(linking: ProxyWarningOptions['linking'], token: string): Promise<boolean> {
  try {
    await linking.readInvitation(token);
    return true;
  } catch {
    return false; // the page that was asked for says why
  }
}

function proxyWarnings(
  request: Request,
  { publicUrl, trustProxy }: ProxySettings,
  prefix: string | undefined,
): ProxyWarning[] {
  const isForwarded = request.get('x-forwarded-for') !== undefined;
  const isTrusting = trustProxy !== undefined && trustProxy !== false && trustProxy !== 0;
  const peer = request.socket.remoteAddress ?? '';
  const outside = request.get('x-forwarded-proto')?.split(',')[0]?.trim().toLowerCase();
  const inside = new URL(publicUrl).protocol.slice(0, -1);
  const signs: (ProxyWarning | false)[] = [
    isForwarded &&
      trustProxy === undefined && {
        says: 'a proxy is in front, but TRUST_PROXY is unset: all people count as one in the limits',
      },
    isForwarded &&
      isTrusting &&
      !isTrusted(request, peer) && {
        says: 'a proxy is in front that TRUST_PROXY does not name: all people count as one in the limits',
        detail: { proxy: peer },
      },
    isTrusting &&
      !isForwarded && {
        says: 'TRUST_PROXY is set, but no X-Forwarded-For arrives: all people count as one in the limits',
      },
    isTrusting &&
      outside !== undefined &&
      outside !== inside && {
        says: 'the proxy is reached in another way than PUBLIC_URL says',
        detail: { outside, publicUrl },
      },
    prefix !== undefined && {
      says: 'the proxy passes a path prefix: it has to serve us at the root of PUBLIC_URL',
      detail: { prefix },
    },
  ];
  return signs.filter((sign) => sign !== false);
}

/** Returns true if Express believes what this neighbour says about where people come from. */
function isTrusted(request: Request, peer: string): boolean {
  // Express compiles the setting to a function of an address and how far away it is.
  const trusts: unknown = request.app.get('trust proxy fn');
  return typeof trusts === 'function' && trusts(peer, 0) === true;
}
