import type { Answer } from './answer.ts';
import type { Service } from './requests.ts';

/** A fault of the next requests of a kind. */
export type FaultRule = {
  service?: Service;
  method?: string;
  /** Tested against the path without its query, such as `/v1/me/player/play`. */
  path: RegExp;
  /** The status of the answer; without it the request is answered as usual (after `hangMs`). */
  status?: number;
  /** A string goes out as it is and without a content type of its own; anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Returns a changed body of the usual answer, such as one without a field. */
  change?: (body: unknown) => unknown;
  /** The number of requests it affects; by default one. */
  times?: number;
  /** The delay of the answer, on the wall clock, which also measures the caller's timeout. */
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

/** Returns the answer changed or replaced by a fault. */
export function faultAnswer({ status, body, headers, change }: FaultRule, usual: Answer | null): Answer | null {
  if (status === undefined) return usual && change ? { ...usual, body: change(usual.body) } : usual;
  return { status, ...(body !== undefined && { body }), ...(headers && { headers }) };
}
