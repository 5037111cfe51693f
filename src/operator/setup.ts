import { fileValues, problemWith, type Variable } from '../config.ts';
import { initialText, withValues, writeEnvFile } from './env-file.ts';
import { OperatorError } from './operator-error.ts';
import { EarlierAnswerWrong, newKey, type Question, questionsFor, type Values } from './questions.ts';
import { PersonLeft, type Terminal } from './terminal.ts';

const SHOWN_OF_SECRET = 4;

/** All errors in values that were given without a person to ask. */
export class OperatorErrors extends Error {
  override name = 'Complaints';
  readonly sentences: readonly string[];
  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

/**
 * Asks a person for what is needed, checks each answer with its service, and saves it at once, so that an interrupted
 * setup continues where it stopped.
 */
export async function setUpByAsking(envPath: string, terminal: Terminal): Promise<void> {
  const known: Values = fileValues(envPath);
  const { questions, closingLines } = questionsFor(known);
  ensureKey(envPath, known);
  terminal.print(`Sesh is set up here; answers go to ${envPath}. Enter keeps what is shown, Ctrl+C leaves.`);
  try {
    for (let place = 0; place < questions.length; ) {
      const question = questions[place];
      if (!question) break;
      const back = question.isNeeded(known) ? await askUntilValid(question, known, envPath, terminal) : null;
      place = back === null ? place + 1 : questions.findIndex(({ name }) => name === back);
    }
  } catch (error) {
    if (!(error instanceof PersonLeft)) throw error;
    throw new OperatorError(`What was checked so far is in ${envPath}; npm run setup goes on from there.`);
  }
  for (const line of ['', 'Everything is checked.', ...closingLines()]) terminal.print(line);
}

/** Asks until the answer is good; returns the earlier question that has to be asked again, if one has. */
async function askUntilValid(
  question: Question,
  known: Values,
  envPath: string,
  terminal: Terminal,
): Promise<Variable | null> {
  const { name } = question;
  terminal.print('');
  for (const line of question.says) terminal.print(line);
  let proposed = known[name] ?? question.fallback(known);
  for (;;) {
    const shown = proposed === null ? '' : ` [${question.isSecret ? masked(proposed) : proposed}]`;
    const answer = (await terminal.ask(`${name}${shown}: `, question.isSecret)) || proposed;
    if (answer === null) {
      terminal.print('  An answer is needed here.');
      continue;
    }
    proposed = answer;
    try {
      const remarks = await question.check(answer, known);
      known[name] = answer;
      saveValues(envPath, { [name]: answer });
      for (const remark of remarks) terminal.print(`  ${remark}`);
      return null;
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      terminal.print(`  ${error.message}`);
      if (error instanceof EarlierAnswerWrong) return error.variable;
    }
  }
}

/** Sets up without a person: checks everything, and writes it only if all of it is good. */
export async function setUpFrom(envPath: string, given: Values, say: (line: string) => void): Promise<void> {
  const known: Values = { ...fileValues(envPath), ...given };
  const { questions, closingLines } = questionsFor(known);
  const sentences: string[] = [];
  for (const question of questions.filter((one) => one.isNeeded(known))) {
    const answer = known[question.name] ?? question.fallback(known);
    if (answer === null) sentences.push(`${question.name} is missing.`);
    else await checked(question, answer, known).catch((error: unknown) => sentences.push(sentenceOf(error)));
  }
  if (sentences.length > 0) throw new OperatorErrors([...new Set(sentences)]);
  ensureKey(envPath, known);
  const present = fileValues(envPath);
  saveValues(envPath, Object.fromEntries(Object.entries(known).filter(([name, value]) => present[name] !== value)));
  for (const line of [`Everything is checked and stands in ${envPath}.`, ...closingLines()]) say(line);
}

async function checked(question: Question, answer: string, known: Values): Promise<void> {
  known[question.name] = answer;
  await question.check(answer, known);
}

function sentenceOf(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  throw error;
}

/** Creates a key if there is none. One that exists is never replaced: everybody's links are encrypted with it. */
function ensureKey(envPath: string, known: Values): void {
  const present = fileValues(envPath).SECRET_KEY;
  known.SECRET_KEY = present ?? known.SECRET_KEY ?? newKey();
  const problem = problemWith('SECRET_KEY', known.SECRET_KEY);
  if (problem !== null)
    throw new OperatorError(`SECRET_KEY ${problem}; an existing key is never replaced, so fix it by hand.`);
  if (present === undefined) saveValues(envPath, { SECRET_KEY: known.SECRET_KEY });
}

function saveValues(envPath: string, values: Values): void {
  writeEnvFile(envPath, withValues(initialText(envPath), values));
}

function masked(secret: string): string {
  return secret.length > 4 * SHOWN_OF_SECRET ? `…${secret.slice(-SHOWN_OF_SECRET)}` : 'as it is';
}
