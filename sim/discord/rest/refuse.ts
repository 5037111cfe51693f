import { type RuleId, ruleOf } from '../rules/rules.ts';

/** A request that breaks a rule of Discord's: thrown where it is noticed, answered in one place. */
export class RefusedRequest extends Error {
  override name = 'RefusedRequest';
  readonly rule: RuleId;
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;
  /** A page that replaces the body, if a person reads it. */
  page: string | null = null;

  constructor(rule: RuleId, more: { detail?: string; body?: object; headers?: Record<string, string> }) {
    const { refusal, says } = ruleOf(rule);
    if (!refusal) throw new Error(`${rule} is not enforced by an answer`);
    super(more.detail ?? says);
    this.rule = rule;
    this.status = refusal.status;
    this.body = { ...refusal.body, ...more.body };
    this.headers = more.headers ?? {};
  }
}

export function refuse(
  rule: RuleId,
  more: { detail?: string; body?: object; headers?: Record<string, string> } = {},
): RefusedRequest {
  return new RefusedRequest(rule, more);
}
