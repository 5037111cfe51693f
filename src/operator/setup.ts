import { fileValues, problemWith, type Variable } from '../config.ts';
import { Complaint } from './complaint.ts';
import { startingText, withValues, writeEnvFile } from './env-file.ts';
import { newKey, type Question, questionsFor, type Values, WrongEarlier } from './questions.ts';
import { Gone, type Terminal } from './terminal.ts';

const SHOWN_OF_SECRET = 4;

/** Several sentences at once: what is wrong with values that were given without a person to ask. */
export class Complaints extends Error {
  override name = 'Complaints';
  readonly sentences: readonly string[];
  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

/**
 * Asks a person for what is needed, checks each answer with its service, and keeps it in the file at once: whoever leaves
 * half-way goes on there the next time.
 */
export async function setUpByAsking(envPath: string, terminal: Terminal): Promise<void> {
  const known: Values = fileValues(envPath);
  const { questions, farewell } = questionsFor(known);
  keepKey(envPath, known);
  terminal.say(`Sesh is set up here; answers go to ${envPath}. Enter keeps what is shown, Ctrl+C leaves.`);
  try {
    for (let place = 0; place < questions.length; ) {
      const question = questions[place];
      if (!question) break;
      const back = question.isNeeded(known) ? await settle(question, known, envPath, terminal) : null;
      place = back === null ? place + 1 : questions.findIndex(({ name }) => name === back);
    }
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
    throw new Complaint(`What was checked so far is in ${envPath}; npm run setup goes on from there.`);
  }
  for (const line of ['', 'Everything is checked.', ...farewell()]) terminal.say(line);
}

/** Asks until the answer is good; returns the earlier question that has to be asked again, if one has. */
async function settle(
  question: Question,
  known: Values,
  envPath: string,
  terminal: Terminal,
): Promise<Variable | null> {
  const { name } = question;
  terminal.say('');
  for (const line of question.says) terminal.say(line);
  let proposed = known[name] ?? question.fallback(known);
  for (;;) {
    const shown = proposed === null ? '' : ` [${question.isSecret ? masked(proposed) : proposed}]`;
    const answer = (await terminal.ask(`${name}${shown}: `, question.isSecret)) || proposed;
    if (answer === null) {
      terminal.say('  An answer is needed here.');
      continue;
    }
    proposed = answer;
    try {
      const remarks = await question.check(answer, known);
      known[name] = answer;
      keep(envPath, { [name]: answer });
      for (const remark of remarks) terminal.say(`  ${remark}`);
      return null;
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      terminal.say(`  ${error.message}`);
      if (error instanceof WrongEarlier) return error.variable;
    }
  }
}

/** The same without a person: everything is checked, and written only if all of it is good. */
export async function setUpFrom(envPath: string, given: Values, say: (line: string) => void): Promise<void> {
  const known: Values = { ...fileValues(envPath), ...given };
  const { questions, farewell } = questionsFor(known);
  const sentences: string[] = [];
  for (const question of questions.filter((one) => one.isNeeded(known))) {
    const answer = known[question.name] ?? question.fallback(known);
    if (answer === null) sentences.push(`${question.name} is missing.`);
    else await checked(question, answer, known).catch((error: unknown) => sentences.push(sentenceOf(error)));
  }
  if (sentences.length > 0) throw new Complaints([...new Set(sentences)]);
  keepKey(envPath, known);
  const present = fileValues(envPath);
  keep(envPath, Object.fromEntries(Object.entries(known).filter(([name, value]) => present[name] !== value)));
  for (const line of [`Everything is checked and stands in ${envPath}.`, ...farewell()]) say(line);
}

async function checked(question: Question, answer: string, known: Values): Promise<void> {
  known[question.name] = answer;
  await question.check(answer, known);
}

function sentenceOf(error: unknown): string {
  if (error instanceof Complaint) return error.message;
  throw error;
}

/** A key is made once. Another one would lock everybody's links, so one that is there is never replaced. */
function keepKey(envPath: string, known: Values): void {
  const present = fileValues(envPath).SECRET_KEY;
  known.SECRET_KEY = present ?? known.SECRET_KEY ?? newKey();
  const problem = problemWith('SECRET_KEY', known.SECRET_KEY);
  if (problem !== null)
    throw new Complaint(`SECRET_KEY ${problem}; what is there is never replaced, so mend it by hand.`);
  if (present === undefined) keep(envPath, { SECRET_KEY: known.SECRET_KEY });
}

function keep(envPath: string, values: Values): void {
  writeEnvFile(envPath, withValues(startingText(envPath), values));
}

function masked(secret: string): string {
  return secret.length > 4 * SHOWN_OF_SECRET ? `…${secret.slice(-SHOWN_OF_SECRET)}` : 'as it is';
}
