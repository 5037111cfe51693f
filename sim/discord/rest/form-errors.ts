import type { z } from 'zod/mini';
import type { RuleId } from '../rules/rules.ts';
import { type RefusedRequest, refuse } from './refuse.ts';

/** One thing that is wrong with a body, where, and in Discord's words. */
export type FormError = { rule: RuleId; path: PropertyKey[]; code: string; message: string };

/**
 * The refusal of a body, with the errors nested as its fields are
 * (https://docs.discord.com/developers/reference#error-messages). The first error names the rule.
 */
export function invalidForm(errors: [FormError, ...FormError[]]): RefusedRequest {
  const tree: Record<string, unknown> = {};
  for (const { path, code, message } of errors) {
    const leaf = path.reduce<Record<string, unknown>>((node, key) => childOf(node, String(key)), tree);
    const list = (leaf._errors ?? []) as object[];
    leaf._errors = [...list, { code, message }];
  }
  const summary = errors.map(({ path, code, message }) => `${path.join('.')}[${code}]: ${message}`);
  return refuse(errors[0].rule, { body: { errors: tree }, detail: summary.join('; ') });
}

/** Throws what is wrong, if anything is. */
export function throwIfAny(errors: FormError[]) {
  const [first, ...rest] = errors;
  if (first) throw invalidForm([first, ...rest]);
}

type Issue = z.core.$ZodIssue;

/** Returns the errors of a schema in Discord's wording. */
export function fromIssues(issues: Issue[], path: PropertyKey[] = []): FormError[] {
  return issues.flatMap((issue) => {
    const here = [...path, ...issue.path];
    if (issue.code === 'invalid_union') {
      const meant = meantBranch(issue.errors);
      if (meant) return fromIssues(meant, here);
    }
    return { rule: 'body-shape', path: here, ...inWords(issue) };
  });
}

/** Of the branches of a union the one that was meant: the one whose own type fits. */
function meantBranch(branches: Issue[][]): Issue[] | undefined {
  const isMeant = (issues: Issue[]) => !issues.some((issue) => issue.path.length === 1 && issue.path[0] === 'type');
  return branches.find(isMeant);
}

function inWords(issue: Issue): { code: string; message: string } {
  switch (issue.code) {
    case 'too_big':
      if (issue.origin === 'number') {
        return { code: 'NUMBER_TYPE_MAX', message: `Value should be less than or equal to ${issue.maximum}.` };
      }
      return { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${issue.maximum} or fewer in length.` };
    case 'too_small':
      if (issue.origin === 'number') {
        return { code: 'NUMBER_TYPE_MIN', message: `Value should be greater than or equal to ${issue.minimum}.` };
      }
      return { code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${issue.minimum} or more in length.` };
    case 'invalid_type':
      if (issue.input === undefined) return { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
      return { code: 'MODEL_TYPE_CONVERT', message: `Expected ${issue.expected}.` };
    case 'invalid_value':
      return { code: 'BASE_TYPE_CHOICES', message: `Value must be one of (${issue.values.map(String).join(', ')}).` };
    case 'invalid_format':
      return { code: 'STRING_TYPE_REGEX', message: `Not a well formed ${issue.format}.` };
    default:
      return { code: 'UNION_TYPE_CHOICES', message: issue.message };
  }
}

function childOf(node: Record<string, unknown>, key: string): Record<string, unknown> {
  const child = (node[key] ?? {}) as Record<string, unknown>;
  node[key] = child;
  return child;
}
