// The one place that knows pyright: its parser's tree in, our tree (nodes.ts) out. Its type evaluator
// is not used: it trusts annotations, and a proof must not.
import { createRequire } from 'node:module';
import { numberNodes } from './children.ts';
import type {
  CompareOperator,
  Comprehension,
  ConstantType,
  Expr,
  Generator,
  Keyword,
  Module,
  Name,
  Operator,
  Param,
  Stmt,
} from './nodes.ts';

/** A node of pyright's tree. Its own types rest on ambient const enums, which one file cannot import. */
type Foreign = {
  readonly nodeType: number;
  readonly start: number;
  readonly length: number;
  // biome-ignore lint/suspicious/noExplicitAny: 70 node shapes of a foreign tree, read in this file only
  readonly d: any;
};

/** `ParseNodeType` of pyright, by number; parse.test.ts fails if an update of the library moves them. */
const K = {
  Error: 0,
  Argument: 1,
  Assert: 2,
  Assignment: 3,
  AssignmentExpression: 4,
  AugmentedAssignment: 5,
  Await: 6,
  BinaryOperation: 7,
  Break: 8,
  Call: 9,
  Class: 10,
  Comprehension: 11,
  ComprehensionFor: 12,
  Constant: 14,
  Continue: 15,
  Del: 17,
  Dictionary: 18,
  DictionaryExpandEntry: 19,
  DictionaryKeyEntry: 20,
  Ellipsis: 21,
  If: 22,
  Import: 23,
  ImportFrom: 25,
  Index: 27,
  For: 29,
  FormatString: 30,
  Function: 31,
  Global: 32,
  Lambda: 33,
  List: 34,
  MemberAccess: 35,
  Name: 38,
  Nonlocal: 39,
  Number: 40,
  Pass: 42,
  Raise: 43,
  Return: 44,
  Set: 45,
  Slice: 46,
  StatementList: 47,
  StringList: 48,
  Ternary: 51,
  Tuple: 52,
  Try: 53,
  TypeAnnotation: 54,
  UnaryOperation: 55,
  Unpack: 56,
  While: 57,
  With: 58,
  Yield: 60,
  YieldFrom: 61,
  Match: 63,
  PatternSequence: 65,
  PatternAs: 66,
  PatternLiteral: 67,
  PatternClass: 68,
  PatternCapture: 69,
  PatternMapping: 70,
  PatternMappingKeyEntry: 71,
  PatternMappingExpandEntry: 72,
  PatternValue: 73,
  TypeAlias: 77,
} as const;

/** `OperatorType` of pyright. */
const binary: Record<number, Operator> = {
  0: '+',
  3: '&',
  6: '|',
  8: '^',
  10: '/',
  13: '//',
  17: '<<',
  22: '@',
  24: '%',
  26: '*',
  29: '**',
  31: '>>',
  33: '-',
};
const augmented: Record<number, Operator> = {
  1: '+',
  4: '&',
  7: '|',
  9: '^',
  11: '/',
  14: '//',
  18: '<<',
  23: '@',
  25: '%',
  27: '*',
  30: '**',
  32: '>>',
  34: '-',
};
const comparing: Record<number, CompareOperator> = {
  12: '==',
  15: '>',
  16: '>=',
  20: '<',
  21: '<=',
  28: '!=',
  39: 'is',
  40: 'is not',
  41: 'in',
  42: 'not in',
};
const unary: Record<number, '-' | '+' | '~' | 'not'> = { 0: '+', 5: '~', 33: '-', 38: 'not' };
const logical: Record<number, 'and' | 'or'> = { 36: 'and', 37: 'or' };
const keywordNone = 27;
const keywordTrue = 34;
const keywordFalse = 15;

/** The text is not a program this parser understands; CPython's own `compile()` says why. */
export class NotUnderstood extends Error {}

type PyrightParser = {
  ParseOptions: new () => { pythonVersion: unknown };
  Parser: new () => {
    parseSourceFile(
      text: string,
      options: unknown,
      sink: unknown,
    ): {
      parserOutput: { parseTree: Foreign; lines: { getItemAt(i: number): Foreign; count: number } };
    };
  };
};

const load = createRequire(import.meta.url);

export function parseWithPyright(text: string): Module {
  const { Parser, ParseOptions } = load(
    '@zzzen/pyright-internal/dist/parser/parser',
  ) as PyrightParser;
  const { DiagnosticSink } = load('@zzzen/pyright-internal/dist/common/diagnosticSink') as {
    DiagnosticSink: new () => { fetchAndClear(): { category: number; message: string }[] };
  };
  const { PythonVersion } = load('@zzzen/pyright-internal/dist/common/pythonVersion') as {
    PythonVersion: { create(major: number, minor: number): unknown };
  };
  const sink = new DiagnosticSink();
  const options = new ParseOptions();
  // From 3.14 on `return` in `finally` is an error to this parser; to CPython it is a warning.
  options.pythonVersion = PythonVersion.create(3, 13);
  const { parserOutput } = new Parser().parseSourceFile(text, options, sink);
  const error = sink.fetchAndClear().find((one) => one.category === 0);
  if (error) throw new NotUnderstood(error.message);
  const { lines } = parserOutput;
  const starts = Array.from({ length: lines.count }, (_, i) => lines.getItemAt(i).start);
  const module: Module = {
    kind: 'Module',
    body: new Adapter(starts).suite({ d: parserOutput.parseTree.d }),
  };
  numberNodes(module);
  return module;
}

class Adapter {
  readonly #starts: readonly number[];

  constructor(starts: readonly number[]) {
    this.#starts = starts;
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  #at<T extends string>(kind: T, node: Foreign) {
    return {
      kind,
      line: this.#lineOf(node.start),
      endLine: this.#lineOf(Math.max(node.start, node.start + node.length - 1)),
      ordinal: -1,
    };
  }

  suite(suite: Pick<Foreign, 'd'>): Stmt[] {
    const out: Stmt[] = [];
    for (const node of suite.d.statements as Foreign[]) {
      if (node.nodeType === K.StatementList) {
        for (const one of node.d.statements as Foreign[]) out.push(this.stmt(one));
      } else {
        out.push(this.stmt(node));
      }
    }
    return out;
  }

  #orSuite(suite: Foreign | undefined): Stmt[] {
    if (!suite) return [];
    return suite.nodeType === K.If ? [this.stmt(suite)] : this.suite(suite);
  }

  stmt(node: Foreign): Stmt {
    const { d } = node;
    switch (node.nodeType) {
      case K.If:
        return {
          ...this.#at('If', node),
          test: this.expr(d.testExpr),
          body: this.suite(d.ifSuite),
          orelse: this.#orSuite(d.elseSuite),
        };
      case K.While:
        return {
          ...this.#at('While', node),
          test: this.expr(d.testExpr),
          body: this.suite(d.whileSuite),
          orelse: this.#orSuite(d.elseSuite),
        };
      case K.For:
        return {
          ...this.#at(d.isAsync ? 'AsyncFor' : 'For', node),
          target: this.expr(d.targetExpr),
          iter: this.expr(d.iterableExpr),
          body: this.suite(d.forSuite),
          orelse: this.#orSuite(d.elseSuite),
        };
      case K.Try:
        return {
          ...this.#at(
            d.exceptClauses.some((c: Foreign) => c.d.isExceptGroup) ? 'TryStar' : 'Try',
            node,
          ),
          body: this.suite(d.trySuite),
          handlers: d.exceptClauses.map((clause: Foreign) => ({
            type: clause.d.typeExpr ? this.expr(clause.d.typeExpr) : null,
            name: clause.d.name?.d.value ?? null,
            body: this.suite(clause.d.exceptSuite),
          })),
          orelse: this.#orSuite(d.elseSuite),
          finalbody: this.#orSuite(d.finallySuite),
        };
      case K.With:
        return {
          ...this.#at(d.isAsync ? 'AsyncWith' : 'With', node),
          items: d.withItems.map((item: Foreign) => ({
            context: this.expr(item.d.expr),
            target: item.d.target ? this.expr(item.d.target) : null,
          })),
          body: this.suite(d.suite),
        };
      case K.Function:
        return {
          ...this.#at(d.isAsync ? 'AsyncFunctionDef' : 'FunctionDef', node),
          name: d.name.d.value,
          params: this.#params(d.params),
          body: this.suite(d.suite),
          decorators: d.decorators.map((one: Foreign) => this.expr(one.d.expr)),
          firstLine: this.#lineOf(d.decorators[0]?.start ?? node.start),
        };
      case K.Class:
        return {
          ...this.#at('ClassDef', node),
          name: d.name.d.value,
          bases: d.arguments
            .filter((a: Foreign) => !a.d.name)
            .map((a: Foreign) => this.#argument(a)),
          keywords: d.arguments
            .filter((a: Foreign) => a.d.name)
            .map((a: Foreign) => this.#keyword(a)),
          body: this.suite(d.suite),
          decorators: d.decorators.map((one: Foreign) => this.expr(one.d.expr)),
        };
      case K.Match:
        return this.#match(node);
      case K.TypeAlias:
        return { ...this.#at('TypeAlias', node), name: d.name.d.value };
      case K.Return:
        return { ...this.#at('Return', node), value: this.#maybe(d.expr) };
      case K.Raise:
        return {
          ...this.#at('Raise', node),
          exc: this.#maybe(d.expr),
          cause: this.#maybe(d.fromExpr),
        };
      case K.Assert:
        return {
          ...this.#at('Assert', node),
          test: this.expr(d.testExpr),
          msg: this.#maybe(d.exceptionExpr),
        };
      case K.Del:
        return {
          ...this.#at('Delete', node),
          targets: d.targets.map((t: Foreign) => this.expr(t)),
        };
      case K.Global:
      case K.Nonlocal:
        return {
          ...this.#at(node.nodeType === K.Global ? 'Global' : 'Nonlocal', node),
          names: d.targets.map((t: Foreign) => t.d.value),
        };
      case K.Pass:
        return this.#at('Pass', node);
      case K.Break:
        return this.#at('Break', node);
      case K.Continue:
        return this.#at('Continue', node);
      case K.Import:
        return {
          ...this.#at('Import', node),
          names: d.list.map((one: Foreign) => ({
            module: one.d.module.d.nameParts.map((p: Foreign) => p.d.value).join('.'),
            as: one.d.alias?.d.value ?? null,
          })),
        };
      case K.ImportFrom:
        return {
          ...this.#at('ImportFrom', node),
          module: d.module.d.nameParts.map((p: Foreign) => p.d.value).join('.'),
          level: d.module.d.leadingDots,
          names: d.isWildcardImport
            ? [{ name: '*', as: null }]
            : d.imports.map((one: Foreign) => ({
                name: one.d.name.d.value,
                as: one.d.alias?.d.value ?? null,
              })),
        };
      case K.AugmentedAssignment: {
        const op = augmented[d.operator];
        if (!op) throw new NotUnderstood('an unknown operator');
        return {
          ...this.#at('AugAssign', node),
          target: this.expr(d.leftExpr),
          op,
          value: this.expr(d.rightExpr),
        };
      }
      case K.Assignment:
        return this.#assignment(node);
      case K.TypeAnnotation:
        return { ...this.#at('AnnAssign', node), target: this.expr(d.valueExpr), value: null };
      default:
        return { ...this.#at('Expr', node), value: this.expr(node) };
    }
  }

  /** `a = b = c` comes nested to the left: ((a = c) = b) with the value innermost, or chained to the right. */
  #assignment(node: Foreign): Stmt {
    const targets: Foreign[] = [];
    let value = node;
    while (value.nodeType === K.Assignment) {
      const left: Foreign = value.d.leftExpr;
      if (left.nodeType === K.Assignment) {
        // ((a = b) = c): what is on the right of the outer one is a further target's value.
        throw new NotUnderstood('an assignment nested to the left');
      }
      targets.push(left);
      value = value.d.rightExpr;
    }
    const [first] = targets;
    if (first?.nodeType === K.TypeAnnotation && targets.length === 1) {
      return {
        ...this.#at('AnnAssign', node),
        target: this.expr(first.d.valueExpr),
        value: this.expr(value),
      };
    }
    return {
      ...this.#at('Assign', node),
      targets: targets.map((one) => this.expr(one)),
      value: this.expr(value),
    };
  }

  #match(node: Foreign): Stmt {
    return {
      ...this.#at('Match', node),
      subject: this.expr(node.d.expr),
      cases: node.d.cases.map((one: Foreign) => {
        const captures: string[] = [];
        const values: Expr[] = [];
        this.#pattern(one.d.pattern, captures, values);
        return {
          captures,
          values,
          guard: this.#maybe(one.d.guardExpr),
          body: this.suite(one.d.suite),
        };
      }),
    };
  }

  #pattern(node: Foreign | undefined, captures: string[], values: Expr[]): void {
    if (!node) return;
    const { d } = node;
    const into = (one: Foreign | undefined) => this.#pattern(one, captures, values);
    switch (node.nodeType) {
      case K.PatternSequence:
        d.entries.forEach(into);
        return;
      case K.PatternAs:
        d.orPatterns.forEach(into);
        if (d.target) captures.push(d.target.d.value);
        return;
      case K.PatternCapture:
        if (!d.isWildcard) captures.push(d.target.d.value);
        return;
      case K.PatternClass:
        values.push(this.expr(d.className));
        for (const argument of d.args) into(argument.d.pattern);
        return;
      case K.PatternMapping:
        d.entries.forEach(into);
        return;
      case K.PatternMappingKeyEntry:
        into(d.keyPattern);
        into(d.valuePattern);
        return;
      case K.PatternMappingExpandEntry:
        captures.push(d.target.d.value);
        return;
      case K.PatternLiteral:
      case K.PatternValue:
        values.push(this.expr(d.expr));
        return;
      default:
        throw new NotUnderstood('an unknown pattern');
    }
  }

  #maybe(node: Foreign | undefined): Expr | null {
    return node ? this.expr(node) : null;
  }

  #params(list: readonly Foreign[]): Param[] {
    const out: Param[] = [];
    let how: Param['how'] = 'positional';
    for (const { d } of list) {
      if (d.category === 1) {
        if (d.name) out.push({ name: d.name.d.value, how: 'rest', value: null });
        how = 'keyword';
      } else if (d.category === 2) {
        out.push({ name: d.name.d.value, how: 'keywords', value: null });
      } else if (d.name) {
        out.push({ name: d.name.d.value, how, value: this.#maybe(d.defaultValue) });
      }
    }
    return out;
  }

  #argument(node: Foreign): Expr {
    const value = this.expr(node.d.valueExpr);
    return node.d.argCategory === 1 ? { ...this.#at('Starred', node), value } : value;
  }

  #keyword(node: Foreign): Keyword {
    return {
      name: node.d.argCategory === 2 ? null : node.d.name.d.value,
      value: this.expr(node.d.valueExpr),
    };
  }

  #name(node: Foreign): Name {
    return { ...this.#at('Name', node), name: (node.d.value as string).normalize('NFKC') };
  }

  #constant(node: Foreign, type: ConstantType, value?: number): Expr {
    return { ...this.#at('Constant', node), type, value };
  }

  expr(node: Foreign): Expr {
    const { d } = node;
    switch (node.nodeType) {
      case K.Name:
        return this.#name(node);
      case K.Constant:
        if (d.constType === keywordNone) return this.#constant(node, 'none');
        if (d.constType === keywordTrue || d.constType === keywordFalse)
          return this.#constant(node, 'bool');
        return { ...this.#at('Name', node), name: '__debug__' };
      case K.Ellipsis:
        return this.#constant(node, 'ellipsis');
      case K.Number: {
        const type = d.isImaginary ? 'complex' : d.isInteger ? 'int' : 'float';
        const small = type === 'int' && typeof d.value === 'number' ? d.value : undefined;
        return this.#constant(node, type, small);
      }
      case K.StringList:
        return this.#strings(node);
      case K.UnaryOperation: {
        const op = unary[d.operator];
        if (!op) throw new NotUnderstood('an unknown operator');
        return { ...this.#at('UnaryOp', node), op, operand: this.expr(d.expr) };
      }
      case K.BinaryOperation:
        return this.#binary(node);
      case K.AssignmentExpression:
        return {
          ...this.#at('NamedExpr', node),
          target: this.#name(d.name),
          value: this.expr(d.rightExpr),
        };
      case K.Await:
        return { ...this.#at('Await', node), value: this.expr(d.expr) };
      case K.Ternary:
        return {
          ...this.#at('IfExp', node),
          test: this.expr(d.testExpr),
          body: this.expr(d.ifExpr),
          orelse: this.expr(d.elseExpr),
        };
      case K.Unpack:
        return { ...this.#at('Starred', node), value: this.expr(d.expr) };
      case K.Tuple:
        return { ...this.#at('Tuple', node), elts: d.items.map((one: Foreign) => this.expr(one)) };
      case K.List:
      case K.Set: {
        const [only] = d.items as Foreign[];
        if (d.items.length === 1 && only?.nodeType === K.Comprehension && !only.d.hasParens) {
          return this.#comprehension(node.nodeType === K.List ? 'ListComp' : 'SetComp', only, node);
        }
        const elts = d.items.map((one: Foreign) => this.expr(one));
        return node.nodeType === K.List
          ? { ...this.#at('List', node), elts }
          : { ...this.#at('Set', node), elts };
      }
      case K.Dictionary:
        return this.#dict(node);
      case K.Comprehension:
        return this.#comprehension('GeneratorExp', node, node);
      case K.Call:
        return {
          ...this.#at('Call', node),
          func: this.expr(d.leftExpr),
          args: d.args
            .filter((a: Foreign) => isPositional(a))
            .map((a: Foreign) => this.#argument(a)),
          keywords: d.args
            .filter((a: Foreign) => !isPositional(a))
            .map((a: Foreign) => this.#keyword(a)),
        };
      case K.Index: {
        const items: Expr[] = d.items.map((a: Foreign) => this.#argument(a));
        const [first] = items;
        const alone = items.length === 1 && !d.trailingComma && first && first.kind !== 'Starred';
        const slice: Expr = alone ? first : { ...this.#at('Tuple', node), elts: items };
        return { ...this.#at('Subscript', node), value: this.expr(d.leftExpr), slice };
      }
      case K.Slice:
        return {
          ...this.#at('Slice', node),
          lower: this.#maybe(d.startValue),
          upper: this.#maybe(d.endValue),
          step: this.#maybe(d.stepValue),
        };
      case K.Yield:
        return { ...this.#at('Yield', node), value: this.#maybe(d.expr) };
      case K.YieldFrom:
        return { ...this.#at('YieldFrom', node), value: this.expr(d.expr) };
      case K.MemberAccess:
        return {
          ...this.#at('Attribute', node),
          value: this.expr(d.leftExpr),
          attr: d.member.d.value,
        };
      case K.Lambda:
        return {
          ...this.#at('Lambda', node),
          params: this.#params(d.params),
          body: this.expr(d.expr),
        };
      default:
        throw new NotUnderstood('an expression this version does not know');
    }
  }

  #strings(node: Foreign): Expr {
    const parts = node.d.strings as Foreign[];
    const formatted = parts.filter((one) => one.nodeType === K.FormatString);
    if (formatted.length > 0) {
      const inner = formatted.flatMap(
        (one) => [...one.d.fieldExprs, ...one.d.formatExprs] as Foreign[],
      );
      inner.sort((a, b) => a.start - b.start || b.length - a.length);
      return { ...this.#at('JoinedStr', node), values: inner.map((one) => this.expr(one)) };
    }
    const bytesFlag = 32; // StringTokenFlags.Bytes
    return this.#constant(node, (parts[0]?.d.token.flags ?? 0) & bytesFlag ? 'bytes' : 'str');
  }

  #binary(node: Foreign): Expr {
    const { d } = node;
    const plain = binary[d.operator];
    if (plain)
      return {
        ...this.#at('BinOp', node),
        op: plain,
        left: this.expr(d.leftExpr),
        right: this.expr(d.rightExpr),
      };
    const joined = logical[d.operator];
    if (joined) {
      const values: Expr[] = [];
      this.#flatten(node, d.operator, values);
      return { ...this.#at('BoolOp', node), op: joined, values };
    }
    // A chain `a < b < c` comes as (a < (b < c)), unless parentheses were written.
    const ops: CompareOperator[] = [];
    const comparators: Expr[] = [];
    let right = node;
    for (;;) {
      const op = right.nodeType === K.BinaryOperation ? comparing[right.d.operator] : undefined;
      if (!op || (right !== node && right.d.hasParens)) break;
      ops.push(op);
      if (right !== node) comparators.push(this.expr(right.d.leftExpr));
      right = right.d.rightExpr;
    }
    comparators.push(this.expr(right));
    if (ops.length === 0) throw new NotUnderstood('an unknown operator');
    return { ...this.#at('Compare', node), left: this.expr(d.leftExpr), ops, comparators };
  }

  #flatten(node: Foreign, operator: number, into: Expr[]): void {
    const { leftExpr, rightExpr } = node.d;
    const same = (one: Foreign) =>
      one.nodeType === K.BinaryOperation && one.d.operator === operator && !one.d.hasParens;
    if (same(leftExpr)) this.#flatten(leftExpr, operator, into);
    else into.push(this.expr(leftExpr));
    if (same(rightExpr)) this.#flatten(rightExpr, operator, into);
    else into.push(this.expr(rightExpr));
  }

  #dict(node: Foreign): Expr {
    const items = node.d.items as Foreign[];
    const [only] = items;
    if (items.length === 1 && only?.nodeType === K.Comprehension) {
      return this.#comprehension('DictComp', only, node);
    }
    const keys: (Expr | null)[] = [];
    const values: Expr[] = [];
    for (const { nodeType, d } of items) {
      const isPair = nodeType === K.DictionaryKeyEntry;
      keys.push(isPair ? this.expr(d.keyExpr) : null);
      values.push(this.expr(isPair ? d.valueExpr : d.expr));
    }
    return { ...this.#at('Dict', node), keys, values };
  }

  #comprehension(kind: Comprehension['kind'], node: Foreign, range: Foreign): Expr {
    const generators: { target: Expr; iter: Expr; ifs: Expr[]; isAsync: boolean }[] = [];
    for (const part of node.d.forIfNodes as Foreign[]) {
      if (part.nodeType === K.ComprehensionFor) {
        generators.push({
          target: this.expr(part.d.targetExpr),
          iter: this.expr(part.d.iterableExpr),
          ifs: [],
          isAsync: part.d.isAsync === true,
        });
      } else {
        generators.at(-1)?.ifs.push(this.expr(part.d.testExpr));
      }
    }
    const elt: Foreign = node.d.expr;
    const isPair = elt.nodeType === K.DictionaryKeyEntry;
    return {
      ...this.#at(kind, range),
      elt: this.expr(isPair ? elt.d.keyExpr : elt),
      value: isPair ? this.expr(elt.d.valueExpr) : null,
      generators: generators satisfies Generator[],
    };
  }
}

function isPositional(argument: Foreign): boolean {
  return argument.d.argCategory !== 2 && !argument.d.name;
}
