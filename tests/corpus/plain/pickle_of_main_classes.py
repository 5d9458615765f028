import copy
import pickle


class Tree:
    def __init__(self, *children):
        self.children = children

    def size(self):
        return 1 + sum(child.size() for child in self.children)


tree = Tree(Tree(), Tree(Tree()))
data = pickle.dumps(tree)
print(pickle.loads(data).size(), copy.deepcopy(tree).size(), b"__main__" in data, Tree.__module__)
try:
    pickle.dumps(lambda: 1)
except Exception as error:
    print(type(error).__name__)
