import { bodyRules } from './bodies.ts';
import { channelRules } from './channels.ts';
import { commandRules } from './commands.ts';
import { gatewayRules } from './gateway.ts';
import { interactionRules } from './interactions.ts';
import { oauthRules } from './oauth.ts';
import { requestRules } from './requests.ts';
import type { Rule } from './rule.ts';

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
