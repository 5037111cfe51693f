import { refuse } from '../rest/refuse.ts';
import { BODIES, checkBody } from '../rest/schemas.ts';
import type { Draft } from './message.ts';

/** Fields that the schemas allow and the simulation does not support. */
const LEFT_OUT = ['poll', 'sticker_ids', 'shared_client_theme'];

/** The message in a request's body, once the body fits its schema. */
export function readDraft(body: unknown, schema: keyof typeof BODIES): Draft {
  checkBody(BODIES[schema], body);
  return asDraft(body);
}

/** Types what a schema has let through. */
export function asDraft(checked: unknown): Draft {
  const draft = (checked ?? {}) as Draft & Record<string, unknown>;
  const leftOut = LEFT_OUT.find((key) => draft[key] !== undefined && draft[key] !== null);
  if (leftOut) throw refuse('known-feature', { detail: leftOut });
  return draft;
}
