// Builds the seccomp filter of the bwrap backend as a classic BPF program; no library needed.
// Allows what Python programs use, answers the rest as an older or locked-down kernel would, and
// kills only what no honest program does (foreign architectures).
import { AppError } from '@runsurge/model';
import { syscallNumbers } from './syscall-numbers.ts';

const auditArch = { x86_64: 0xc000003e, aarch64: 0xc00000b7 } as const;
type Architecture = keyof typeof auditArch;

// linux/bpf_common.h
const load = 0x20;
const jumpIfEqual = 0x15;
const jumpIfGreaterOrEqual = 0x35;
const jumpIfAnyBit = 0x45;
const answer = 0x06;

// linux/seccomp.h
const allow = 0x7fff0000;
const kill = 0x80000000;
const withErrno = (errno: number) => 0x00050000 | errno;
const eperm = withErrno(1);
const enosys = withErrno(38);
const eafnosupport = withErrno(97);

// Offsets in struct seccomp_data; the low half of an argument, both architectures are little-endian.
const numberAt = 0;
const archAt = 4;
const argumentAt = (index: number) => 16 + 8 * index;

const x32Bit = 0x40000000;
/** From here on system calls are newer than our table. */
const firstUnknown = 462;
/** All CLONE_NEW* flags that `clone` itself knows. */
const newNamespaces = 0x7e020000;
const afUnix = 1;
const forbiddenIoctls = [0x5412, 0x541c, 0x5423]; // TIOCSTI, TIOCLINUX, TIOCSETD

/** Programs try these and fall back when they do not exist. */
const missing = [
  'clone3',
  'io_uring_setup',
  'io_uring_enter',
  'io_uring_register',
  'userfaultfd',
  'memfd_secret',
];
const conditional = ['clone', 'socket', 'socketpair', 'ioctl', 'memfd_create'];

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

export type FilterOptions = {
  /** Without a control group nobody would count the memory behind a memfd. */
  readonly denyMemfd: boolean;
};

export function seccompFilter(architecture: string, options: FilterOptions): Buffer {
  if (!isKnown(architecture)) {
    throw new AppError('SANDBOX_FAILED', `no system call table for ${architecture}`, {
      remedy: 'use an x86_64 or aarch64 machine',
    });
  }
  return encode(program(architecture, options));
}

function isKnown(architecture: string): architecture is Architecture {
  return Object.hasOwn(auditArch, architecture);
}

function program(architecture: Architecture, { denyMemfd }: FilterOptions): Instruction[] {
  const numbers = new Map<string, number>(Object.entries(syscallNumbers[architecture]));
  const denied = [...numbers.keys()].filter(
    (name) => !missing.includes(name) && !conditional.includes(name),
  );
  const code: Instruction[] = [
    [load, 0, 0, archAt],
    [jumpIfEqual, 1, 0, auditArch[architecture]],
    [answer, 0, 0, kill],
    [load, 0, 0, numberAt],
  ];
  if (architecture === 'x86_64') {
    code.push([jumpIfGreaterOrEqual, 0, 1, x32Bit], [answer, 0, 0, kill]);
  }
  const onCall = (name: string, body: readonly Instruction[]) => {
    const number = numbers.get(name);
    if (number !== undefined) code.push([jumpIfEqual, 0, body.length, number], ...body);
  };
  for (const name of missing) onCall(name, [[answer, 0, 0, enosys]]);
  for (const name of denied) onCall(name, [[answer, 0, 0, eperm]]);
  if (denyMemfd) onCall('memfd_create', [[answer, 0, 0, enosys]]);
  onCall('clone', [
    [load, 0, 0, argumentAt(0)],
    [jumpIfAnyBit, 0, 1, newNamespaces],
    [answer, 0, 0, eperm],
    [answer, 0, 0, allow],
  ]);
  for (const name of ['socket', 'socketpair']) {
    onCall(name, [
      [load, 0, 0, argumentAt(0)],
      [jumpIfEqual, 0, 1, afUnix],
      [answer, 0, 0, allow],
      [answer, 0, 0, eafnosupport],
    ]);
  }
  onCall('ioctl', [
    [load, 0, 0, argumentAt(1)],
    ...forbiddenIoctls.map(
      (request, index): Instruction => [jumpIfEqual, forbiddenIoctls.length - index, 0, request],
    ),
    [answer, 0, 0, allow],
    [answer, 0, 0, eperm],
  ]);
  code.push(
    [jumpIfGreaterOrEqual, 0, 1, firstUnknown],
    [answer, 0, 0, enosys],
    [answer, 0, 0, allow],
  );
  return code;
}

/** struct sock_filter: u16 code, u8 jt, u8 jf, u32 k. */
function encode(code: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(code.length * 8);
  code.forEach(([operation, ifTrue, ifFalse, operand], index) => {
    bytes.writeUInt16LE(operation, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand >>> 0, index * 8 + 4);
  });
  return bytes;
}
