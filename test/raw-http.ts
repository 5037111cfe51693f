import { connect } from 'node:net';

/** Sends bytes as they are and gives back everything that comes until the other side closes. */
export function sendRaw(port: number, bytes: string | readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (part) => {
      heard += part;
    });
    // A reset is how some answers end: what came before it counts.
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
    for (const part of [bytes].flat()) socket.write(part);
  });
}

/** Sends whole requests one after the other over one connection, and gives back their answers in the same order. */
export async function sendOneByOne(port: number, requests: readonly string[]): Promise<string[]> {
  const staying = requests
    .slice(0, -1)
    .map((request) => request.replace('Connection: close', 'Connection: keep-alive'));
  const heard = await sendRaw(port, [[...staying, ...requests.slice(-1)].join('')]);
  return heard.split(/(?=HTTP\/1\.1 \d{3} )/);
}

/** A whole request that asks for the connection to be closed. */
export function rawRequest(line: string, ...headers: readonly string[]): string {
  return [`${line} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', ''].join('\r\n');
}
