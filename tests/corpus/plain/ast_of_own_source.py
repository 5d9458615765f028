import ast

tree = ast.parse(open(__file__).read())
print(ast.dump(tree.body[0]))
print([type(node).__name__ for node in tree.body])
print(ast.unparse(tree.body[1]))
