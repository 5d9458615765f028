// What forbids any parallel region, and which classes can be reasoned about.
import { describe, expect, it } from 'vitest';
import { parseWithPyright } from '../parse/pyright.ts';
import { describeProgram } from './program.ts';

const program = (text: string) => describeProgram(parseWithPyright(text));

describe('a script is run in order as a whole when', () => {
  it.each([
    ['x = 1\nexec("x = 2")\n', 'it uses exec()', 2],
    ['print(id(1))\n', 'it uses id()', 1],
    ['import gc\n', 'it imports gc', 1],
    ['from os.path import *\n', '`from os.path import *` may replace any name', 1],
    ['import sys\nsys.stdout = open("f", "w")\n', 'it replaces sys.stdout', 2],
    [
      'class A:\n    def f(self): pass\ndef g(self): pass\nA.f = g\n',
      'it replaces the method f',
      4,
    ],
    ['a = b = []\nprint(a is b)\n', 'it compares identities with `is`', 2],
    ['def f(): pass\nprint(f.__code__)\n', 'it uses .__code__', 2],
    ['async def f(): pass\n', 'it is asynchronous', 1],
    ['import locale\nlocale.setlocale(locale.LC_ALL, "")\n', 'it uses .setlocale', 2],
    ['import csv\ncsv.register_dialect("d")\n', 'it uses .register_dialect', 2],
    [
      'from functools import cache\n@cache\ndef f(x): return x\nprint(f.cache_info())\n',
      'it uses .cache_info',
      4,
    ],
  ])('%s', (text, why, line) => {
    expect(program(text).ban).toEqual({ why, line });
  });

  it.each([
    'x = None\nprint(x is None)\n',
    'class A: pass\na = A()\nprint(type(a) is A)\n',
    'from math import *\nprint(sin(1))\n',
    'def id(x): return x\nprint(id(1))\n',
    'if __name__ == "__main__":\n    print(1)\n',
    'class A:\n    def __init__(self): self.x = 1\n    def __eq__(self, other): return True\n',
  ])('but not for %s', (text) => {
    expect(program(text).ban).toBeNull();
  });
});

describe('a class', () => {
  const unsafe = (text: string) => [...program(text).classes.values()].map((one) => one.unsafe);

  it.each([
    ['class A:\n    x = 1\n    def f(self): return self.x\n', null],
    ['class A: pass\nclass B(A):\n    def f(self): return 1\n', null],
    ['from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int = 0\n', null],
    ['from enum import Enum\nclass A(Enum):\n    X = 1\n', null],
    ['class A(ValueError): pass\n', null],
    ['class A:\n    def __getattr__(self, n): return 1\n', 'it defines __getattr__'],
    ['class A:\n    def __del__(self): pass\n', 'it defines __del__'],
    ['class A(dict): pass\n', 'its base dict is not known'],
    ['class A(metaclass=M): pass\n', 'it has the class argument metaclass'],
    ['def f():\n    class A: pass\n', 'it is not at the top of the script'],
    ['class A:\n    x = print(1)\n', 'its body computes'],
    ['class A:\n    for i in range(3): pass\n', 'its body does more than define'],
    ['@register\nclass A: pass\n', 'its decorator register is not known'],
    ['class A:\n    @deco\n    def f(self): pass\n', 'the decorator of its f is not known'],
    ['class A:\n    def f(self): pass\n    def f(self): return 1\n', 'it defines f twice'],
  ])('%s', (text, why) => {
    expect(unsafe(text).at(-1)).toBe(why);
  });

  it('is unsafe when its base is', () => {
    expect(unsafe('class A:\n    def __del__(self): pass\nclass B(A): pass\n')).toEqual([
      'it defines __del__',
      'it defines __del__',
    ]);
  });
});

describe('functions as values', () => {
  it('are those that are named without a call, and lambdas', () => {
    const found = program(
      'def f(): pass\ndef g(): pass\nh = g\nf()\nk = lambda: 0\n',
    ).functionsAsValues;
    expect([...found].map((one) => (one.kind === 'Lambda' ? 'lambda' : one.name))).toEqual([
      'g',
      'lambda',
    ]);
  });

  it('of the library are found too', () => {
    const found = program(
      'import time\nclock = time.time\nread = input\nprint(len([]))\n',
    ).membersAsValues;
    expect(found.map((one) => one.line)).toEqual([2, 3]);
  });
});
