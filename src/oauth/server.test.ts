import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rawRequest, sendOneByOne, sendRaw } from '../../test/raw-http.ts';
import { createLog } from '../log.ts';
import { LinkRefusal } from '../service/link-refusal.ts';
import { REQUESTS_PER_MINUTE } from './limits.ts';
import type { LinkingSteps } from './link-routes.ts';
import { openWebServer, type WebOptions } from './server.ts';

const QUICK = { headersMs: 60, requestMs: 90, checkedEveryMs: 20 };

const unknown = async (_handle: unknown) => {
  throw new LinkRefusal('unknown');
};
/** Nobody has a link under way. */
const NOBODY = {
  readInvitation: unknown,
  findRestartable: async () => null,
  bindToBrowser: unknown,
  prove: unknown,
  finish: unknown,
} satisfies LinkingSteps;
const ADA: Awaited<ReturnType<LinkingSteps['readInvitation']>> = {
  person: { id: '1', name: 'Ada', avatarUrl: null },
  permissions: [],
};

/** A server at which nobody has a link under way. */
async function serve(options: Partial<WebOptions> = {}): Promise<{ port: number; lines: string[] }> {
  const lines: string[] = [];
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const server = await openWebServer({
    host: '127.0.0.1',
    port: 0,
    publicUrl: () => 'http://127.0.0.1:1',
    trustProxy: undefined,
    discordUrl: 'https://discord.com',
    linking: NOBODY,
    isReady: () => true,
    now: () => 0,
    log,
    ...options,
  });
  onTestFinished(() => server.close());
  return { port: server.port, lines };
}

/** The status of a raw answer, and whether it has everything that every answer of ours has. */
function statusOf(answer: string): number {
  const [head = ''] = answer.split('\r\n\r\n');
  const names = head.toLowerCase();
  expect(names).toContain("content-security-policy: default-src 'none'");
  expect(names).toContain("frame-ancestors 'none'");
  expect(names).not.toContain('script-src');
  expect(names).toContain('referrer-policy: no-referrer');
  expect(names).toContain('x-content-type-options: nosniff');
  expect(names).toContain('cache-control: no-store');
  expect(names).not.toContain('x-powered-by');
  expect(answer).not.toContain('<script');
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
}

describe('whatever is asked, the answer is a page of ours that allows no script', () => {
  const huge = 'x'.repeat(20_000);
  const ASKED: [string, string, number][] = [
    ['the front page', rawRequest('GET /'), 200],
    ['a page', rawRequest('GET /privacy'), 200],
    ['only its headers', rawRequest('HEAD /privacy'), 200],
    ['what is allowed on it', rawRequest('OPTIONS /privacy'), 204],
    ['what is allowed on a link', rawRequest('OPTIONS /link/x'), 204],
    ['a method that makes no sense', rawRequest('PUT /link/x'), 405],
    ['a method nobody knows', rawRequest('BREW /privacy'), 400],
    ['a form where there is none', rawRequest('POST /privacy', 'Content-Length: 0'), 405],
    ['a callback by its headers only', rawRequest('HEAD /oauth/spotify/callback?state=x&code=x'), 405],
    ['a callback sent as a form', rawRequest('POST /oauth/discord/callback?state=x', 'Content-Length: 0'), 405],
    ['an address that is nobody’s', rawRequest('GET /.env'), 404],
    ['a link that is nobody’s', rawRequest('GET /link/x'), 404],
    ['a link with an escaped NUL', rawRequest('GET /link/%00'), 404],
    ['a link with a NUL', rawRequest('GET /link/\0'), 400],
    ['a link with a broken escape', rawRequest('GET /link/%E0%A4%A'), 400],
    ['a link that climbs', rawRequest('GET /link/../../etc/passwd'), 404],
    ['another host in the address', rawRequest('GET http://evil.example/link/x'), 404],
    ['an address that is none', rawRequest('GET //evil.example'), 404],
    ['a callback with everything twice', rawRequest('GET /oauth/discord/callback?state=a&state=b&code=c&code=d'), 404],
    ['a callback with lists', rawRequest('GET /oauth/spotify/callback?state[]=a&code[x]=b&__proto__[a]=1'), 404],
    ['a callback with nothing', rawRequest('GET /oauth/spotify/callback'), 404],
    ['an address longer than any', rawRequest(`GET /link/${huge}`), 431],
    ['a cookie longer than any', rawRequest('GET /privacy', `Cookie: sesh-link=${huge}`), 431],
    ['no host at all', 'GET /privacy HTTP/1.1\r\nConnection: close\r\n\r\n', 200],
    ['something that is not HTTP', '\u0016\u0003\u0001 hello\r\n\r\n', 400],
    ['an expectation', rawRequest('GET /privacy', 'Expect: the-unexpected'), 200],
  ];

  it('and its status says what was wrong', async () => {
    const { port } = await serve();
    const answered: [string, number][] = [];
    for (const [name, request] of ASKED) answered.push([name, statusOf(await sendRaw(port, request))]);
    expect(answered).toEqual(ASKED.map(([name, _, status]) => [name, status]));
  });
});

describe('an address has one spelling, so that a proxy can keep it to itself', () => {
  const canonical = ['/readyz', '/healthz', '/privacy'];
  const others = canonical.flatMap((path) => {
    const [letter = '', rest] = [path.slice(1, 2), path.slice(2)];
    const escaped = `%${letter.charCodeAt(0).toString(16)}`;
    return [
      `${path}/`,
      `${path}//`,
      `/${path}`,
      `/.${path}`,
      `/x/..${path}`,
      path.toUpperCase(),
      `/${letter.toUpperCase()}${rest}`,
      `/${escaped}${rest}`,
      `${path}%2f`,
      `${path}%2F`,
      `${path}%00`,
      `${path}%20`,
      `${path};x`,
      `${path}.`,
      `/%2e${path}`,
      `/%2f${path.slice(1)}`,
      `\\${path.slice(1)}`,
    ];
  });

  it.each(canonical)('%s is served, also with a query', async (path) => {
    const { port } = await serve();
    for (const asked of [path, `${path}?x=/`])
      expect(statusOf(await sendRaw(port, rawRequest(`GET ${asked}`)))).toBe(200);
  });

  it('every other spelling leads nowhere', async () => {
    const { port } = await serve();
    const served: string[] = [];
    for (const path of others) {
      const status = statusOf(await sendRaw(port, rawRequest(`GET ${path}`)));
      if (status !== 404 && status !== 400) served.push(`${path}: ${status}`);
    }
    expect(served).toEqual([]);
  });

  it('links and callbacks, too', async () => {
    const { port } = await serve({ linking: { ...NOBODY, readInvitation: async () => ADA } });
    const wrong = ['/Link/x', '/link/x/', '/LINK/x', '//link/x', '/OAuth/discord/callback', '/oauth/spotify/callback/'];
    for (const path of wrong) {
      const answer = await sendRaw(port, rawRequest(`GET ${path}`));
      expect([path, statusOf(answer), answer.includes('Nothing here')]).toEqual([path, 404, true]);
    }
    expect(statusOf(await sendRaw(port, rawRequest('GET /link/x')))).toBe(200);
  });
});

describe('a proxy that does not fit is named by what people with a link show', () => {
  const UNSET = 'a proxy is in front, but TRUST_PROXY is unset: all people count as one in the limits';
  const UNNAMED = 'a proxy is in front that TRUST_PROXY does not name: all people count as one in the limits';
  const NO_ADDRESS = 'TRUST_PROXY is set, but no X-Forwarded-For arrives: all people count as one in the limits';
  const OTHER_WAY = 'the proxy is reached in another way than PUBLIC_URL says';
  const PREFIX = 'the proxy passes a path prefix: it has to serve us at the root of PUBLIC_URL';
  const PUBLIC = { publicUrl: () => 'https://sesh.example.org' };
  const FROM = 'X-Forwarded-For: 203.0.113.1';
  const CLEAR = 'X-Forwarded-Proto: http';

  it.each<[string, Partial<WebOptions>, string[], string[]]>([
    ['TRUST_PROXY is unset', {}, [FROM], [UNSET]],
    ['TRUST_PROXY is off on purpose', { trustProxy: false }, [FROM], []],
    ['no proxy is trusted', { trustProxy: 0 }, [], []],
    ['the trusted proxy is another one', { trustProxy: '10.0.0.0/8' }, [FROM], [UNNAMED]],
    ['the proxy is the trusted one', { trustProxy: 'loopback' }, [FROM], []],
    ['one proxy is trusted, wherever it is', { trustProxy: 1 }, [FROM], []],
    ['the trusted proxy names no address', { trustProxy: 'loopback' }, [], [NO_ADDRESS]],
    ['the trusted proxy serves http', { ...PUBLIC, trustProxy: 'loopback' }, [FROM, CLEAR], [OTHER_WAY]],
    ['the trusted proxy shouts', { ...PUBLIC, trustProxy: 'loopback' }, [FROM, 'X-Forwarded-Proto: HTTPS'], []],
  ])('%s', async (_, options, headers, expected) => {
    const { port, warnings } = await serveAda(options);
    for (let visit = 0; visit < 3; visit++) await sendRaw(port, rawRequest('GET /link/adas', ...headers));
    expect(warnings()).toEqual(expected);
  });

  it('strangers’ addresses and headers cannot use up a warning', async () => {
    const { port, warnings } = await serveAda(PUBLIC);
    const odd = [FROM, CLEAR, 'X-Forwarded-Host: evil.example', 'Forwarded: for=203.0.113.9;proto=http'];
    const paths = [
      '/',
      '/x',
      '/x/link/y',
      '/sesh/link/y',
      '/readyz',
      '/privacy',
      '/healthz',
      '/x/oauth/discord/callback',
    ];
    for (const path of paths) await sendRaw(port, rawRequest(`GET ${path}`, ...odd));
    expect(warnings()).toEqual([]);
    await sendRaw(port, rawRequest('GET /link/made-up', ...odd));
    expect(warnings()).toEqual([UNSET]);
    await sendRaw(port, rawRequest('GET /sesh/link/adas', ...odd));
    expect(warnings()).toEqual([UNSET, UNSET, PREFIX]);
  });

  it('is named again the next day, while it does not fit', async () => {
    let now = 0;
    const { port, warnings } = await serveAda({ now: () => now });
    for (const hour of [0, 1, 23, 24, 25]) {
      now = hour * 60 * 60_000;
      await sendRaw(port, rawRequest('GET /link/adas', FROM));
    }
    expect(warnings()).toEqual([UNSET, UNSET]);
  });

  async function serveAda(options: Partial<WebOptions>) {
    const readInvitation: WebOptions['linking']['readInvitation'] = async (token) =>
      token === 'adas' ? ADA : NOBODY.readInvitation(token);
    const { port, lines } = await serve({ linking: { ...NOBODY, readInvitation }, ...options });
    const parsed = () => lines.map((line) => JSON.parse(line) as { level: string | number; msg: string });
    return {
      port,
      warnings: () =>
        parsed()
          .filter(({ level }) => level === 'warn' || level === 40)
          .map(({ msg }) => msg),
    };
  }
});

describe('bodies', () => {
  const tenMegabytes = 'x'.repeat(10_000_000);

  it('of ten megabytes are refused before they are read, and the connection ends', async () => {
    const { port } = await serve();
    const head = 'POST /link/x HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n';
    expect(statusOf(await sendRaw(port, head))).toBe(413);
    const response = await fetch(`http://127.0.0.1:${port}/link/x`, { method: 'POST', body: tenMegabytes });
    expect(response.status).toBe(413);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });

  it('are not asked for either', async () => {
    const { port } = await serve();
    const request = rawRequest('POST /link/x', 'Content-Length: 10000000', 'Expect: 100-continue');
    const answer = await sendRaw(port, request);
    expect(answer).not.toContain('100 Continue');
    expect(statusOf(answer)).toBe(413);
  });

  it('without a length are refused', async () => {
    const { port } = await serve();
    const head = 'POST /link/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(statusOf(await sendRaw(port, [head, '5\r\nhello\r\n']))).toBe(411);
  });

  it('as small as an empty form are let through', async () => {
    const { port } = await serve();
    expect(statusOf(await sendRaw(port, `${rawRequest('POST /link/x', 'Content-Length: 3')}a=b`))).toBe(404);
  });
});

describe('clients that take their time', () => {
  it.each([
    ['over the first line', 'GET /priv'],
    ['over a header', 'GET /privacy HTTP/1.1\r\nHost: h\r\nX-Slow: '],
  ])('%s are told so and let go', async (_, begun) => {
    const { port } = await serve({ timeouts: QUICK });
    expect(statusOf(await sendRaw(port, begun))).toBe(408);
  });

  it('over a body that we do not even want are let go', async () => {
    const { port } = await serve({ timeouts: QUICK });
    const request = 'POST /link/x HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\na';
    expect(statusOf(await sendRaw(port, request))).toBe(404);
  });

  it('do not keep others out', async () => {
    const { port } = await serve({ timeouts: QUICK });
    const slow = Array.from({ length: 100 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    for (const socket of slow) socket.write('GET / HTTP/1.1\r\n');
    expect((await fetch(`http://127.0.0.1:${port}/privacy`)).status).toBe(200);
    for (const socket of slow) socket.destroy();
  });
});

describe('a flood', () => {
  const AT_ONCE = 50;

  async function flood(port: number, forwarded: (place: number) => string): Promise<Set<number>> {
    const statuses = new Set<number>();
    for (let place = 0; place <= REQUESTS_PER_MINUTE; place += AT_ONCE) {
      const requests = Array.from({ length: AT_ONCE }, (_, one) =>
        rawRequest('GET /privacy', `X-Forwarded-For: ${forwarded((place + one) % 250)}`),
      );
      const answers = await sendOneByOne(port, requests);
      expect(answers).toHaveLength(AT_ONCE);
      for (const answer of answers) statuses.add(statusOf(answer));
    }
    return statuses;
  }

  it('is not what 200 people make who link from one address within a minute', async () => {
    const { port } = await serve();
    const statuses = new Set<number>();
    for (let place = 0; place < 1_000; place += AT_ONCE) {
      const answers = await sendOneByOne(port, Array<string>(AT_ONCE).fill(rawRequest('GET /privacy')));
      expect(answers).toHaveLength(AT_ONCE);
      for (const answer of answers) statuses.add(statusOf(answer));
    }
    expect(statuses).toEqual(new Set([200]));
  });

  it('is told to wait, and the process still says that it lives', async () => {
    const { port, lines } = await serve();
    expect(await flood(port, () => '203.0.113.1')).toEqual(new Set([200, 429]));
    expect(statusOf(await sendRaw(port, rawRequest('GET /link/x')))).toBe(429);
    expect(statusOf(await sendRaw(port, rawRequest('GET /healthz')))).toBe(200);
    expect(lines).toEqual([]);
  });

  it('does not hide behind forwarded addresses unless a proxy is trusted', async () => {
    const { port } = await serve();
    expect(await flood(port, (place) => `203.0.113.${place}`)).toEqual(new Set([200, 429]));
  });

  it('is counted by the address that a trusted proxy names', async () => {
    const { port } = await serve({ trustProxy: 'loopback' });
    expect(await flood(port, (place) => `203.0.113.${place}`)).toEqual(new Set([200]));
    expect(await flood(port, () => '203.0.113.250')).toEqual(new Set([200, 429]));
  });
});
