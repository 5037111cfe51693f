import * as spec from 'discord-api-spec/zod';
import * as z from 'zod/mini';
import { type FormError, fromIssues, throwIfAny } from './form-errors.ts';

/** Fields that are documented and missing in the schemas: of the emoji of a component, of a command. */
const FORGOTTEN: readonly RegExp[] = [/(^|\.)emoji\.animated$/, /^\d+\.nsfw$/];

/** Which schema checks the body of which request. */
export const BODIES = {
  createMessage: spec.MessageCreateRequestSchema,
  editMessage: spec.MessageEditRequestPartialSchema,
  answerWithMessage: spec.CreateMessageInteractionCallbackRequestSchema,
  answerWithUpdate: spec.UpdateMessageInteractionCallbackRequestSchema,
  answerWithChoices: spec.ApplicationCommandAutocompleteCallbackRequestSchema,
  followUp: spec.IncomingWebhookInteractionRequestSchema,
  editAnswer: spec.IncomingWebhookUpdateRequestPartialSchema,
  setCommands: z.array(spec.ApplicationCommandUpdateRequestSchema),
} as const;

/** Refuses a body that its schema does not know or that has keys which the schema does not know. */
export function checkBody(schema: z.ZodMiniType, body: unknown) {
  const parsed = schema.safeParse(body, { reportInput: true });
  throwIfAny(parsed.success ? unknownKeys(body, parsed.data, []) : fromIssues(parsed.error.issues));
}

/** The schemas leave out what they do not know: whatever is missing afterwards was unknown. */
function unknownKeys(sent: unknown, understood: unknown, path: PropertyKey[]): FormError[] {
  if (Array.isArray(sent) && Array.isArray(understood)) {
    return sent.flatMap((item, index) => unknownKeys(item, understood[index], [...path, index]));
  }
  if (!isObject(sent) || !isObject(understood)) return [];
  return Object.keys(sent).flatMap((key): FormError[] => {
    const here = [...path, key];
    if (key in understood) return unknownKeys(sent[key], understood[key], here);
    if (FORGOTTEN.some((place) => place.test(here.join('.')))) return [];
    return [{ rule: 'known-keys', path: here, code: 'UNKNOWN_KEY', message: 'The API knows no such key.' }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
