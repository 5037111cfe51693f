import type { Answer } from './answer.ts';
import type { Rule } from './rule.ts';
import { authorizeRules } from './rules-authorize.ts';
import { gateRules } from './rules-gate.ts';
import { playerRules } from './rules-player.ts';
import { playlistRules } from './rules-playlists.ts';
import { tokenRules } from './rules-token.ts';

/** Everything the simulation insists on. */
export const rules = [...authorizeRules, ...tokenRules, ...gateRules, ...playerRules, ...playlistRules] as const;

export type RuleId = (typeof rules)[number]['id'];
/** The rules whose breaking is answered with a refusal. */
export type RefusingRuleId = Extract<(typeof rules)[number], { answer: Answer }>['id'];

const byId = new Map<RuleId, Rule>(rules.map((rule) => [rule.id, rule]));

/** Whether breaking a rule is certainly a mistake of the caller. */
export const isBug = (id: RuleId) => byId.get(id)?.bug === true;

/** A request that is not carried out, with what the service says to it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly rule: RefusingRuleId;
  readonly answer: Answer;

  /** `answer` where the service words it differently from case to case. */
  constructor(rule: RefusingRuleId, answer = byId.get(rule)?.answer) {
    super(rule);
    if (!answer) throw new Error(`Rule ${rule} has no answer.`);
    this.rule = rule;
    this.answer = answer;
  }
}
