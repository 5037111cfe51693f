import type { Answer } from './answer.ts';
import type { Violate } from './call.ts';
import type { Received } from './http-layer.ts';

/** Notices who repeats a skip or a queue write after a failure without having looked whether it landed. */
export type RepeatDetector = {
  onRequest(person: string | null, request: Received): void;
  onAnswer(person: string | null, request: Received, answer: Answer | null): void;
};

const DOUBLES = ['/v1/me/player/queue', '/v1/me/player/next', '/v1/me/player/previous'];
const LOOKS = ['/v1/me/player', '/v1/me/player/currently-playing', '/v1/me/player/queue'];

export function createRepeatDetector(violate: Violate): RepeatDetector {
  const unverified = new Map<string | null, Set<string>>();

  return {
    onRequest(person, request) {
      const name = nameOf(request);
      if (unverified.get(person)?.has(name)) violate('look-before-repeat', name);
    },
    onAnswer(person, request, answer) {
      const isAnswered = answer !== null && answer.status < 500;
      if (isLook(request) && isAnswered) unverified.delete(person);
      if (!isDouble(request) || isAnswered) return;
      unverified.set(person, (unverified.get(person) ?? new Set()).add(nameOf(request)));
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
