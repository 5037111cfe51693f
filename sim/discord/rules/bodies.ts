import { api, DOCS, invalidForm, type Rule } from './rule.ts';

const COMPONENTS = `${DOCS}/components/reference`;
const MESSAGES = `${DOCS}/resources/message`;

/** The rules of message bodies. */
export const bodyRules = [
  {
    id: 'body-shape',
    says: 'Bodies fit the schemas of the HTTP API: lengths, counts, types, required fields.',
    source: 'https://github.com/discord/discord-api-spec',
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'known-keys',
    says: 'A body has no key that the API does not know.',
    source: 'Discord ignores them, which hides slips of the pen; the simulation does not.',
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'content-length',
    says: 'The content of a message has at most 2000 characters.',
    source: `${MESSAGES}#create-message`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'embed-total',
    says: 'All the text in the embeds of a message has at most 6000 characters.',
    source: `${MESSAGES}#embed-object-embed-limits`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'embed-field-text',
    says: 'Name and value of an embed field are not empty.',
    source: `${MESSAGES}#embed-object-embed-field-structure`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'distinct-custom-ids',
    says: 'No custom_id appears twice in a message.',
    source: `${COMPONENTS}#anatomy-of-a-component-custom-id`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'five-rows',
    says: 'A message without the V2 flag has at most 5 action rows and no other component at the top.',
    source: `${COMPONENTS}#legacy-message-component-behavior`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'row-width',
    says: 'An action row holds at most 5 buttons, or one select.',
    source: `${COMPONENTS}#action-row`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'button-needs',
    says: 'A link button has a url and no custom_id, any other the reverse; each has a label or an emoji.',
    source: `${COMPONENTS}#button-button-styles`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'select-options',
    says: 'The options of a select have different values, and as many as max_values asks for.',
    source: `${COMPONENTS}#string-select`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'v2-alone',
    says: 'A message with the V2 flag has components only.',
    source: `${COMPONENTS}#component-object`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'not-empty',
    says: 'A message says something: content, an embed, a component or a file.',
    source: `${MESSAGES}#create-message`,
    isBug: true,
    refusal: api(400, 50006, 'Cannot send an empty message'),
  },
] as const satisfies Rule[];
