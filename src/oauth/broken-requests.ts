import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { notice } from './pages.ts';

const TOO_SLOW = { status: 408, page: notice('That took too long', 'Open your link from Discord once more.') };
const TOO_LONG = {
  status: 431,
  page: notice('That address is not readable', 'Open your link from Discord once more.'),
};
const BROKEN = { status: 400, page: notice('That is not readable', 'Open your link from Discord once more.') };
const BY_CODE: Record<string, typeof BROKEN> = { ERR_HTTP_REQUEST_TIMEOUT: TOO_SLOW, HPE_HEADER_OVERFLOW: TOO_LONG };

/** Answers what never becomes a request (too slow, too long, not HTTP) as every other page is answered, and closes. */
export function answerBrokenRequests(server: Server, headers: Record<string, string>): void {
  server.on('clientError', (error: Error & { code?: string }, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const { status, page } = BY_CODE[error.code ?? ''] ?? BROKEN;
    const all = {
      ...headers,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(page)),
      Connection: 'close',
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${page}`, () => socket.destroy());
  });
}
