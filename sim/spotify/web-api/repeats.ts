import type { Answer } from './answer.ts';
import type { Violate } from './call.ts';
import type { Received } from './wire.ts';

/** Notices who repeats a skip or a queue write after a failure without having looked whether it landed. */
export type Repeats = {
  asked(person: string | null, request: Received): void;
  answered(person: string | null, request: Received, answer: Answer | null): void;
};

const DOUBLES = ['/v1/me/player/queue', '/v1/me/player/next', '/v1/me/player/previous'];
const LOOKS = ['/v1/me/player', '/v1/me/player/currently-playing', '/v1/me/player/queue'];

export function createRepeats(violate: Violate): Repeats {
  const doubtful = new Map<string | null, Set<string>>();

  return {
    asked(person, request) {
      const name = nameOf(request);
      if (doubtful.get(person)?.has(name)) violate('look-before-repeat', name);
    },
    answered(person, request, answer) {
      const isAnswered = answer !== null && answer.status < 500;
      if (isLook(request) && isAnswered) doubtful.delete(person);
      if (!isDouble(request) || isAnswered) return;
      doubtful.set(person, (doubtful.get(person) ?? new Set()).add(nameOf(request)));
    },
  };
}

function isLook({ method, path }: Received): boolean {
  return method === 'GET' && LOOKS.includes(path);
}

function isDouble({ method, path }: Received): boolean {
  return method === 'POST' && DOUBLES.includes(path);
}

function nameOf({ method, path, query }: Received): string {
  return `${method} ${path}${query.uri ? ` ${query.uri}` : ''}`;
}
