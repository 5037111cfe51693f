import { relative } from 'node:path';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isAwaitExpression,
  isBinaryExpression,
  isCallExpression,
  isExpressionStatement,
  isFunctionExpression,
  isIdentifier,
  isNewExpression,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isVoidExpression,
} from 'typescript/unstable/ast/is';
import { API, type Checker, SignatureKind, type Type } from 'typescript/unstable/sync';

/*
 * A promise without a handler ends the process when it rejects. Biome's rules find those that stand alone as a
 * statement of ours; the compiler's own types also show the ones that Biome cannot see: behind `void`, in a callback of
 * which nobody expects an answer (timers, emitters), and what Node's functions return.
 */

/**
 * Returns `file:line: text` of every promise in a project that may reject without anybody hearing of it. Tests are left
 * out: there vitest hears of it, and the run fails.
 */
export function unhandledPromises(root: string): string[] {
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProjects: [`${root}/tsconfig.json`] }).getProjects();
    if (!project) throw new Error(`no project in ${root}`);
    const names = project.rootFiles.filter((name) => !name.endsWith('.test.ts'));
    const files = names.flatMap((name) => project.program.getSourceFile(name) ?? []);
    return files.flatMap((file) => unhandledIn(file, project.checker, root));
  } finally {
    api.close();
  }
}

function unhandledIn(file: SourceFile, checker: Checker, root: string): string[] {
  const dropped: Node[] = [];
  const callbacks: Node[] = [];
  function walk(node: Node): void {
    if (isVoidExpression(node)) dropped.push(node.expression);
    if (isExpressionStatement(node) && !isAwaitedOrAssigned(node.expression)) dropped.push(node.expression);
    if (isCallExpression(node) || isNewExpression(node))
      callbacks.push(...(node.arguments ?? []).filter(isFunctionLike));
    if (isPropertyAssignment(node) && isFunctionLike(node.initializer)) callbacks.push(node.initializer);
    node.forEachChild(walk);
  }
  walk(file);

  const types = checker.getTypeAtLocation(dropped);
  const found = [
    ...dropped.filter((node, place) => isThenable(types[place], checker) && !isHandled(node, checker)),
    ...callbacks.filter(
      (node) =>
        returnsPromise(node, checker) && !returnsHandled(node, checker) && isExpectedToReturnNothing(node, checker),
    ),
  ];
  return found.map((node) => `${relative(root, file.fileName)}:${lineOf(node, file)}: ${firstLine(node, file)}`);
}

/** Returns true for an awaited promise, and for one that is assigned: whoever reads it handles it. */
function isAwaitedOrAssigned(node: Node): boolean {
  return isAwaitExpression(node) || (isBinaryExpression(node) && ASSIGNMENTS.has(node.operatorToken.kind));
}

const ASSIGNMENTS = new Set([
  SyntaxKind.EqualsToken,
  SyntaxKind.QuestionQuestionEqualsToken,
  SyntaxKind.BarBarEqualsToken,
  SyntaxKind.AmpersandAmpersandEqualsToken,
]);

function isFunctionLike(node: Node): boolean {
  return isArrowFunction(node) || isFunctionExpression(node) || isIdentifier(node) || isPropertyAccessExpression(node);
}

/** Returns true for `x.catch(f)`, and for `x.then(f, g)` unless `f` may reject itself; `finally` handles nothing. */
function isHandled(node: Node, checker: Checker): boolean {
  if (isParenthesizedExpression(node)) return isHandled(node.expression, checker);
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  const [first, second] = node.arguments;
  switch (name.text) {
    case 'catch':
      return first !== undefined;
    case 'then':
      return first !== undefined && second !== undefined && !returnsPromise(first, checker);
    case 'finally':
      return isHandled(expression, checker);
    default:
      return false;
  }
}

/** Returns true for `() => x.catch(f)`. */
function returnsHandled(node: Node, checker: Checker): boolean {
  return isArrowFunction(node) && isHandled(node.body, checker);
}

function returnsPromise(node: Node, checker: Checker): boolean {
  const type = checker.getTypeAtLocation(node);
  return signaturesOf(type, checker).some((one) => isThenable(checker.getReturnTypeOfSignature(one), checker));
}

function isExpectedToReturnNothing(node: Node, checker: Checker): boolean {
  // Only an expression has a contextual type, and all that come here are.
  const expected = checker.getContextualType(node as Parameters<Checker['getContextualType']>[0]);
  const signatures = signaturesOf(expected, checker);
  const nothing = checker.getVoidType();
  return signatures.length > 0 && signatures.every((one) => checker.getReturnTypeOfSignature(one)?.id === nothing.id);
}

function signaturesOf(type: Type | undefined, checker: Checker) {
  return membersOf(type).flatMap((one) => checker.getSignaturesOfType(one, SignatureKind.Call));
}

function isThenable(type: Type | undefined, checker: Checker): boolean {
  return membersOf(type).some((one) => one.isObjectType() && checker.getPropertyOfType(one, 'then') !== undefined);
}

/** The members of a union, or the type itself. */
function membersOf(type: Type | undefined): readonly Type[] {
  if (type === undefined) return [];
  return type.isUnionType() ? (type.getTypes() ?? []) : [type];
}

function lineOf(node: Node, file: SourceFile): number {
  return file.text.slice(0, node.getStart(file)).split('\n').length;
}

function firstLine(node: Node, file: SourceFile): string {
  return node.getText(file).split('\n')[0] ?? '';
}
