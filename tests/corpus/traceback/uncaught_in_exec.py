source = "def f():\n    return 1 / 0\n\nf()\n"
exec(compile(source, "<my source>", "exec"))
print(__file__)
