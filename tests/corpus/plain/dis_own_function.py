import dis


def loop(items):
    total = 0
    for item in items:
        total += item
    return [x * 2 for x in items], total


for instruction in dis.get_instructions(loop):
    print(instruction.opname, instruction.argval if isinstance(instruction.argval, (str, int)) else "", instruction.starts_line)
