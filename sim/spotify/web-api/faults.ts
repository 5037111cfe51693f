import type { Answer } from './answer.ts';
import type { Service } from './requests.ts';

/** What is to go wrong with the next requests of a kind. */
export type FaultRule = {
  service?: Service;
  method?: string;
  /** Tested against the path without its query, such as `/v1/me/player/play`. */
  path: RegExp;
  /** What is answered; left out, the request is answered as usual (after `hangMs`). */
  status?: number;
  /** A string goes out as it is and without a content type of its own; anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** What becomes of the body that is answered as usual: a field left out, say. */
  change?: (body: unknown) => unknown;
  /** How many requests it strikes; one unless told. */
  times?: number;
  /** How long the answer keeps waiting, on the wall clock: the caller's patience runs there too. */
  hangMs?: number;
  /** Nothing is answered before this, however long it takes. */
  until?: Promise<unknown>;
  /** The connection breaks instead of an answer. */
  reset?: boolean;
  /** The command is carried out all the same. */
  afterEffect?: boolean;
};

export type Faults = {
  failNext(rule: FaultRule): void;
  /** The rule that strikes this request, if any; it is then used up by one. */
  take(request: { service: Service; method: string; path: string }): FaultRule | undefined;
};

export function createFaults(): Faults {
  const waiting: { rule: FaultRule; left: number }[] = [];
  return {
    failNext: (rule) => void waiting.push({ rule, left: rule.times ?? 1 }),
    take(request) {
      const struck = waiting.find(({ rule, left }) => left > 0 && matches(rule, request));
      if (!struck) return undefined;
      struck.left--;
      return struck.rule;
    },
  };
}

function matches(rule: FaultRule, request: { service: Service; method: string; path: string }): boolean {
  if (rule.service && rule.service !== request.service) return false;
  if (rule.method && rule.method !== request.method) return false;
  return rule.path.test(request.path);
}

/** What a fault makes of the answer of the service, or puts in its place. */
export function faultAnswer({ status, body, headers, change }: FaultRule, usual: Answer | null): Answer | null {
  if (status === undefined) return usual && change ? { ...usual, body: change(usual.body) } : usual;
  return { status, ...(body !== undefined && { body }), ...(headers && { headers }) };
}
