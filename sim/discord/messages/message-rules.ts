import { type FormError, throwIfAny } from '../rest/form-errors.ts';
import { refuse } from '../rest/refuse.ts';
import type { RuleId } from '../rules/rules.ts';
import type { WireComponent, WireEmbed } from '../wire.ts';
import {
  type AnyComponent,
  anyComponents,
  COMPONENT_TYPE,
  LINK_STYLE,
  type PlacedComponent,
  PREMIUM_STYLE,
  placedComponents,
} from './components.ts';
import { embedLength, trimmed } from './embeds.ts';
import { type Draft, FLAGS, type Message } from './message.ts';

const CONTENT_LENGTH = 2_000;
const EMBED_TOTAL = 6_000;
const ROWS = 5;
const BUTTONS_IN_ROW = 5;

/** A message as it would be once the request is carried out. */
type Outcome = {
  content: string;
  embeds: WireEmbed[];
  components: WireComponent[];
  hasFiles: boolean;
  isV2: boolean;
};

/**
 * Refuses a message that breaks a rule which the schemas of the API do not tell. An edit is judged by the message it
 * would leave behind. `within` is where in the body the message stands.
 */
export function checkMessage(draft: Draft, fileCount: number, current: Message | null, within: string[] = []) {
  const outcome = outcomeOf(draft, fileCount, current);
  const errors = [content, embeds, v2, rows, customIds, buttons, selects].flatMap((rule) => rule(outcome));
  throwIfAny(errors.map((error) => ({ ...error, path: [...within, ...error.path] })));
  if (isEmpty(outcome)) throw refuse('not-empty');
}

function outcomeOf(draft: Draft, fileCount: number, current: Message | null): Outcome {
  const flags = (draft.flags ?? 0) | (current?.flags ?? 0);
  const attachments = draft.attachments ?? current?.attachments ?? [];
  return {
    content: (draft.content === undefined ? current?.content : draft.content)?.trim() ?? '',
    embeds: (draft.embeds === undefined ? current?.embeds : draft.embeds) ?? [],
    components: (draft.components === undefined ? current?.components : draft.components) ?? [],
    hasFiles: fileCount > 0 || attachments.length > 0,
    isV2: (flags & FLAGS.v2) !== 0,
  };
}

function isEmpty(outcome: Outcome): boolean {
  const { content, embeds, components, hasFiles } = outcome;
  return content === '' && embeds.length === 0 && components.length === 0 && !hasFiles;
}

function content(outcome: Outcome): FormError[] {
  if (outcome.content.length <= CONTENT_LENGTH) return [];
  return [tooLong('content-length', ['content'], CONTENT_LENGTH)];
}

function embeds(outcome: Outcome): FormError[] {
  const total = outcome.embeds.reduce((sum, embed) => sum + embedLength(embed), 0);
  const message = `Embed size exceeds maximum size of ${EMBED_TOTAL}`;
  return [
    ...(total > EMBED_TOTAL ? [error('embed-total', ['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', message)] : []),
    ...outcome.embeds.flatMap((embed, index) => fields(trimmed(embed), ['embeds', index, 'fields'])),
  ];
}

function fields(embed: WireEmbed, path: PropertyKey[]): FormError[] {
  return (embed.fields ?? []).flatMap((field, index) =>
    (['name', 'value'] as const)
      .filter((key) => field[key] === '')
      .map((key) => required('embed-field-text', [...path, index, key])),
  );
}

function v2(outcome: Outcome): FormError[] {
  if (!outcome.isV2) return [];
  const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
  const message = 'cannot be used together with MessageFlags.IS_COMPONENTS_V2';
  return [
    ...(outcome.content ? [error('v2-alone', ['content'], code, `The 'content' field ${message}`)] : []),
    ...(outcome.embeds.length > 0 ? [error('v2-alone', ['embeds'], code, `The 'embeds' field ${message}`)] : []),
  ];
}

function rows(outcome: Outcome): FormError[] {
  const tops = anyComponents(outcome.components);
  const isLegacy = !outcome.isV2;
  return [
    ...(isLegacy && tops.length > ROWS ? [badLength('five-rows', ['components'], ROWS)] : []),
    ...tops.flatMap((top, index): FormError[] => {
      if (top.type === COMPONENT_TYPE.row) return rowWidth(top, ['components', index, 'components']);
      if (!isLegacy) return [];
      return [error('five-rows', ['components', index, 'type'], 'BASE_TYPE_CHOICES', 'Value must be one of (1).')];
    }),
  ];
}

function rowWidth(row: AnyComponent, path: PropertyKey[]): FormError[] {
  const inside = row.components ?? [];
  const isOfButtons = inside.every((component) => component.type === COMPONENT_TYPE.button);
  const width = isOfButtons ? BUTTONS_IN_ROW : 1;
  if (inside.length <= width) return [];
  return [
    error('row-width', path, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width'),
  ];
}

function customIds(outcome: Outcome): FormError[] {
  const seen = new Set<string>();
  return placedComponents(outcome.components).flatMap(({ component: { custom_id }, path }): FormError[] => {
    if (custom_id === undefined) return [];
    if (!seen.has(custom_id)) {
      seen.add(custom_id);
      return [];
    }
    const message = 'Component custom id cannot be duplicated';
    return [error('distinct-custom-ids', [...path, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', message)];
  });
}

function buttons(outcome: Outcome): FormError[] {
  return ofType(outcome, COMPONENT_TYPE.button).flatMap(({ component: button, path }): FormError[] => {
    const carrier = button.style === LINK_STYLE ? 'url' : button.style === PREMIUM_STYLE ? 'sku_id' : 'custom_id';
    const others = (['url', 'sku_id', 'custom_id'] as const).filter((key) => key !== carrier);
    const isMixed = others.some((key) => button[key] !== undefined);
    const isBare = button.style !== PREMIUM_STYLE && !button.label && !button.emoji;
    const message = 'A custom id and url cannot both be specified';
    return [
      ...(button[carrier] ? [] : [required('button-needs', [...path, carrier])]),
      ...(isMixed ? [error('button-needs', path, 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', message)] : []),
      ...(isBare ? [required('button-needs', [...path, 'label'])] : []),
    ];
  });
}

function selects(outcome: Outcome): FormError[] {
  return ofType(outcome, COMPONENT_TYPE.stringSelect).flatMap(({ component, path }): FormError[] => {
    const { options = [], min_values = 1, max_values = 1 } = component;
    const here = [...path, 'options'];
    const values = new Set(options.map((option) => option.value));
    const isRepeated = values.size < options.length;
    const isTooFew = max_values > options.length || min_values > max_values;
    const message = 'The specified option value is already used';
    return [
      ...(isRepeated ? [error('select-options', here, 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', message)] : []),
      ...(isTooFew ? [badLength('select-options', here, max_values)] : []),
    ];
  });
}

function ofType(outcome: Outcome, type: number): PlacedComponent[] {
  return placedComponents(outcome.components).filter(({ component }) => component.type === type);
}

function error(rule: RuleId, path: PropertyKey[], code: string, message: string): FormError {
  return { rule, path, code, message };
}

function required(rule: RuleId, path: PropertyKey[]): FormError {
  return error(rule, path, 'BASE_TYPE_REQUIRED', 'This field is required');
}

function tooLong(rule: RuleId, path: PropertyKey[], length: number): FormError {
  return error(rule, path, 'BASE_TYPE_MAX_LENGTH', `Must be ${length} or fewer in length.`);
}

function badLength(rule: RuleId, path: PropertyKey[], length: number): FormError {
  return error(rule, path, 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${length} in length.`);
}
