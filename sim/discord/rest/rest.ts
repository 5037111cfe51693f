import express, { type Request, type Response, type Router } from 'express';
import type { Deadlines } from '../gateway/deadlines.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';
import { type Body, readBody } from './body.ts';
import { type FaultRule, type Faults, faultAnswer } from './faults.ts';
import type { Limits } from './limits.ts';
import { RefusedRequest, refuse } from './refuse.ts';
import type { Answer, Call, Route } from './route.ts';

export type RequestLog = {
  /** The time of arrival, on the clock. */
  readonly at: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** null while it is under way, or if it was cut. */
  readonly status: number | null;
  readonly body?: unknown;
  /** The duration in milliseconds of the wall clock. */
  readonly ms?: number;
};

const BODY_LIMIT = '25mb';

type World = {
  token: string;
  now: () => number;
  limits: Limits;
  faults: Faults;
  deadlines: Deadlines;
  requests: RequestLog[];
  /** Keys that a client library adds to every message, wherever it goes. */
  addedByClient: readonly string[];
  violate: (rule: RuleId | 'simulation', detail: string) => void;
};

/** Serves the routes over HTTP, with everything that is the same for all of them. */
export function createRest(world: World, routes: Route[]): Router {
  const router = express.Router();
  router.use(express.raw({ type: () => true, limit: BODY_LIMIT }));
  for (const route of routes) {
    router[route.method](route.path, (request, response) => serve(world, request, response, route));
  }
  router.use((request, response) => serve(world, request, response, null));
  return router;
}

async function serve(world: World, request: Request, response: Response, route: Route | null) {
  const { method } = request;
  const path = pathOf(request);
  const entry: { -readonly [K in keyof RequestLog]: RequestLog[K] } = { at: world.now(), method, path, status: null };
  const began = performance.now();
  if (path.startsWith('/api')) world.requests.push(entry);

  const fault = world.faults.take(method, path);
  if (fault?.hangMs) await new Promise<void>((resolve) => world.deadlines.onClock(fault.hangMs ?? 0, resolve));
  await fault?.until;

  const answer = await withFault(fault, () => answerRequest(world, request, route, entry));
  if (answer === 'cut') return request.socket.resetAndDestroy();
  entry.status = answer.status;
  entry.ms = performance.now() - began;
  return write(response, answer);
}

/** Applies a fault to a request and its answer. */
async function withFault(fault: FaultRule | undefined, attempt: () => Promise<Answer>): Promise<Answer | 'cut'> {
  const isReplaced = fault?.cut || fault?.status !== undefined;
  if (!isReplaced) return attempt();
  if (fault.lands) await attempt();
  return fault.cut || fault.status === undefined ? 'cut' : faultAnswer(fault, fault.status);
}

/** Answers a request, or says which rule it broke. */
async function answerRequest(
  world: World,
  request: Request,
  route: Route | null,
  entry: { body?: unknown },
): Promise<Answer> {
  try {
    const { body, files } = await bodyOf(request);
    if (body !== undefined) entry.body = body;
    if (!route) throw refuse('known-route');
    const call: Call = {
      method: request.method,
      path: request.path,
      params: request.params as Record<string, string>,
      query: new URL(request.originalUrl, 'http://discord').searchParams,
      headers: request.headers,
      body: withoutClientKeys(world, request, body),
      files,
    };
    return await checkAndHandle(world, call, route);
  } catch (error) {
    return refusal(world, request, error);
  }
}

async function checkAndHandle(world: World, call: Call, route: Route): Promise<Answer> {
  if (!call.headers['user-agent']) throw refuse('user-agent');
  if (route.isBots) {
    if (call.headers.authorization !== `Bot ${world.token}`) throw refuse('bot-token');
    world.limits.takeGlobal();
  }
  for (const name of call.query.keys()) {
    if (!route.query?.includes(name)) world.violate('known-query', `${call.method} ${call.path}?${name}`);
  }
  checkFields(call, route);
  const { allowance } = route;
  const headers = allowance ? world.limits.take(allowance.bucket, allowance.per(call), allowance) : {};
  try {
    const answer = await route.handle(call);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (error instanceof RefusedRequest) Object.assign(error.headers, { ...headers, ...error.headers });
    throw error;
  }
}

/** Removes the keys that a client library adds everywhere. They have a meaning only where a message is created. */
function withoutClientKeys({ addedByClient }: World, { method, path }: Request, body: unknown): unknown {
  const isCreated = method === 'POST' && path.endsWith('/messages');
  const isMessage = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (isCreated || addedByClient.length === 0 || !isMessage) return body;
  const { data, ...rest } = Object.fromEntries(Object.entries(body).filter(([key]) => !addedByClient.includes(key)));
  if (typeof data !== 'object' || data === null) return { ...rest, ...(data !== undefined && { data }) };
  return { ...rest, data: Object.fromEntries(Object.entries(data).filter(([key]) => !addedByClient.includes(key))) };
}

/** Reading and deleting take no body, forms the fields that are documented; what has a schema is checked by it. */
function checkFields({ method, body }: Call, { form }: Route) {
  const isBare = method === 'GET' || method === 'DELETE';
  if (!form && !isBare) return;
  const unknown = Object.keys(body ?? {}).filter((field) => !form?.includes(field));
  if (unknown.length > 0) throw refuse('known-fields', { detail: unknown.join(', ') });
}

function refusal(world: World, request: Request, error: unknown): Answer {
  const where = `${request.method} ${request.path}`;
  if (!(error instanceof RefusedRequest)) {
    world.violate('simulation', `${where}: ${error instanceof Error ? error.stack : error}`);
    return { status: 500, body: { message: '500: Internal Server Error', code: 0 } };
  }
  const isExcused = world.faults.isExcused(request.method, pathOf(request));
  if (ruleOf(error.rule).isBug && !isExcused) world.violate(error.rule, `${where}: ${error.message}`);
  return { status: error.status, body: error.page ?? error.body, headers: error.headers };
}

/** Clients may write "@original" either way. */
function pathOf(request: Request): string {
  return request.path.replaceAll('%40', '@');
}

async function bodyOf(request: Request): Promise<Body> {
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return readBody(bytes, request.headers['content-type'] ?? '');
}

function write(response: Response, { status, body, headers }: Answer) {
  response.status(status).set(headers ?? {});
  if (body === undefined) response.end();
  else if (typeof body === 'string' || Buffer.isBuffer(body)) response.send(body);
  else response.json(body);
}
