import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { freePort } from '../../sim/world.ts';

/** Returns what is missing for these tests, in one sentence; null if nothing. */
export function missingPrograms(): string | null {
  if (spawnSync('nginx', ['-v']).error) return 'nginx is not installed: apt-get install nginx';
  if (spawnSync('openssl', ['version']).error) return 'openssl is not installed: apt-get install openssl';
  return null;
}

export type Nginx = { url: string; plainUrl: string; logs(): string; stop(): Promise<void> };

/**
 * Debian's nginx with the site that we document, on free loopback ports and a certificate made for the occasion, which
 * this process trusts from now on. `change` spoils the site on purpose.
 */
export async function startNginx(
  upstreamPort: number,
  httpsPort: number,
  change = (site: string) => site,
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-nginx-'));
  const httpPort = await freePort();
  createCertificate(folder);
  const site = change(readFileSync('deploy/nginx.conf', 'utf8'))
    .replace('listen 80;', `listen 127.0.0.1:${httpPort};`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${httpsPort} ssl;`)
    .replace('/var/log/nginx/error.log', join(folder, 'site.log'))
    .replaceAll('sesh.example.org;', '127.0.0.1;')
    .replace(/ssl_certificate {5}\S+;/, `ssl_certificate ${folder}/cert.pem;`)
    .replace(/ssl_certificate_key \S+;/, `ssl_certificate_key ${folder}/key.pem;`)
    .replace('127.0.0.1:8888', `127.0.0.1:${upstreamPort}`);
  writeFileSync(join(folder, 'nginx.conf'), fullConfiguration(folder, site));
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await listening(httpsPort);
  return {
    url: `https://127.0.0.1:${httpsPort}`,
    plainUrl: `http://127.0.0.1:${httpPort}`,
    logs: () => ['error.log', 'site.log'].map((name) => readFileSync(join(folder, name), 'utf8')).join(''),
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** The least main configuration in which a site can stand. */
function fullConfiguration(folder: string, site: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events {}
http {
${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
${site}
}
`;
}

function createCertificate(folder: string): void {
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', ...kind, ...subject, ...files], { stdio: 'ignore' });
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(join(folder, 'cert.pem'), 'utf8')]);
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('nginx does not listen');
}

/** The status of a request that comes from this loopback address, as another computer's would from its own. */
export async function statusFrom(
  localAddress: string,
  url: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const asking = request(url, { localAddress, headers, agent: false });
  asking.end();
  const [response] = await once(asking, 'response');
  response.resume();
  return response.statusCode;
}

/** Returns what is answered to a path that is sent to the letter: `fetch` would tidy it up first. */
export async function fetchUnchanged(url: string, path: string): Promise<{ status: number; text: string }> {
  const asking = request(url, { path, agent: false });
  asking.end();
  const [response] = await once(asking, 'response');
  return { status: response.statusCode, text: await text(response) };
}
