// The tree every later pass works on: CPython's own `ast`, class for class and field for field, so
// that the Python side finds the same node by (class name, how manieth of that class in preorder).
// Positions are those of the source text; nothing here knows which parser made the tree.

type Base<K extends string> = {
  readonly kind: K;
  /** First line, from 1. */
  readonly line: number;
  readonly endLine: number;
  /** The how manieth node of this kind, in the order of `ast.walk` in depth (preorder), from 0. */
  ordinal: number;
};

export type Name = Base<'Name'> & { readonly name: string };
export type ConstantType =
  | 'int'
  | 'float'
  | 'complex'
  | 'str'
  | 'bytes'
  | 'bool'
  | 'none'
  | 'ellipsis';
export type Constant = Base<'Constant'> & {
  readonly type: ConstantType;
  /** Of small integers only: what index arithmetic needs. */
  readonly value: number | undefined;
};
export type JoinedStr = Base<'JoinedStr'> & { readonly values: readonly Expr[] };
export type BoolOp = Base<'BoolOp'> & {
  readonly op: 'and' | 'or';
  readonly values: readonly Expr[];
};
export type NamedExpr = Base<'NamedExpr'> & { readonly target: Name; readonly value: Expr };
export type BinOp = Base<'BinOp'> & {
  readonly op: Operator;
  readonly left: Expr;
  readonly right: Expr;
};
export type UnaryOp = Base<'UnaryOp'> & {
  readonly op: '-' | '+' | '~' | 'not';
  readonly operand: Expr;
};
export type Lambda = Base<'Lambda'> & { readonly params: Params; readonly body: Expr };
export type IfExp = Base<'IfExp'> & {
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
};
export type Dict = Base<'Dict'> & {
  readonly keys: readonly (Expr | null)[];
  readonly values: readonly Expr[];
};
export type SetExpr = Base<'Set'> & { readonly elts: readonly Expr[] };
export type Generator = {
  readonly target: Expr;
  readonly iter: Expr;
  readonly ifs: readonly Expr[];
  readonly isAsync: boolean;
};
export type Comprehension = Base<'ListComp' | 'SetComp' | 'GeneratorExp' | 'DictComp'> & {
  /** A DictComp has its key here. */
  readonly elt: Expr;
  readonly value: Expr | null;
  readonly generators: readonly Generator[];
};
export type Await = Base<'Await'> & { readonly value: Expr };
export type Yield = Base<'Yield' | 'YieldFrom'> & { readonly value: Expr | null };
export type Compare = Base<'Compare'> & {
  readonly left: Expr;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expr[];
};
export type Keyword = { readonly name: string | null; readonly value: Expr };
export type Call = Base<'Call'> & {
  readonly func: Expr;
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
};
export type Attribute = Base<'Attribute'> & { readonly value: Expr; readonly attr: string };
export type Subscript = Base<'Subscript'> & { readonly value: Expr; readonly slice: Expr };
export type Starred = Base<'Starred'> & { readonly value: Expr };
export type Sequence = Base<'List' | 'Tuple'> & { readonly elts: readonly Expr[] };
export type Slice = Base<'Slice'> & {
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
};

export type Operator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '//'
  | '%'
  | '**'
  | '@'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>';
export type CompareOperator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'is'
  | 'is not'
  | 'in'
  | 'not in';

export type Expr =
  | Name
  | Constant
  | JoinedStr
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetExpr
  | Comprehension
  | Await
  | Yield
  | Compare
  | Call
  | Attribute
  | Subscript
  | Starred
  | Sequence
  | Slice;

export type Param = {
  readonly name: string;
  readonly how: 'positional' | 'keyword' | 'rest' | 'keywords';
  readonly value: Expr | null;
};
export type Params = readonly Param[];

export type FunctionDef = Base<'FunctionDef' | 'AsyncFunctionDef'> & {
  readonly name: string;
  readonly params: Params;
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  /** CPython's `co_firstlineno`: the line of the first decorator, or of `def`. */
  readonly firstLine: number;
};
export type ClassDef = Base<'ClassDef'> & {
  readonly name: string;
  readonly bases: readonly Expr[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
};
export type Return = Base<'Return'> & { readonly value: Expr | null };
export type Delete = Base<'Delete'> & { readonly targets: readonly Expr[] };
export type Assign = Base<'Assign'> & { readonly targets: readonly Expr[]; readonly value: Expr };
export type AugAssign = Base<'AugAssign'> & {
  readonly target: Expr;
  readonly op: Operator;
  readonly value: Expr;
};
export type AnnAssign = Base<'AnnAssign'> & { readonly target: Expr; readonly value: Expr | null };
export type For = Base<'For' | 'AsyncFor'> & {
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
};
export type While = Base<'While'> & {
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
};
export type If = Base<'If'> & {
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
};
export type With = Base<'With' | 'AsyncWith'> & {
  readonly items: readonly { readonly context: Expr; readonly target: Expr | null }[];
  readonly body: readonly Stmt[];
};
export type Match = Base<'Match'> & {
  readonly subject: Expr;
  readonly cases: readonly {
    readonly captures: readonly string[];
    /** Values and classes the pattern looks at. */
    readonly values: readonly Expr[];
    readonly guard: Expr | null;
    readonly body: readonly Stmt[];
  }[];
};
export type Raise = Base<'Raise'> & { readonly exc: Expr | null; readonly cause: Expr | null };
export type Try = Base<'Try' | 'TryStar'> & {
  readonly body: readonly Stmt[];
  readonly handlers: readonly {
    readonly type: Expr | null;
    readonly name: string | null;
    readonly body: readonly Stmt[];
  }[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
};
export type Assert = Base<'Assert'> & { readonly test: Expr; readonly msg: Expr | null };
export type Import = Base<'Import'> & {
  readonly names: readonly { readonly module: string; readonly as: string | null }[];
};
export type ImportFrom = Base<'ImportFrom'> & {
  readonly module: string;
  readonly level: number;
  /** `*` for a star import. */
  readonly names: readonly { readonly name: string; readonly as: string | null }[];
};
export type ScopeDeclaration = Base<'Global' | 'Nonlocal'> & { readonly names: readonly string[] };
export type ExprStmt = Base<'Expr'> & { readonly value: Expr };
export type Plain = Base<'Pass' | 'Break' | 'Continue'>;
/** `type X = ...` of Python 3.12: lazily evaluated, so nothing but a name here. */
export type TypeAlias = Base<'TypeAlias'> & { readonly name: string };

export type Stmt =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | While
  | If
  | With
  | Match
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | ScopeDeclaration
  | ExprStmt
  | Plain
  | TypeAlias;

export type Module = { readonly kind: 'Module'; readonly body: readonly Stmt[] };
export type Node = Expr | Stmt;
export type FunctionNode = FunctionDef | Lambda;
