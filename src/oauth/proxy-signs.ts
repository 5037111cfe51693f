import type { Request, RequestHandler } from 'express';
import type { Log } from '../log.ts';

type Setup = { publicUrl: string; trustProxy: boolean | number | string | undefined };
type Sign = { says: string; detail?: Record<string, string> };

const OUR_PATHS = /^(\/.+?)\/(?:link\/[^/]+|oauth\/(?:discord|spotify)\/callback|healthz|readyz|privacy)$/;
const PEOPLES_PATHS = /^\/(?:link|oauth)\//;

/** Says once in the log, for each sign of it, that the proxy in front and our configuration do not fit together. */
export function proxySigns(setup: Setup & { log: Log }): RequestHandler {
  const told = new Set<string>();
  return (request, _response, next) => {
    for (const { says, detail } of signsIn(request, setup)) {
      if (told.has(says)) continue;
      told.add(says);
      setup.log.warn(detail ?? {}, says);
    }
    next();
  };
}

function signsIn(request: Request, { publicUrl, trustProxy }: Setup): Sign[] {
  const isForwarded = request.get('x-forwarded-for') !== undefined;
  const outside = request.get('x-forwarded-proto')?.split(',')[0]?.trim();
  const inside = new URL(publicUrl).protocol.slice(0, -1);
  const prefix = OUR_PATHS.exec(request.path)?.[1];
  const isTrusting = trustProxy !== undefined && trustProxy !== false;
  return [
    ...(isForwarded && trustProxy === undefined
      ? [{ says: 'a proxy is in front, but TRUST_PROXY is unset: all people count as one in the limits' }]
      : []),
    ...(isTrusting && !isForwarded && PEOPLES_PATHS.test(request.path)
      ? [{ says: 'TRUST_PROXY is set, but no X-Forwarded-For arrives: all people count as one in the limits' }]
      : []),
    ...(isTrusting && outside !== undefined && outside !== inside
      ? [{ says: 'the proxy is reached in another way than PUBLIC_URL says', detail: { outside, publicUrl } }]
      : []),
    ...(prefix === undefined
      ? []
      : [{ says: 'the proxy passes a path prefix: it has to serve us at the root of PUBLIC_URL', detail: { prefix } }]),
  ];
}
