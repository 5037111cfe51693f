import { describe, expect, it, onTestFinished } from 'vitest';
import { createBrowser } from '../../sim/browser.ts';
import { consent, createWorld, freePort, linkIn } from '../../sim/world.ts';
import type { Config } from '../../src/config.ts';
import { actionsIn, createRecordingLog } from '../stories/story.ts';
import { fetchUnchanged, missingPrograms, type Nginx, startNginx, statusFrom } from './nginx.ts';

/*
 * The bot behind Debian's nginx, with the very file that we document. Clients are told apart by the loopback address
 * they come from: all of 127.0.0.0/8 is this computer.
 */
const lacking = missingPrograms();
if (lacking !== null) process.stderr.write(`The tests behind nginx are skipped: ${lacking}.\n`);
const MORE_THAN_ANY_LIMIT = 2_000;

describe.skipIf(lacking !== null)('behind nginx', () => {
  it('an account is linked over https to the end, with a cookie that never travels in the clear', async () => {
    const { world, nginx, heard } = await behindNginx();
    const asking = await actionsIn(world).type('ada', '/sesh link');
    const address = linkIn(asking);
    expect(address.startsWith(`${nginx.url}/link/`)).toBe(true);

    const taken = await fetch(address, { method: 'POST', redirect: 'manual' });
    expect(taken.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-sesh-link=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(taken.headers.get('strict-transport-security')).toBe('max-age=31536000');

    const browser = createBrowser();
    await browser.open(address);
    const page = await consent(browser, world.people.ada.user.id, world.accounts.ada.accountId);
    expect([page.url.startsWith(nginx.url), page.status]).toEqual([true, 200]);
    expect(page.text).toContain('<h1>You are connected</h1>');
    await world.settle();
    expect(actionsIn(world).told(asking)).toBe('Connected. Your songs come along from now on.');
    expect(heard()).toEqual([]);
  });

  it('plain http is led to https, and the state of the bot is not shown outside', async () => {
    const { nginx } = await behindNginx();
    const plain = await fetch(`${nginx.plainUrl}/link/x`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([301, 'https://127.0.0.1/link/x']);
    expect((await fetch(`${nginx.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${nginx.url}/privacy`)).status).toBe(200);
    expect((await fetch(`${nginx.url}/`)).status).toBe(200);
  });

  it('nothing leads to what is not public, however it is spelt', async () => {
    const { nginx } = await behindNginx();
    const spellings = [
      ...[
        '/readyz',
        '/readyz/',
        '/readyz//',
        '/ReadyZ',
        '/READYZ',
        '//readyz',
        '///readyz',
        '/./readyz',
        '/x/../readyz',
      ],
      ...['/link/../readyz', '/link/%2e%2e/readyz', '/link/..%2freadyz', '/link/x/../../readyz', '/privacy/../readyz'],
      ...['/readyz%2f', '/readyz%2F', '/%72eadyz', '/%72%65%61%64%79%7a', '/%2freadyz', '/%2e/readyz', '/readyz%00'],
      ...['/readyz%0a', '/readyz%20', '/readyz.', '/readyz;x', '/readyz?x', '/readyz?', '/readyz#x', '/\\readyz'],
      ...[`${nginx.url}/readyz`, 'http://127.0.0.1/readyz', '/healthz/../readyz', '/readyz/../privacy', '/metrics'],
      ...['/privacy/', '/Privacy', '/healthz/x', '/link', '/link/', '/link/x/y', '/oauth/discord', '/oauth/x/callback'],
    ];
    const passed: string[] = [];
    for (const path of spellings) {
      const { status, text } = await fetchUnchanged(nginx.url, path);
      if (status < 400 || /^(not )?ready/.test(text)) passed.push(`${path}: ${status}`);
    }
    expect(passed).toEqual([]);
  });

  it('addresses of links are in none of its logs, even when the bot is down', async () => {
    const { nginx, close } = await behindNginx();
    await fetch(`${nginx.url}/link/secret-one`);
    await close();
    expect((await fetch(`${nginx.url}/oauth/spotify/callback?code=secret-two`)).status).toBe(502);
    expect(nginx.logs()).not.toContain('secret');
  });

  it('two people are counted apart, and nobody escapes the limit by claiming another address', async () => {
    const { nginx, heard } = await behindNginx();
    const claiming = (place: number) => ({
      'x-forwarded-for': `203.0.113.${place % 250}`,
      forwarded: 'for=203.0.113.9',
    });
    let asked = 0;
    while (
      asked < MORE_THAN_ANY_LIMIT &&
      (await statusFrom('127.0.0.3', `${nginx.url}/link/x`, claiming(asked))) !== 429
    )
      asked++;
    expect(asked).toBeLessThan(MORE_THAN_ANY_LIMIT);
    expect(await statusFrom('127.0.0.2', `${nginx.url}/link/x`)).toBe(404);
    expect(await statusFrom('127.0.0.3', `${nginx.url}/link/x`, claiming(251))).toBe(429);
    expect(heard()).toEqual([]);
  });
});

describe.skipIf(lacking !== null)('a mistake between nginx and the bot is named in the log, once a day', () => {
  it('TRUST_PROXY is unset', async () => {
    const { nginx, heard } = await behindNginx({ trustProxy: undefined });
    for (let visit = 0; visit < 3; visit++) await fetch(`${nginx.url}/link/x`);
    expect(heard()).toEqual(['a proxy is in front, but TRUST_PROXY is unset: all people count as one in the limits']);
  });

  it('nginx does not say where people come from', async () => {
    const { nginx, heard } = await behindNginx({}, (site) =>
      site.replace(/ *proxy_set_header X-Forwarded-For.*\n/, ''),
    );
    for (let visit = 0; visit < 3; visit++) await fetch(`${nginx.url}/link/x`);
    expect(heard()).toEqual([
      'TRUST_PROXY is set, but no X-Forwarded-For arrives: all people count as one in the limits',
    ]);
  });

  it('PUBLIC_URL says http where nginx serves https', async () => {
    const { nginx, heard } = await behindNginx({ publicUrl: 'http://127.0.0.1:8888' });
    for (let visit = 0; visit < 3; visit++) await fetch(`${nginx.url}/link/x`);
    expect(heard()).toEqual([
      'links work on this computer only: set PUBLIC_URL',
      'the proxy is reached in another way than PUBLIC_URL says',
    ]);
  });

  it('nginx passes a path prefix; what strangers make up does not use up the warning', async () => {
    const { world, nginx, heard } = await behindNginx({}, (site) =>
      site.replace('proxy_set_header Host', 'rewrite ^ /sesh$uri break; proxy_set_header Host'),
    );
    for (const path of ['/link/x', '/privacy', '/healthz']) await fetch(nginx.url + path);
    expect(heard()).toEqual([]);
    const address = linkIn(await actionsIn(world).type('ada', '/sesh link'));
    for (let visit = 0; visit < 3; visit++) await fetch(address);
    expect(heard()).toEqual(['the proxy passes a path prefix: it has to serve us at the root of PUBLIC_URL']);
  });
});

async function behindNginx(changes: Partial<Config['web']> = {}, spoil?: (site: string) => string) {
  const httpsPort = await freePort();
  const world = await createWorld();
  const { log, warnings } = createRecordingLog();
  const { web, ...config } = await world.config();
  const publicUrl = `https://127.0.0.1:${httpsPort}`;
  const bot = await world.openBot({ ...config, web: { ...web, publicUrl, trustProxy: 'loopback', ...changes } }, log);
  onTestFinished(async () => {
    await bot.close();
    await world.close();
  });
  const close = () => bot.close();
  const nginx: Nginx = await startNginx(bot.port, httpsPort, spoil);
  onTestFinished(nginx.stop);
  const ofLoopback = changes.publicUrl === undefined ? ['links work on this computer only: set PUBLIC_URL'] : [];
  return { world, nginx, close, heard: () => warnings.filter((message) => !ofLoopback.includes(message)) };
}
