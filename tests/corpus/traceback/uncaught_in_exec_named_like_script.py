exec(compile("x = 1\ny = undefined_name\n", __file__, "exec"))
