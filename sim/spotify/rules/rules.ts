import type { Answer } from '../web-api/answer.ts';
import { authorizeRules } from './authorize.ts';
import { gateRules } from './gate.ts';
import { playerRules } from './player.ts';
import { playlistRules } from './playlists.ts';
import type { Rule } from './rule.ts';
import { tokenRules } from './token.ts';

/** Everything the simulation insists on. */
export const rules = [...authorizeRules, ...tokenRules, ...gateRules, ...playerRules, ...playlistRules] as const;

export type RuleId = (typeof rules)[number]['id'];
/** The rules whose breaking is answered with a refusal. */
export type RefusingRuleId = Extract<(typeof rules)[number], { answer: Answer }>['id'];

const byId = new Map<RuleId, Rule>(rules.map((rule) => [rule.id, rule]));

/** Returns true if breaking a rule is certainly a mistake of the caller. */
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
