import type { Rule } from './rule.ts';
import { bodyRules } from './rules-bodies.ts';
import { channelRules } from './rules-channels.ts';
import { commandRules } from './rules-commands.ts';
import { gatewayRules } from './rules-gateway.ts';
import { interactionRules } from './rules-interactions.ts';
import { oauthRules } from './rules-oauth.ts';
import { requestRules } from './rules-requests.ts';

/** Everything the simulation enforces. Each row has one test that breaks it. */
export const rules = [
  ...requestRules,
  ...bodyRules,
  ...channelRules,
  ...interactionRules,
  ...commandRules,
  ...gatewayRules,
  ...oauthRules,
] as const;

export type RuleId = (typeof rules)[number]['id'];

const byId = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]));

export function ruleOf(id: RuleId): Rule {
  const rule = byId.get(id);
  if (!rule) throw new Error(`no such rule: ${id}`);
  return rule;
}
