import { type RequestHandler, type Response, text } from 'express';
import type { Clock } from '../../clock.ts';
import type { Answer } from './answer.ts';
import { type FaultRule, type Faults, faultAnswer } from './faults.ts';
import type { RequestLog, Service } from './requests.ts';

/** A request as it came off the wire. */
export type Received = {
  method: string;
  /** Below the mount point: `/v1/me`. */
  path: string;
  query: Record<string, string>;
  headers: Readonly<Record<string, string | undefined>>;
  /** The body as it was sent; empty if there was none. */
  text: string;
};

/** The handling of one request. */
export type Exchange = {
  /** The account id of whose token was sent. */
  person: string | null;
  /** Carries the request out and returns the service's answer. */
  carryOut(): Answer;
  /** Called with what was really sent, which a fault may have replaced; null for a broken connection. */
  sent?(answer: Answer | null): void;
};

/** The line between HTTP and the simulation: keeps the log, plays faults, takes the time it is told to take. */
export type HttpLayer = {
  handlers(service: Service, serve: (request: Received) => Exchange): RequestHandler[];
  close(): void;
};

export type WireOptions = {
  clock: Clock;
  faults: Faults;
  requests: RequestLog[];
  /** The latency of every answer, on the wall clock. */
  latencyMs: number;
};

export function createHttpLayer({ clock, faults, requests, latencyMs }: WireOptions): HttpLayer {
  const delayed = new Map<NodeJS.Timeout, Response>();

  function wait(ms: number, response: Response): Promise<void> | undefined {
    if (ms <= 0) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        delayed.delete(timer);
        resolve();
      }, ms);
      delayed.set(timer, response);
    });
  }

  function handle(service: Service, serve: (request: Received) => Exchange): RequestHandler {
    return async (req, res) => {
      const url = new URL(req.url, 'http://sim');
      const request: Received = {
        method: req.method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, value?.toString()])),
        text: typeof req.body === 'string' ? req.body : '',
      };
      const { method, path, query } = request;
      const exchange = serve(request);
      const entry: RequestLog = {
        at: clock.now(),
        service,
        method,
        path,
        query,
        body: parsed(request),
        person: exchange.person,
        status: null,
      };
      requests.push(entry);

      const fault = faults.take({ service, method, path });
      const usual = isCarriedOut(fault) ? exchange.carryOut() : null;
      await wait(latencyMs + (fault?.hangMs ?? 0), res);
      await fault?.until;
      const answer = fault?.reset ? null : fault ? faultAnswer(fault, usual) : usual;
      exchange.sent?.(answer);
      if (answer) {
        entry.status = answer.status;
        send(res, answer);
      } else req.socket.destroy();
    };
  }

  return {
    handlers: (service, serve) => [text({ type: () => true, limit: '5mb' }), handle(service, serve)],
    close() {
      for (const [timer, response] of delayed) {
        clearTimeout(timer);
        response.destroy();
      }
      delayed.clear();
    },
  };
}

/** A fault that answers nothing of its own only delays; the others strike before the command unless told otherwise. */
function isCarriedOut(fault: FaultRule | undefined): boolean {
  return !fault || fault.afterEffect === true || (fault.status === undefined && !fault.reset);
}

/** A body for the log: JSON and forms parsed, anything else as it is. */
function parsed({ text: body, headers }: Received): unknown {
  if (body === '') return null;
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function send(res: Response, { status, body, headers = {} }: Answer) {
  if (body === undefined || typeof body === 'string') res.writeHead(status, headers).end(body);
  else
    res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body));
}
