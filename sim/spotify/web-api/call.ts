import type { z } from 'zod';
import type { Account } from '../account.ts';
import type { Scope } from '../accounts/scopes.ts';
import { Refusal, type RefusingRuleId, type RuleId } from '../rules/rules.ts';
import { type Answer, apiError } from './answer.ts';
import type { Group } from './limits.ts';

/** A Web API request that passed the gate. */
export type Call = {
  account: Account;
  scopes: readonly string[];
  /** The variable parts of the path. */
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** The body as it was sent. */
  text: string;
  now: number;
};

/** One endpoint. */
export type Route = {
  method: 'GET' | 'PUT' | 'POST';
  /** With `:name` for a variable part. */
  path: string;
  group: Group;
  scopes: readonly Scope[];
  /** The query parameters it knows. */
  parameters?: readonly string[];
  answer(call: Call): Answer;
};

export type Violate = (rule: RuleId, detail: string) => void;

/** A whole number from the query; `otherwise` when it is not given. */
export function whole(
  call: Call,
  name: string,
  limits: { from: number; to: number; otherwise?: number; rule?: RefusingRuleId },
): number {
  const given = call.query[name];
  if (given === undefined && limits.otherwise !== undefined) return limits.otherwise;
  const value = Number(given);
  if (given && Number.isInteger(value) && value >= limits.from && value <= limits.to) return value;
  throw new Refusal(limits.rule ?? 'parameter-valid', apiError(400, `Invalid ${name}`));
}

/** A parameter that is one of a few words. */
export function oneOf<T extends string>(call: Call, name: string, words: readonly T[], otherwise?: T): T {
  const given = call.query[name] ?? otherwise;
  const word = words.find((known) => known === given);
  if (word === undefined) throw new Refusal('parameter-valid', apiError(400, `Invalid ${name}`));
  return word;
}

/** The body, checked; fields nobody knows are passed over, as the real service does, but not unnoticed. */
export function readBody<T extends z.ZodRawShape>(
  call: Call,
  schema: z.ZodObject<T>,
  violate: Violate,
): z.infer<z.ZodObject<T>> {
  const body = parse(call.text);
  const result = schema.safeParse(body);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Refusal('body-valid', apiError(400, `Malformed json: ${issue?.message}`));
  }
  for (const field of Object.keys(Object(body))) {
    if (!Object.hasOwn(schema.shape, field)) violate('field-known', `unknown field ${field}`);
  }
  return result.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Refusal('body-valid');
    throw cause;
  }
}
