import { api, CODES, DOCS, invalidForm, type Rule } from './rule.ts';

const COMMANDS = `${DOCS}/interactions/application-commands`;

/** The rules of command registration. */
export const commandRules = [
  {
    id: 'own-application',
    says: 'A bot manages the commands of its own application.',
    source: CODES,
    isBug: true,
    refusal: api(403, 20012, 'You are not authorized to perform this action on this application'),
  },
  {
    id: 'command-names',
    says: 'Names of commands and options are 1 to 32 lower-case letters, digits, - or _.',
    source: `${COMMANDS}#application-command-object-application-command-naming`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'command-descriptions',
    says: 'Descriptions have 1 to 100 characters.',
    source: `${COMMANDS}#application-command-object`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'distinct-names',
    says: 'No two commands, options of a command or choices of an option share a name.',
    source: COMMANDS,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'required-first',
    says: 'Required options come before optional ones.',
    source: `${COMMANDS}#application-command-object-application-command-structure`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'subcommands-alone',
    says: 'A command has subcommands or other options, not both.',
    source: `${COMMANDS}#subcommands-and-subcommand-groups`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'choices-or-autocomplete',
    says: 'An option with choices does not autocomplete.',
    source: `${COMMANDS}#application-command-object-application-command-option-structure`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'command-size',
    says: 'Names, descriptions and values of a command have at most 8000 characters together.',
    source: COMMANDS,
    isBug: true,
    refusal: invalidForm,
  },
] as const satisfies Rule[];
