import { clockOf } from './judge-card.ts';
import { readCard } from './stage.ts';
import type { Witnessed } from './witnessed.ts';

/** An evening told line by line, as it could be seen from outside. */
export function tell({ world, deeds, plan, joined }: Witnessed): string {
  const { spotify, keyOf } = world;
  const rows: { at: number; order: number; text: string }[] = [];
  const add = (at: number, order: number, text: string) => rows.push({ at, order, text });
  for (const { at, deed } of deeds) add(at, 0, `DEED ${JSON.stringify(deed)}`);
  for (const { from } of world.downTimes) add(from, 0, 'DIES');
  for (const { at, who, what, doneAt, end } of world.asked) {
    add(at, 1, `ask ${who}: ${what}`);
    if (doneAt !== null) add(doneAt, 5, `    ${who}: ${what} → ${end}`);
  }
  for (const { who, at, keys } of joined) add(at, 5, `    ${who} brings ${keys.join(', ')}`);
  for (const { at, method, path, query, body, status, service } of spotify.requests) {
    if (service === 'accounts') continue;
    const uris = ((body as { uris?: string[] } | null)?.uris ?? (query.uri ? [query.uri] : [])).map((uri) =>
      keyOf(uri.split(':')[2] ?? uri),
    );
    const rest = (body as { position_ms?: number } | null)?.position_ms;
    add(at, 2, `  ${method} ${path.slice(11)} ${uris.join(', ')}${rest ? ` from ${rest}` : ''} → ${status}`);
  }
  for (const [name, { record }] of world.accounts) {
    for (const { trackId, startedAt, endedAt, fromMs, toMs, why, device } of record) {
      const ends = endedAt === null ? '…' : clockOf(endedAt);
      const where = name === world.firstHost ? device : `${name}’s ${device}`;
      add(
        startedAt,
        3,
        `        ♪ ${keyOf(trackId)} ${fromMs / 1_000}–${toMs / 1_000} until ${ends} (${why}, ${where})`,
      );
    }
  }
  for (const { name, from } of world.hosts) add(from, 4, `HOST ${name}`);
  for (const shown of world.shown) {
    const { title, text, offersTakeBack } = readCard(shown);
    const line = text
      .split('\n')
      .filter((part) => part.includes('⚠') || part.startsWith('Ends'))
      .join(' ');
    add(shown.at, 4, `            card: ${title} ${line}${offersTakeBack ? ' [Take back]' : ''}`);
  }
  for (const { at, msg, text } of world.lines) {
    const { err } = JSON.parse(text) as { err?: { message?: string; cause?: { message?: string }; stack?: string } };
    add(at, 4, `            log: ${msg}: ${err?.message ?? ''} ${err?.cause?.message ?? ''}`);
  }
  rows.sort((one, other) => one.at - other.at || one.order - other.order);
  const { seed, settings, spotify: how, startAt, quietAt } = plan;
  const head = `seed ${seed} ${JSON.stringify({ settings, how, startAt, quietAt, devices: plan.party.people[0]?.devices })}`;
  const lengths = plan.party.songs.map(({ key, durationMs }) => `${key} ${durationMs / 1_000}`).join(', ');
  return [head, lengths, ...rows.map(({ at, text }) => `${clockOf(at)} ${text}`)].join('\n');
}
