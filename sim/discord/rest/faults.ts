import type { Answer } from './route.ts';

/** Something that goes wrong with the next request, or the next few, that it fits. */
export type FaultRule = {
  method?: string;
  /** Matched against the path without the query, e.g. /api/v10/channels/1/messages. */
  path: RegExp;
  /** The status of the answer; without it the request is answered as usual, late or not at all. */
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** The number of requests; by default 1. */
  times?: number;
  /** The delay of the answer, on the clock. */
  hangMs?: number;
  /** Nothing is answered before this, however long it takes. */
  until?: Promise<unknown>;
  /** The request is carried out all the same; only its answer is lost. */
  lands?: boolean;
  /** The connection is reset instead of an answer. */
  cut?: boolean;
};

export type Faults = ReturnType<typeof createFaults>;

export function createFaults() {
  const pending: { rule: FaultRule; left: number }[] = [];
  const executed = new Set<string>();
  return {
    /** Returns a function that ends it. */
    add(rule: FaultRule): () => void {
      const fault = { rule, left: rule.times ?? 1 };
      pending.push(fault);
      return () => {
        fault.left = 0;
      };
    },
    /** The fault that strikes this request, if any. */
    take(method: string, path: string): FaultRule | undefined {
      const found = pending.find(({ rule, left }) => left > 0 && matches(rule, method, path));
      if (found) found.left--;
      if (found?.rule.lands) executed.add(`${method} ${path}`);
      return found?.rule;
    },
    /** Returns true if a client may repeat this request, because the answer to the first one was lost. */
    isExcused: (method: string, path: string) => executed.has(`${method} ${path}`),
  };
}

export function faultAnswer(rule: FaultRule, status: number): Answer {
  const body = rule.body ?? { message: `${status}: simulated fault`, code: 0 };
  return { status, body, headers: rule.headers ?? {} };
}

function matches(rule: FaultRule, method: string, path: string): boolean {
  return (!rule.method || rule.method.toUpperCase() === method) && rule.path.test(path);
}
