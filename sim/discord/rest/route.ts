import type { IncomingHttpHeaders } from 'node:http';
import type { UploadedFile } from './attachments.ts';
import type { Allowance } from './window.ts';

/** A request, read. */
export type Call = {
  method: string;
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: unknown;
  files: UploadedFile[];
};

export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

export type Route = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With everything after the address that the simulation is mounted at. */
  path: string;
  /** True if the route requires the bot's token. */
  isBots: boolean;
  /** The query parameters there are. */
  query?: string[];
  /** The fields of the form that it takes; a route that checks its body by a schema has none. */
  form?: string[];
  /** The rate limit, counted for each value of `per`. */
  allowance?: Allowance & { bucket: string; per: (call: Call) => string };
  handle(call: Call): Answer | Promise<Answer>;
};

export const API = '/api/v10';

export function json(body: unknown, status = 200): Answer {
  return { status, body };
}

export function noContent(): Answer {
  return { status: 204 };
}

/** A parameter of the path, which is there because the path has it. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`${call.path} has no ${name}`);
  return value;
}
